"""Messages to workers: one per run at a time, and a limited number of them.

The database says what is left to do; a message only makes a worker start sooner. Before a message is sent,
`message_expires_at` is set in the row of the run. So the periodic task doesn't send a message twice, and
sends a lost one again within a minute.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from lib import clock
from lib.background import enqueue_on_commit
from organizations.restores.models import Restore, RestoreQuerySet

RUN_TASK = "organizations.restores.tasks.run_restore"
MESSAGE_DURATION = timedelta(seconds=30)
MAX_QUEUED = 100


def message_expires_at() -> datetime:
    """Return when a message that is sent now expires."""
    return clock.now() + MESSAGE_DURATION


def enqueue(restore: Restore) -> None:
    """Enqueue a run that was created with `message_expires_at`. Call it in the same transaction."""
    enqueue_on_commit(RUN_TASK, restore.pk, expires=MESSAGE_DURATION.total_seconds())


def requeue_unclaimed() -> int:
    """Enqueue the runs that no process holds, oldest first; return the number of messages sent.

    At most `MAX_QUEUED` messages are in the queue at any time.
    """
    now = clock.now()
    queued = _unclaimed(now).filter(message_expires_at__gt=now).count()
    waiting = _unclaimed(now).filter(_without_message(now)).order_by("created_at", "pk")
    pks = list(waiting.values_list("pk", flat=True)[: max(0, MAX_QUEUED - queued)])
    if not pks:
        return 0
    with transaction.atomic():
        claimed = _claim(pks, now)
        for pk in claimed:
            enqueue_on_commit(RUN_TASK, pk, expires=MESSAGE_DURATION.total_seconds())
    return len(claimed)


def _claim(pks: list[int], now: datetime) -> list[int]:
    """Claim the runs that this process may enqueue, because another process may do the same."""
    free = Restore.objects.filter(_without_message(now), pk__in=pks).order_by("created_at", "pk")
    locked = list(free.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Restore.objects.filter(pk__in=locked).update(message_expires_at=now + MESSAGE_DURATION)
    return locked


def _without_message(now: datetime) -> Q:
    return Q(message_expires_at=None) | Q(message_expires_at__lte=now)


def _unclaimed(now: datetime) -> RestoreQuerySet:
    unheld = Q(lease_holder="") | Q(lease_expires_at__lt=Now())
    return Restore.objects.unfinished().filter(unheld, Q(retry_at=None) | Q(retry_at__lte=now))
