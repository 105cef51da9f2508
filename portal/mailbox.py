"""The mailbox of the embedded default: every mail that the portal sent, readable from this machine only."""

import ipaddress

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from accounts.models import OutgoingMail


def from_this_machine(request) -> bool:
    """Whether the caller sits on the same machine."""
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@login_not_required
def mailbox(request, number: int | None = None):
    """The list, and one mail of it."""
    if not settings.EMBEDDED or not from_this_machine(request):
        raise Http404
    mails = OutgoingMail.objects.all()[:200]
    mail = get_object_or_404(OutgoingMail, pk=number) if number else next(iter(mails), None)
    return render(
        request, "portal/mailbox.html", {"mails": mails, "mail": mail, "chosen": number is not None}
    )
