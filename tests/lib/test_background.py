"""Work for later: its message follows the commit, and a rollback sends none."""

import pytest
from celery import Celery
from django.db import transaction

from lib import background
from lib.background import enqueue_on_commit

TASK = "tests.nothing"


@pytest.fixture
def messages(transactional_db, valkey, monkeypatch):
    """How many messages wait at the broker; no worker takes them."""
    connection = valkey.connection_pool.connection_kwargs
    address = f"redis://127.0.0.1:{connection['port']}/{connection['db']}"
    monkeypatch.setattr(background, "current_app", Celery(broker=address, set_as_current=False))
    return lambda: valkey.llen("celery")


def test_nothing_is_sent_before_the_commit(messages):
    with transaction.atomic():
        enqueue_on_commit(TASK)
        assert messages() == 0
    assert messages() == 1


def test_nothing_is_sent_after_a_rollback(messages):
    with transaction.atomic():
        enqueue_on_commit(TASK)
        transaction.set_rollback(True)
    assert messages() == 0
