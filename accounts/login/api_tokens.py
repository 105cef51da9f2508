"""Tokens of the Portal API: a short-lived JWT for access, and a refresh token that is stored as its digest.

The vendor's client library never stores the refresh token that a refresh returns, so earlier ones of the same
family stay valid until their own expiry. Revoking one revokes its family, access tokens included.
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

import jwt
from django.conf import settings
from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils.crypto import salted_hmac

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login import known_devices
from accounts.models import RefreshToken, User
from lib import client_info, clock
from lib.request_context import current_request

ACCESS_TOKEN_LIFETIME = timedelta(minutes=20)
REFRESH_TOKEN_LIFETIME = timedelta(days=30)


class InvalidToken(Exception):
    """A token that is malformed, expired, revoked, or of a user who is deleted or deactivated."""


@dataclass(frozen=True)
class TokenPair:
    """An access token with the refresh token that renews it; `expires_in` in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


def issue(user: User) -> TokenPair:
    """Issue a new family of tokens to a user who has just authenticated."""
    request = current_request()
    with transaction.atomic():
        pair = _pair(user, uuid.uuid4())
        audit_log.record(Event.USER_SIGNED_IN, by=user, method="Portal API")
        known_devices.record_api_client(user, client_info.user_agent(request) if request else "")
    return pair


def refresh(token: str) -> TokenPair:
    """Issue a new pair for a refresh token. Raises `InvalidToken`.

    The user's row is locked before the token is read, as it is when tokens are revoked: otherwise a pair
    issued concurrently with "sign out everywhere" would stay valid.
    """
    rows = active().filter(digest=_digest(token))
    with transaction.atomic():
        User.objects.select_for_update().filter(pk__in=rows.values("user")).first()
        row = rows.select_related("user").first()
        if row is None or not row.user.is_active:
            raise InvalidToken("The refresh token is unknown, expired or revoked.")
        RefreshToken.objects.filter(pk=row.pk).update(last_used_at=clock.now())
        return _pair(row.user, row.family)


def revoke(token: str) -> None:
    """Revoke the family of a refresh token; an unknown one is ignored."""
    row = RefreshToken.objects.select_related("user").filter(digest=_digest(token)).first()
    if row:
        with transaction.atomic():
            if revoke_rows(RefreshToken.objects.filter(family=row.family)):
                audit_log.record(Event.USER_SIGNED_OUT, by=row.user, method="Portal API")


def revoke_all(user: User, *, keep_token: str = "") -> None:
    """Revoke all tokens of a user, except the family of the refresh token `keep_token`."""
    kept_family = RefreshToken.objects.filter(digest=_digest(keep_token)).values("family")
    revoke_rows(RefreshToken.objects.filter(user=user).exclude(family__in=kept_family))


def revoke_rows(rows: QuerySet) -> int:
    """Revoke those rows, which are of one user; return how many were valid."""
    with transaction.atomic():
        User.objects.select_for_update().filter(pk__in=rows.values("user")).first()
        return rows.filter(revoked_at=None).update(revoked_at=clock.now())


def active() -> QuerySet[RefreshToken]:
    """Return the refresh tokens that are neither revoked nor expired."""
    return RefreshToken.objects.filter(revoked_at=None, expires_at__gt=clock.now())


def purge_expired() -> int:
    """Delete expired tokens and return their number."""
    return RefreshToken.objects.filter(expires_at__lt=clock.now()).delete()[0]


def verify(access_token: str) -> tuple[User, uuid.UUID]:
    """Return the active user of an access token, and its family. Raises `InvalidToken`."""
    try:
        claims = jwt.decode(
            access_token,
            _key(),
            ["HS256"],
            audience=_audience(),
            issuer=settings.SITE_URL,
            # Expiry is compared with the portal's own clock below.
            options={"require": ["exp", "nbf", "uid", "fam"], "verify_exp": False, "verify_nbf": False},
        )
        user_id, family = int(claims["uid"]), uuid.UUID(claims["fam"])
        begins, ends = int(claims["nbf"]), int(claims["exp"])
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError) as error:
        raise InvalidToken(str(error)) from error
    if not begins <= clock.timestamp() < ends:
        raise InvalidToken("The access token has expired.")
    user = User.objects.filter(
        pk=user_id, is_active=True, refresh_tokens__family=family, refresh_tokens__revoked_at=None
    ).first()
    if user is None:
        raise InvalidToken("The access token was revoked.")
    return user, family


def recently_issued(family: uuid.UUID) -> bool:
    """Return whether that family of tokens started with a sign-in within the last 15 minutes."""
    issued_at = RefreshToken.objects.filter(family=family).aggregate(value=Min("created_at"))["value"]
    return issued_at > clock.now() - timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def _pair(user: User, family: uuid.UUID) -> TokenPair:
    now, token, request = clock.now(), secrets.token_urlsafe(32), current_request()
    RefreshToken.objects.create(
        user=user,
        family=family,
        digest=_digest(token),
        created_at=now,
        expires_at=now + REFRESH_TOKEN_LIFETIME,
        user_agent=client_info.user_agent(request) if request else "",
        ip=client_info.client_ip(request) if request else None,
    )
    seconds = int(now.timestamp())
    claims = {
        "usr": user.username,
        "uid": user.pk,
        "fam": str(family),
        "iss": settings.SITE_URL,
        "aud": _audience(),
        "nbf": seconds,
        "exp": seconds + int(ACCESS_TOKEN_LIFETIME.total_seconds()),
    }
    return TokenPair(jwt.encode(claims, _key(), "HS256"), token, int(ACCESS_TOKEN_LIFETIME.total_seconds()))


def _audience() -> str:
    return f"{settings.SITE_URL}/api/v1"


def _key() -> bytes:
    return salted_hmac("accounts.login.api_tokens", "access", algorithm="sha256").digest()


def _digest(token: str) -> str:
    # A token is long and random, so a plain digest reveals nothing about it.
    return hashlib.sha256(token.encode()).hexdigest()
