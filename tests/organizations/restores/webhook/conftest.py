"""Fixtures of the staging restore webhook."""

from datetime import timedelta

import pytest

from lib import clock
from organizations.restores.models import Restore
from organizations.restores.webhook import settings as webhook_settings
from tests.organizations.restores.receiver import run_receiver

KEY = "a key that only the receiver knows"


@pytest.fixture
def embedded(settings):
    """The embedded default, in which receivers on this machine are allowed."""
    settings.EMBEDDED = True


@pytest.fixture
def restore(cast):
    ended = clock.now()
    times = {"started_at": ended - timedelta(minutes=1), "ended_at": ended}
    return Restore.objects.create(pair=cast.pair, state="finished", trigger="schedule", **times)


@pytest.fixture
def receiver(embedded):
    with run_receiver() as receiver:
        yield receiver


@pytest.fixture
def webhook(cast, receiver):
    return webhook_settings.configure(cast.pair.staging, receiver.url, KEY, by=cast.adam)
