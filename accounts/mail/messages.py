"""Emails of the portal: each is a text template whose first line is the subject."""

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.mail import outbox
from accounts.models import User
from lib import client_info, clock
from lib.plain_text import without_direction_controls
from lib.request_context import current_request, timezone_of


def send_template(template: str, to: User | str | None, **context: object) -> None:
    """Queue the email of a template to a user or an address.

    Args:
        template: its name in `templates/accounts/mail/`, or, with a slash, its path; without `.txt`.
        to: with None the same work is done and nothing is sent, so that timing does not reveal who exists.
        context: further names for the template.

    The device and the IP address in the footer are the recipient's own, or unknown: never another user's.
    """
    subject, text = render(template, to if isinstance(to, User) else None, **context)
    outbox.queue_mail(to.email if isinstance(to, User) else to, subject, text)


def render(template: str, user: User | None, **context: object) -> tuple[str, str]:
    """Return the subject and the text of an email; for the arguments see `send_template`."""
    request = current_request()
    if request and user and _acts_for_someone_else(request, user):
        request = None  # where the other user is, is not for the recipient
    common = {
        "recipient": user,
        "login": (user.username or user.email) if user else "",
        "site": settings.SITE_URL,
        "host": settings.SITE_HOST,
        "requested_at": clock.now(),
        "ip": client_info.client_ip(request) if request else "",
        "device": client_info.device_label(client_info.user_agent(request)) if request else "",
    }
    with timezone.override(timezone_of(user)):
        path = template if "/" in template else f"accounts/mail/{template}"
        text = without_direction_controls(render_to_string(f"{path}.txt", {**common, **context}))
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def _acts_for_someone_else(request: HttpRequest, recipient: User) -> bool:
    """Return whether another signed-in user made the request that sends the recipient an email."""
    actor = getattr(request, "auth", None) or getattr(request, "user", None)
    return isinstance(actor, User) and actor.pk != recipient.pk


def send_notice(to: User, subject: str, message: str) -> None:
    """Queue an email that says what happened to the user's account; `message` is a sentence."""
    send_template("notice", to, subject=subject, message=message)
