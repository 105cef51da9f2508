"""The link that turns off kinds of notices without a sign-in (RFC 8058).

It is signed and never expires, as emails are kept for years; nothing else can be done with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User
from accounts.notices import preferences
from accounts.notices.kinds import OPTIONAL_KINDS, NoticeKind

SALT = "accounts.notices.unsubscribing"


@dataclass(frozen=True)
class Unsubscribing:
    """Whose emails of which kinds a link turns off."""

    user: User
    kinds: tuple[NoticeKind, ...]

    def turn_off(self) -> None:
        """Turn the kinds off; once more changes nothing."""
        preferences.turn_off(self.user, self.kinds)


def link_for(user: User, kinds: Iterable[NoticeKind]) -> str:
    """Return the address of the link that turns these kinds off."""
    token = signing.dumps([user.pk, sorted(kinds)], salt=SALT)
    return settings.SITE_URL + reverse("unsubscribe", args=[token])


def headers_for(link: str) -> dict[str, str]:
    """Return the headers by which mail programs offer to unsubscribe."""
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def find(token: str) -> Unsubscribing | None:
    """Return what a link turns off, or None if the portal didn't make it or the account is deleted."""
    try:
        pk, kinds = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk).first()
    return Unsubscribing(user, tuple(kind for kind in OPTIONAL_KINDS if kind in kinds)) if user else None
