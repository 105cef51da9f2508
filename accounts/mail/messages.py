"""The portal's mails: a text template each, whose first line is the subject."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.mail import outbox
from accounts.models import User
from lib import client_info, clock
from lib.request_context import current_request, timezone_of


def write(letter: str, to: User | str | None, **context) -> None:
    """Promises the mail `templates/accounts/mail/<letter>.txt` to a person or an address.

    A `letter` with a slash is the path of a template of another floor, without its ending.

    For nobody (None) the same work is done and nothing is sent, so that time does not tell who exists.
    """
    person = to if isinstance(to, User) else None
    request = current_request()
    facts = {
        "person": person,
        "who": (person.username or person.email) if person else "",
        "site": settings.SITE_URL,
        "host": settings.SITE_HOST,
        "asked": clock.now(),
        "ip": client_info.client_ip(request) if request else "",
        "device": client_info.device_label(client_info.user_agent(request)) if request else "",
    }
    with timezone.override(timezone_of(person)):
        template = letter if "/" in letter else f"accounts/mail/{letter}"
        text = render_to_string(f"{template}.txt", {**facts, **context})
    subject, _, body = text.strip().partition("\n")
    outbox.post(person.email if person else to, subject.strip(), body.strip() + "\n")


def notice(to: User, subject: str, what: str) -> None:
    """Tells a person what happened to their account; `what` goes on after "Hello Olive,"."""
    write("notice", to, subject=subject, what=what)
