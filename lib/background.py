"""Work for later, enqueued once the transaction holds: the row is the truth, the task only its messenger."""

import time
from functools import partial

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
RETRY_INTERVAL = 5.0  # seconds without a call to a broker that did not answer
_retry_at = 0.0


def enqueue(task: str, *arguments, expires: float | None = None) -> None:
    """Asks the worker to run the task of that dotted name after the commit.

    A message that no worker took within `expires` seconds is dropped. A broker that is down is logged and
    no error: beat sweeps up what waits in the rows. Nothing that sending raises reaches the caller, whose
    rows are committed by then.
    """
    transaction.on_commit(partial(_send, task, arguments, expires), robust=True)


def _send(task: str, arguments: tuple, expires: float | None = None) -> None:
    global _retry_at
    if time.monotonic() < _retry_at:
        return
    try:
        current_app.send_task(task, arguments, expires=expires)
    except (OperationalError, RedisError, OSError) as error:
        _retry_at = time.monotonic() + RETRY_INTERVAL
        log.warning("broker_unreachable", task=task, error=type(error).__name__)
