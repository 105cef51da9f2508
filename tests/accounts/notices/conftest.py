"""Fixtures of the tests of notices."""

from datetime import timedelta

import pytest
import time_machine

from accounts.notices import digest
from accounts.notices.kinds import NoticeKind
from accounts.notices.queue import notify
from lib import clock
from tests.cast import create_user


@pytest.fixture
def olive(db):
    return create_user("olive")


@pytest.fixture
def tell():
    """Queue a notice: `tell(olive, "Adam joined.", heading="Traders")`."""

    def queue(user, sentence, *, kind=NoticeKind.TEAM_CHANGED, heading="Traders", url="/teams/traders/"):
        notify(user, kind, heading, sentence, url)

    return queue


@pytest.fixture
def send_later():
    """Send what is due a minute later, and return the number of emails."""

    def send():
        with time_machine.travel(clock.now() + timedelta(seconds=61)):
            return digest.send_due()

    return send
