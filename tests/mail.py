"""Emails of the portal, read as a recipient reads them."""

import re

from accounts.models import OutgoingMail


def mails_to(address: str) -> list[OutgoingMail]:
    """Return every email queued for `address`, the latest first."""
    return [mail for mail in OutgoingMail.objects.all() if address in mail.recipients]


def last_mail_to(address: str) -> OutgoingMail:
    """The latest mail to `address`."""
    return mails_to(address)[0]


def code_in(mail: OutgoingMail) -> str:
    """The code, which stands on a line of its own."""
    return re.search(r"^\d{6}$", mail.text, re.MULTILINE)[0]


def latest_code() -> str:
    """The code in the latest email, whoever gets it."""
    return code_in(OutgoingMail.objects.latest("pk"))


def link_in(mail: OutgoingMail) -> str:
    """The path of the first link that carries a token."""
    return re.search(r"https?://[^/\s]+(/\S+)", mail.text)[1]


def wrong(code: str) -> str:
    """Six digits that are not `code`."""
    return f"{(int(code) + 1) % 1_000_000:06}"
