"""Asking workers for runs: one message for each run at a time, and not more than workers can be busy with.

The rows say what there is to do; a message only says it sooner. It is claimed in the run's row before it is
sent, and expires with that claim, so that a sweep does not send again what is on its way, and a message that
was lost is sent again within a minute.
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


def message_expiry() -> datetime:
    """Until when a message sent now is good."""
    return clock.now() + MESSAGE_DURATION


def send(restore: Restore) -> None:
    """Asks a worker for a run that was created with `message_expires_at`; call it in its transaction."""
    enqueue_on_commit(RUN_TASK, restore.pk, expires=MESSAGE_DURATION.total_seconds())


def queue_waiting() -> int:
    """Asks workers for the runs that nobody carries, oldest first; returns how many messages it sends.

    At most `MAX_QUEUED` messages are on their way at once.
    """
    now = clock.now()
    on_their_way = _unclaimed(now).filter(message_expires_at__gt=now).count()
    waiting = _unclaimed(now).filter(_without_message(now)).order_by("created_at", "pk")
    pks = list(waiting.values_list("pk", flat=True)[: max(0, MAX_QUEUED - on_their_way)])
    if not pks:
        return 0
    with transaction.atomic():
        claimed = _claim(pks, now)
        for pk in claimed:
            enqueue_on_commit(RUN_TASK, pk, expires=MESSAGE_DURATION.total_seconds())
    return len(claimed)


def _claim(pks: list[int], now: datetime) -> list[int]:
    """Those of the runs that this process may send a message for; another sweep may have been faster."""
    free = Restore.objects.filter(_without_message(now), pk__in=pks).order_by("created_at", "pk")
    locked = list(free.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Restore.objects.filter(pk__in=locked).update(message_expires_at=now + MESSAGE_DURATION)
    return locked


def _without_message(now: datetime) -> Q:
    return Q(message_expires_at=None) | Q(message_expires_at__lte=now)


def _unclaimed(now: datetime) -> RestoreQuerySet:
    nobody = Q(lease_holder="") | Q(lease_expires_at__lt=Now())
    return Restore.objects.unfinished().filter(nobody, Q(retry_at=None) | Q(retry_at__lte=now))
