"""The mailbox of the embedded default: every mail that the portal sent, readable from this machine only.

`portal.local_access` sees to that.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from accounts.models import OutgoingMail
from lib.query_string import search_text


@login_not_required
def mailbox(request, number: int | None = None):
    """The list, and one mail of it."""
    if not settings.EMBEDDED:
        raise Http404
    latest = list(OutgoingMail.objects.exclude(recipients=[])[:200])
    search, person = search_text(request.GET.get("search")), request.GET.get("person", "")
    mails = [mail for mail in latest if matches(mail, search, person)]
    mail = get_object_or_404(OutgoingMail, pk=number) if number else next(iter(mails), None)
    context = {"mails": mails, "mail": mail, "chosen": number is not None, "search": search, "person": person}
    context["people"] = sorted({address for mail in latest for address in mail.recipients})
    return render(request, "portal/mailbox.html", context)


def matches(mail: OutgoingMail, search: str, person: str) -> bool:
    """Whether `mail` went to `person` and holds `search` in subject, text or addresses."""
    words = "\n".join([mail.subject, mail.text, *mail.recipients]).lower()
    return search.lower() in words and (not person or person in mail.recipients)
