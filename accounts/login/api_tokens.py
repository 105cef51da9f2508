"""Tokens of the Portal API: a short-lived JWT for access, and a refresh token that is stored as its digest.

The vendor's client library never stores the refresh token that a refresh returns, so earlier ones of the same
family stay valid until their own expiry. Revoking one revokes its family, access tokens included.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min, QuerySet

from accounts import signed_tokens
from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login import known_devices
from accounts.models import RefreshToken, User
from accounts.signed_tokens import InvalidToken
from lib import client_info, clock
from lib.request_context import current_request
from lib.token_digest import token_digest

ACCESS_TOKEN_LIFETIME = timedelta(minutes=20)
REFRESH_TOKEN_LIFETIME = timedelta(days=30)


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
    rows = active().filter(digest=token_digest(token))
    with transaction.atomic():
        User.objects.select_for_update().filter(pk__in=rows.values("user")).first()
        row = rows.select_related("user").first()
        if row is None or not row.user.is_active:
            raise InvalidToken("The refresh token is unknown, expired or revoked.")
        if row.last_used_at is not None:
            _record_reuse(row)
        RefreshToken.objects.filter(pk=row.pk).update(last_used_at=clock.now())
        return _pair(row.user, row.family)


def revoke(token: str) -> None:
    """Revoke the family of a refresh token; an unknown one is ignored."""
    row = RefreshToken.objects.select_related("user").filter(digest=token_digest(token)).first()
    if row:
        with transaction.atomic():
            if revoke_rows(RefreshToken.objects.filter(family=row.family)):
                audit_log.record(Event.USER_SIGNED_OUT, by=row.user, method="Portal API")


def revoke_all(user: User, *, keep_token: str = "") -> None:
    """Revoke all tokens of a user, except the family of the refresh token `keep_token`."""
    kept_family = RefreshToken.objects.filter(digest=token_digest(keep_token)).values("family")
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
    return verify_claims(signed_tokens.read(access_token))


def verify_claims(claims: dict[str, Any]) -> tuple[User, uuid.UUID]:
    """Return what `verify` does, for the claims that `signed_tokens.read` returned."""
    try:
        user_id, family = int(claims["uid"]), uuid.UUID(claims["fam"])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise InvalidToken(str(error)) from error
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


def _record_reuse(row: RefreshToken) -> None:
    """Record that a token was exchanged again; once, since the vendor's client library does so for ever."""
    if row.reused_at is None:
        RefreshToken.objects.filter(pk=row.pk).update(reused_at=clock.now())
        request = current_request()
        audit_log.record(
            Event.REFRESH_TOKEN_REUSED,
            by=row.user,
            client=client_info.user_agent(request) if request else "",
            network=client_info.client_network(request) if request else "",
            issued_to=row.user_agent,
            issued_at=row.created_at.isoformat(),
        )


def _pair(user: User, family: uuid.UUID) -> TokenPair:
    now, token, request = clock.now(), secrets.token_urlsafe(32), current_request()
    RefreshToken.objects.create(
        user=user,
        family=family,
        digest=token_digest(token),
        created_at=now,
        expires_at=now + REFRESH_TOKEN_LIFETIME,
        user_agent=client_info.user_agent(request) if request else "",
        ip=client_info.client_ip(request) if request else None,
    )
    access_token = signed_tokens.sign(user, from_=now, until=now + ACCESS_TOKEN_LIFETIME, fam=str(family))
    return TokenPair(access_token, token, int(ACCESS_TOKEN_LIFETIME.total_seconds()))
