"""A run that is killed at any point continues to the same result."""

import threading

import pytest

from environments.restore.engine import capture, restore
from environments.restore.journal import LeaseLost, MemoryJournal
from environments.restore.state.capture import UnsupportedCaptureVersion
from tests.environments.restore.checker import differences
from tests.environments.restore.sample_data import OFFICE


class ProcessKilled(Exception):
    """Simulates the end of the process."""


class KilledJournal(MemoryJournal):
    """A client that raises at the call with that number and at all later ones."""

    def __init__(self, dies_at, captures, error=ProcessKilled):
        super().__init__(captures)
        self._left, self._error, self._lock = dies_at, error, threading.Lock()

    def _live(self):
        with self._lock:
            self._left -= 1
            if self._left < 0:
                raise self._error

    def load_captures(self):
        self._live()
        return super().load_captures()

    def save_captures(self, captures):
        self._live()
        super().save_captures(captures)

    def record_progress(self, steps):
        self._live()
        super().record_progress(steps)

    def check_lease(self):
        self._live()

    def is_cancelled(self):
        self._live()
        return False


def check_own(staging):
    """Return Staging's own values before the first run."""
    webhook = staging.get("/webhooks/orders")
    assert webhook["Url"] == "https://staging.example/orders"
    assert webhook["ApiClientIDs"] == [OFFICE]
    assert staging.get("/webhooks/own")["Url"] == "https://staging.example/own"
    assigned = staging.get("/messagesenders/assignments")["Items"]
    assert [assignment["BuyerID"] for assignment in assigned] == ["acme"]


@pytest.mark.parametrize("calls", [1, 2, 3, 5, 8])
def test_a_restore_finishes_despite_repeated_process_kills(drifted_pair, calls):
    captures, lives = None, 0
    while True:
        journal = KilledJournal(calls + lives, captures)
        try:
            result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)
            break
        except ProcessKilled:
            captures, lives = journal.captures, lives + 1

    assert lives > 1
    assert result.equal
    assert differences(drifted_pair.production, drifted_pair.staging) == []
    check_own(drifted_pair.staging)


def test_captures_are_saved_before_the_first_write(drifted_pair):
    class Watching(MemoryJournal):
        def save_captures(self, captures):
            self.changes_before = len(drifted_pair.changes("acme_Staging"))
            super().save_captures(captures)

    journal = Watching()
    before = len(drifted_pair.changes("acme_Staging"))

    restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert journal.changes_before == before


def test_saved_captures_take_precedence_over_later_reads_of_staging(drifted_pair, journal):
    capture(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)
    drifted_pair.staging.patch("/webhooks/orders", {"Url": None, "ApiClientIDs": []})
    drifted_pair.staging.delete("/webhooks/own")

    restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    check_own(drifted_pair.staging)


def test_capturing_alone_writes_nothing_and_is_done_once(drifted_pair, journal):
    before = len(drifted_pair.changes("acme_Staging"))

    capture(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)
    first = journal.captures
    drifted_pair.staging.delete("/webhooks/own")
    capture(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert journal.captures is first
    assert len(drifted_pair.changes("acme_Staging")) == before + 1


def test_nothing_is_written_after_the_lease_is_lost(drifted_pair):
    before = len(drifted_pair.changes("acme_Staging"))

    class Lost(MemoryJournal):
        def check_lease(self):
            raise LeaseLost

    with pytest.raises(LeaseLost):
        restore(drifted_pair.production, drifted_pair.staging, Lost(), drifted_pair.options)

    assert len(drifted_pair.changes("acme_Staging")) == before


def test_captures_of_another_version_are_rejected_before_any_write(drifted_pair):
    before = len(drifted_pair.changes("acme_Staging"))

    with pytest.raises(UnsupportedCaptureVersion):
        restore(
            drifted_pair.production,
            drifted_pair.staging,
            MemoryJournal({"version": 99}),
            drifted_pair.options,
        )
    assert len(drifted_pair.changes("acme_Staging")) == before


def test_a_production_address_in_old_captures_is_not_written(drifted_pair, journal):
    drifted_pair.staging.patch("/webhooks/own", {"Url": "https://production.example/mail"})
    capture(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)
    drifted_pair.staging.delete("/webhooks/own")

    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert drifted_pair.staging.get("/webhooks/own")["Url"] is None
    assert [item.id for item in result.drift] == ["own"]
