"""The mailbox of the embedded default: every email that the portal sent.

`portal.local_access` makes it readable from this machine only.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.models import OutgoingMail
from lib.query_string import search_text


@login_not_required
def mailbox(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Show the emails and one of them."""
    if not settings.EMBEDDED:
        raise Http404
    latest = list(OutgoingMail.objects.exclude(recipients=[])[:200])
    search, recipient = search_text(request.GET.get("search")), request.GET.get("recipient", "")
    emails = [email for email in latest if matches(email, search, recipient)]
    email = get_object_or_404(OutgoingMail, pk=pk) if pk else next(iter(emails), None)
    context = {
        "emails": emails,
        "email": email,
        "chosen": pk is not None,
        "search": search,
        "recipient": recipient,
        "recipients": sorted({address for email in latest for address in email.recipients}),
    }
    return render(request, "portal/mailbox.html", context)


def matches(email: OutgoingMail, search: str, recipient: str) -> bool:
    """Return whether `email` went to `recipient` and contains `search` in subject, text or addresses."""
    content = "\n".join([email.subject, email.text, *email.recipients]).lower()
    return search.lower() in content and (not recipient or recipient in email.recipients)
