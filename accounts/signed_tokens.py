"""Signing of the JWTs that the Portal API issues: access tokens and personal access tokens.

The vendor's clients decode every token and read `usr`, `iss`, `aud`, `nbf` and `exp`.
"""

from datetime import datetime
from typing import Any

import jwt
from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.models import User
from lib import clock

ALGORITHM = "HS256"


class InvalidToken(Exception):
    """A token that is malformed, expired, revoked, or of a user who is deleted or deactivated."""


class ExpiredToken(InvalidToken):
    """A token that this portal signed and whose time is over; `claims` are what it says."""

    def __init__(self, claims: dict[str, Any]):
        super().__init__("The token has expired.")
        self.claims = claims


def sign(user: User, *, from_: datetime, until: datetime, **claims: str) -> str:
    """Return a signed token of `user` with further claims."""
    common = {
        "usr": user.username,
        "uid": user.pk,
        "iss": settings.SITE_URL,
        "aud": audience(),
        "nbf": int(from_.timestamp()),
        "exp": int(until.timestamp()),
    }
    return jwt.encode({**common, **claims}, signing_key(), ALGORITHM)


def read(token: str) -> dict[str, Any]:
    """Return the claims of a token that this portal signed and that is valid now.

    Raises:
        ExpiredToken: its signature is right and its time is over.
        InvalidToken: anything else is wrong with it.
    """
    claims = _decode(token)
    try:
        begins, ends = int(claims["nbf"]), int(claims["exp"])
    except (ValueError, TypeError, OverflowError) as error:
        raise InvalidToken(str(error)) from error
    if clock.timestamp() >= ends:
        raise ExpiredToken(claims)
    if clock.timestamp() < begins:
        raise InvalidToken("The token is not valid yet.")
    return claims


def audience() -> str:
    """Return the address of the API, which is whom the tokens are for."""
    return f"{settings.SITE_URL}/api/v1"


def signing_key(secret: str | bytes | None = None) -> bytes:
    """Return the key that signs, or the one of a replaced secret key, which still verifies."""
    return salted_hmac("accounts.login.api_tokens", "access", secret=secret, algorithm="sha256").digest()


def _decode(token: str) -> dict[str, Any]:
    error: Exception = InvalidToken("There is no key.")
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return jwt.decode(
                token,
                signing_key(secret),
                [ALGORITHM],
                audience=audience(),
                issuer=settings.SITE_URL,
                # Expiry is compared with the portal's own clock in `read`.
                options={"require": ["exp", "nbf", "uid"], "verify_exp": False, "verify_nbf": False},
            )
        except jwt.InvalidSignatureError as wrong_key:
            error = wrong_key
        except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError) as malformed:
            raise InvalidToken(str(malformed)) from malformed
    raise InvalidToken(str(error)) from error
