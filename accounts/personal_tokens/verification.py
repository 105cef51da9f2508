"""Verification of the personal access token of a request."""

import hmac
import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import PersonalAccessToken
from accounts.signed_tokens import InvalidToken
from lib import clock
from lib.token_digest import token_digest

# How exact "last used" is, so that a busy script writes one row in this time.
LAST_USED_INTERVAL = timedelta(minutes=5)
# How often the use of an ended token is recorded.
REFUSED_INTERVAL = timedelta(days=1)


def verify(token: str, claims: dict[str, Any]) -> PersonalAccessToken:
    """Return the row of a token whose signature is right, with its user, and note that it was used.

    Args:
        claims: what `signed_tokens.read` returned for `token`.

    Raises:
        InvalidToken: it is unknown or revoked, or its user is deactivated.
    """
    row = _row_of(token, claims)
    if row is None or not row.user.is_active:
        raise InvalidToken("The token was revoked.")
    if row.revoked_at or row.expires_at <= clock.now():
        _record_refusal(row)
        raise InvalidToken("The token was revoked.")
    _note_use(row)
    return row


def record_expired(token: str, claims: dict[str, Any]) -> None:
    """Record that an expired token was used, once a day; for the arguments see `verify`."""
    row = _row_of(token, claims)
    if row is not None and row.user.is_active:
        _record_refusal(row)


def _row_of(token: str, claims: dict[str, Any]) -> PersonalAccessToken | None:
    try:
        token_id = uuid.UUID(claims["jti"])
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    row = PersonalAccessToken.objects.select_related("user").filter(token_id=token_id).first()
    if row is None or not hmac.compare_digest(row.digest, token_digest(token)):
        return None
    return row


def _note_use(row: PersonalAccessToken) -> None:
    now = clock.now()
    if row.last_used_at is None or row.last_used_at <= now - LAST_USED_INTERVAL:
        PersonalAccessToken.objects.filter(pk=row.pk).update(last_used_at=now)


def _record_refusal(row: PersonalAccessToken) -> None:
    now = clock.now()
    due = Q(refused_at=None) | Q(refused_at__lte=now - REFUSED_INTERVAL)
    with transaction.atomic():
        if PersonalAccessToken.objects.filter(due, pk=row.pk).update(refused_at=now):
            audit_log.record(
                Event.PERSONAL_TOKEN_REFUSED,
                target=row.user,
                result="refused",
                token=row.name,
                why="revoked" if row.revoked_at else "expired",
            )
