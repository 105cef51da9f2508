"""Usable authenticators: apps whose secret can be decrypted, and passkeys whose key can verify.

A row that cannot be used, such as one of a damaged credential, does not count and can always be removed.
"""

import binascii
from base64 import b32decode
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken

from accounts.models import User, passkeys

Type = Authenticator.Type
# Recovery codes are none: they only replace the app.
SECOND_FACTORS = (Type.TOTP, Type.WEBAUTHN)


def is_usable(authenticator: Authenticator) -> bool:
    """Return whether `authenticator` can verify anything."""
    if authenticator.type == Type.WEBAUTHN:
        return passkeys.load_passkey(authenticator) is not None
    if authenticator.type == Type.TOTP:
        return _has_secret(authenticator)
    return True


def usable_authenticators(user: User, types: Iterable[str]) -> list[Authenticator]:
    """Return the usable authenticators of `user` of those `types`, oldest first."""
    rows = Authenticator.objects.filter(user=user, type__in=list(types)).order_by("created_at", "pk")
    return [row for row in rows if is_usable(row)]


def has_passkey(user: User) -> bool:
    """Return whether `user` has a usable passkey."""
    return bool(usable_authenticators(user, [Type.WEBAUTHN]))


def _has_secret(authenticator: Authenticator) -> bool:
    try:
        return bool(b32decode(decrypt(authenticator.data["secret"]).encode(), casefold=True))
    except (InvalidToken, KeyError, TypeError, AttributeError, ValueError, binascii.Error):
        return False
