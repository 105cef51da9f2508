"""The lease: one holder at a time, taken over from a dead one, and no writes without it."""

import subprocess
import sys
import threading
from contextlib import nullcontext

import pytest
from django.db import OperationalError
from django.db.models.functions import Now

from environments.restore.journal import Counts, LeaseLost, Phase, Step
from organizations.restores import lease as restore_lease
from organizations.restores.journal import DatabaseJournal
from organizations.restores.lease import LEASE_DURATION, Lease, claim, current_holder, is_dead
from organizations.restores.models import Restore, RestoreStep


@pytest.fixture
def restore(cast):
    return Restore.objects.create(pair=cast.pair, state="waiting", trigger="manual")


def expire_lease(restore) -> None:
    """Make the lease expire in the past."""
    Restore.objects.filter(pk=restore.pk).update(lease_expires_at=Now() - LEASE_DURATION)


def dead_holder() -> str:
    """Return the name of a holder on this machine whose process has ended."""
    script = (
        "import django; django.setup(); from organizations.restores.lease import *; print(current_holder())"
    )
    process = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return process.stdout.strip()


def test_a_run_has_one_lease_holder(restore):
    assert claim(restore.pk)
    assert claim(restore.pk) is None
    assert claim(restore.pk, reclaim_dead=True) is None


def test_a_finished_run_cannot_be_leased(restore):
    Restore.objects.update(state="finished")
    assert claim(restore.pk) is None


def test_an_expired_lease_can_be_acquired_with_a_higher_fencing_token(restore):
    first = claim(restore.pk)
    expire_lease(restore)
    second = claim(restore.pk)
    assert second.fencing_token == first.fencing_token + 1
    assert Restore.objects.get().takeovers == 1
    assert restore.log_entries.get().text == restore_lease.TAKEN_OVER


def test_a_dead_holder_is_detected_and_a_running_one_is_not():
    assert is_dead(dead_holder())
    assert not is_dead(current_holder())


def test_a_reused_process_id_is_not_mistaken_for_the_holder():
    machine, pid, started = current_holder().split(" ")
    assert is_dead(f"{machine} {pid} {int(started) - 1}")


def test_a_holder_on_another_machine_is_never_considered_dead():
    assert not is_dead("elsewhere/pid:[1] 1 1")
    assert not is_dead(f"{current_holder().split(' ')[0]} ² 1")
    assert not is_dead("")


def test_the_lease_of_a_dead_holder_can_be_acquired_immediately(restore):
    claim(restore.pk)
    Restore.objects.update(lease_holder=dead_holder())
    assert claim(restore.pk) is None
    assert claim(restore.pk, reclaim_dead=True)


def test_counts_of_a_former_holder_are_kept(restore):
    RestoreStep.objects.create(
        restore=restore, resource="Products", phase="write", planned=9, done=4, done_by_previous_holders=1
    )
    claim(restore.pk)
    expire_lease(restore)
    claim(restore.pk)
    step = restore.steps.get()
    assert (step.done_by_previous_holders, step.done, step.planned) == (5, 0, 0)


def test_a_holder_without_its_lease_cannot_change_the_run(restore):
    old = claim(restore.pk)
    expire_lease(restore)
    claim(restore.pk)
    journal = DatabaseJournal(old)
    with pytest.raises(LeaseLost):
        journal.record_progress([Step("Products", Phase.WRITE, Counts(planned=1))])
    with pytest.raises(LeaseLost):
        journal.save_captures({"Webhooks": []})
    assert not restore.steps.exists()


def test_a_rejected_holder_makes_no_further_call(restore):
    old = claim(restore.pk)
    expire_lease(restore)
    claim(restore.pk)
    with pytest.raises(LeaseLost), old.fenced():
        pass
    with pytest.raises(LeaseLost):
        old.check()


@pytest.mark.parametrize(("seconds", "holds"), [(25, True), (25.1, False)])
def test_a_holder_stops_five_seconds_before_its_lease_ends(restore, monkeypatch, seconds, holds):
    started = float(int(restore_lease.time.monotonic()))  # whole, so that the sums are exact
    monkeypatch.setattr(restore_lease.time, "monotonic", lambda: started)
    lease = claim(restore.pk)
    monkeypatch.setattr(restore_lease.time, "monotonic", lambda: started + seconds)
    with nullcontext() if holds else pytest.raises(LeaseLost):
        lease.check()


def test_a_lease_without_heartbeat_makes_no_further_call(restore, monkeypatch):
    lease = claim(restore.pk)
    lease.check()
    ahead = restore_lease.time.monotonic() + LEASE_DURATION.total_seconds()
    monkeypatch.setattr(restore_lease.time, "monotonic", lambda: ahead)
    with pytest.raises(LeaseLost, match="ran out"):
        lease.check()


def test_a_heartbeat_extends_the_lease(restore):
    lease = claim(restore.pk)
    expire_lease(restore)
    assert lease._heartbeat() == 5
    assert Restore.objects.filter(lease_expires_at__gt=Now() + LEASE_DURATION / 2).exists()


def test_a_heartbeat_reports_a_lost_lease(restore):
    old = claim(restore.pk)
    expire_lease(restore)
    claim(restore.pk)
    old._heartbeat()
    with pytest.raises(LeaseLost):
        old.check()


@pytest.mark.django_db(transaction=True)
def test_a_locked_database_is_retried(restore, monkeypatch):
    lease, delays = claim(restore.pk), []

    def locked(self):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(Lease, "_own_run", locked)
        thread = threading.Thread(target=lambda: delays.append(lease._heartbeat()))
        thread.start()
        thread.join()
    assert delays == [restore_lease.DATABASE_RETRY_INTERVAL]
    lease.check()


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_runs_beside_the_work_and_stops_with_it(restore, monkeypatch):
    renewed = threading.Event()

    def renew_and_signal(self):
        renewed.set()
        return heartbeat(self)

    heartbeat = Lease._heartbeat
    monkeypatch.setattr(Lease, "_heartbeat", renew_and_signal)
    monkeypatch.setattr(restore_lease, "HEARTBEAT_INTERVAL", 0.01)
    lease = claim(restore.pk)
    expire_lease(restore)
    with lease:
        assert renewed.wait(10)
    assert Restore.objects.filter(lease_expires_at__gt=Now()).exists()
    assert not lease._thread.is_alive()
