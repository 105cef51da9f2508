"""Work for later, enqueued once the transaction holds: the row is the truth, the task only its messenger."""

from functools import partial

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def enqueue(task: str, *arguments) -> None:
    """Asks the worker to run the task of that dotted name after the commit.

    A broker that is down is logged and no error: beat sweeps up what waits in the rows.
    """
    transaction.on_commit(partial(_send, task, arguments))


def _send(task: str, arguments: tuple) -> None:
    try:
        current_app.send_task(task, arguments)
    except (OperationalError, RedisError) as error:
        log.warning("broker_unreachable", task=task, error=str(error))
