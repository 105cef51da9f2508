"""Background tasks, enqueued after commit: the row holds the work, the task only announces it."""

import time
from functools import partial

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
RETRY_INTERVAL = 5.0  # seconds without another attempt after the broker did not respond
_retry_at = 0.0


def enqueue_on_commit(task: str, *arguments: object, expires: float | None = None) -> None:
    """Have a worker run a task once the transaction is committed.

    A broker that is down is logged and is no error: the schedule picks up rows that are still pending.
    Nothing that sending raises reaches the caller, whose rows are committed by then.

    Args:
        task: the task's dotted name.
        expires: seconds after which a message that no worker took is dropped.
    """
    transaction.on_commit(partial(_send, task, arguments, expires), robust=True)


def _send(task: str, arguments: tuple[object, ...], expires: float | None = None) -> None:
    global _retry_at
    if time.monotonic() < _retry_at:
        return
    try:
        current_app.send_task(task, arguments, expires=expires)
    except (OperationalError, RedisError, OSError) as error:
        _retry_at = time.monotonic() + RETRY_INTERVAL
        log.warning("broker_unreachable", task=task, error=type(error).__name__)
