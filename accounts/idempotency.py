"""Idempotency keys: a request that is sent again has no second effect, and gets the first response."""

import hashlib
from datetime import timedelta

from django.db import IntegrityError, transaction

from accounts.models import IdempotentRequest, User
from lib import clock

STORED_DURATION = timedelta(hours=24)
# Longer than any request takes; after it, a request whose process was killed can be repeated.
RUNNING_DURATION = timedelta(minutes=5)


class KeyReused(Exception):
    """The key was used for another request."""


class StillRunning(Exception):
    """The first request with the key has no response yet."""


def begin(user: User, key: str, fingerprint: str) -> tuple[IdempotentRequest, bool]:
    """Return the request of `user` with that key, and whether it is new, so that it must run now.

    Args:
        fingerprint: the same for the same request.

    Raises:
        KeyReused: for another request.
        StillRunning: the first one has not ended.
    """
    digest = hashlib.sha256(key.encode()).hexdigest()
    mine = IdempotentRequest.objects.filter(user=user, key_digest=digest)
    mine.filter(expires_at__lte=clock.now()).delete()
    try:
        with transaction.atomic():
            row = IdempotentRequest.objects.create(
                user=user,
                key_digest=digest,
                fingerprint=fingerprint,
                expires_at=clock.now() + RUNNING_DURATION,
            )
        return row, True
    except IntegrityError:
        first = mine.first()
    if first is None or (first.status is None and first.fingerprint == fingerprint):
        raise StillRunning
    if first.fingerprint != fingerprint:
        raise KeyReused
    return first, False


def finish(row: IdempotentRequest, *, status: int, content: str, location: str = "") -> None:
    """Store the response, which is returned to the same request for a day."""
    IdempotentRequest.objects.filter(pk=row.pk, status=None).update(
        status=status, content=content, location=location, expires_at=clock.now() + STORED_DURATION
    )


def release(row: IdempotentRequest) -> None:
    """Forget a request that had no effect, so that it can be sent again."""
    IdempotentRequest.objects.filter(pk=row.pk, status=None).delete()


def purge_expired() -> int:
    """Delete the requests that are no longer repeated, and return how many."""
    return IdempotentRequest.objects.filter(expires_at__lte=clock.now()).delete()[0]
