"""Execution of a run by one holder, and by the next one after a process was killed or lost its lease."""

import os
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.audit.events import Event
from accounts.models import AuditEntry
from lib import clock
from organizations import deletion
from organizations.connections.clients import client_for
from organizations.connections.provisioning import provision
from organizations.models import StagingPair
from organizations.restores import lifecycle, outcome, queue, runner, schedule, tasks
from organizations.restores.lease import claim
from organizations.restores.models import Restore, WebhookDelivery
from organizations.restores.slots import WEEK
from organizations.restores.webhook import settings as webhook_settings
from tests.architecture.repository import ROOT
from tests.cast import create_organization
from tests.organizations.restores import content
from tests.organizations.restores.conftest import process_environment
from tests.organizations.restores.receiver import run_receiver
from tests.organizations.restores.test_lease import expire_lease
from tests.polling import wait_until

WORKER = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--pool", "threads", "--concurrency", "2"]
QUIET_OPTIONS = ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]


def no_unfinished_runs() -> bool:
    return not Restore.objects.unfinished().exists()


class RunnerThread(threading.Thread):
    """Runs a restore in a thread, as a worker does."""

    def __init__(self, lease):
        super().__init__(daemon=True)
        self._lease = lease

    def run(self):
        try:
            runner.run(self._lease)
        finally:
            connection.close()


def test_a_worker_that_loses_the_lease_stops_writing_and_another_continues(pair_clients, write_gate):
    restore, lease = lifecycle.restore_here(pair_clients.pair)
    old = RunnerThread(lease)
    old.start()
    write_gate.wait()
    with transaction.atomic():  # so that no heartbeat of the old worker renews its lease in between
        expire_lease(restore)
        successor = claim(restore.pk)
    lease._heartbeat()
    # Each concurrent writer waits for the response to a call that it sent before.
    wait_until(lambda: write_gate.passed >= write_gate.after - 1 + settings.RESTORE_CONCURRENCY)
    write_gate.open()
    old.join(60)
    assert write_gate.passed == write_gate.after - 1 + settings.RESTORE_CONCURRENCY
    restore.refresh_from_db()
    assert (restore.state, restore.fencing_token) == ("running", successor.fencing_token)
    runner.run(successor)
    restore.refresh_from_db()
    assert (restore.state, restore.equal) == ("finished", True)
    assert content.differences(pair_clients.production, pair_clients.staging) == []


def test_a_worker_runs_a_started_restore(cast, pair_clients, worker):
    lifecycle.request_restore(pair_clients.pair, by=cast.adam)
    wait_until(no_unfinished_runs)
    restore = Restore.objects.get()
    assert (restore.state, restore.equal, restore.requested_by) == ("finished", True, cast.adam)


def test_another_worker_continues_after_the_lease_of_a_killed_one(cast, pair_clients, write_gate):
    environment = {**process_environment(), "C_FORCE_ROOT": "1"}
    first = subprocess.Popen(
        [*WORKER, *QUIET_OPTIONS],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        restore, _new = lifecycle.request_restore(pair_clients.pair, by=cast.olive)
        write_gate.wait()
    finally:
        os.killpg(first.pid, 9)
        first.wait()
    write_gate.open()
    assert queue.requeue_unclaimed() == 0
    expire_lease(restore)
    assert tasks.run_restore(restore.pk)
    restore.refresh_from_db()
    assert (restore.state, restore.equal, restore.fencing_token) == ("finished", True, 2)
    assert content.differences(pair_clients.production, pair_clients.staging) == []


def test_the_sweep_continues_a_run_of_a_dead_holder(cast, pair_clients, worker):
    restore = Restore.objects.create(
        pair=pair_clients.pair, state="running", trigger="manual", started_at=clock.now()
    )
    Restore.objects.update(lease_holder="elsewhere 1 1", fencing_token=1)
    expire_lease(restore)
    tasks.recover_restores()
    wait_until(no_unfinished_runs)
    assert Restore.objects.get().equal


def test_a_moved_clock_starts_a_passed_slot_once(pair_clients, worker, tmp_path, monkeypatch):
    StagingPair.objects.update(linked_at=clock.now())
    assert schedule.start_scheduled() == []
    moved = tmp_path / "clock"
    monkeypatch.setenv("PORTAL_CLOCK_FILE", str(moved))
    moved.write_text(str(WEEK.total_seconds()))
    for _ in range(3):
        tasks.recover_restores()
        tasks.start_scheduled_restores()
    wait_until(no_unfinished_runs)
    restore = Restore.objects.get()
    assert (restore.trigger, restore.state, restore.slot.weekday(), restore.slot.hour) == (
        "schedule",
        "finished",
        6,
        3,
    )


def test_a_preview_by_a_worker_becomes_a_plan(cast, pair_clients, worker):
    plan = lifecycle.request_plan(pair_clients.pair, by=cast.adam)
    wait_until(no_unfinished_runs)
    plan.refresh_from_db()
    assert (plan.state, plan.equal, plan.started_at) == ("planned", False, None)
    assert pair_clients.staging_changes() == []


def test_pairs_with_unrelated_ids_are_restored_too(cast, pair_clients):
    """An operator can link any two organizations. Each owns its catalogs under its own ID."""
    other = create_organization(cast.olive, "elsewhere", "Staging")
    provision(other)
    StagingPair.objects.update(staging=other)
    restore, lease = lifecycle.restore_here(StagingPair.objects.get())
    runner.run(lease)
    restore.refresh_from_db()
    assert (restore.state, restore.equal) == ("finished", True)
    owners = {
        client.get("catalogs/main")["OwnerID"]
        for client in (pair_clients.production, client_for(other, ("CatalogReader",)))
    }
    assert owners == {"acme", "elsewhere"}


def test_a_run_whose_organization_is_deleted_stops(cast, pair_clients):
    restore, lease = lifecycle.restore_here(pair_clients.pair)
    deletion.delete(pair_clients.pair.production, by=cast.olive, with_staging=True)
    runner.run(lease)
    restore.refresh_from_db()
    assert (restore.state, pair_clients.staging_changes()) == ("cancelled", [])


def test_the_webhook_is_called_after_the_restore(cast, pair_clients, settings):
    settings.EMBEDDED = True
    with run_receiver() as receiver:
        webhook_settings.configure(pair_clients.pair.staging, receiver.url, "key", by=cast.olive)
        restore, lease = lifecycle.restore_here(pair_clients.pair)
        runner.run(lease)
    assert [call.json["Event"] for call in receiver.calls] == ["StagingRestore"]
    assert restore.deliveries.get().delivered_at


def test_a_failed_call_is_retried_by_the_sweep(cast, pair_clients, settings, worker):
    settings.EMBEDDED = True
    with run_receiver(503) as receiver:
        webhook_settings.configure(pair_clients.pair.staging, receiver.url, "key", by=cast.olive)
        _restore, lease = lifecycle.restore_here(pair_clients.pair)
        runner.run(lease)
        WebhookDelivery.objects.update(next_attempt_at=clock.now())
        tasks.recover_restores()
        wait_until(lambda: len(receiver.calls) == 2)


def test_the_end_is_audited_and_its_counts_are_stored(pair_clients):
    restore, lease = lifecycle.restore_here(pair_clients.pair)
    runner.run(lease)
    entry = AuditEntry.objects.get(event=Event.RESTORE_ENDED)
    restore.refresh_from_db()
    assert (entry.result, entry.actor, entry.details["writes"]) == ("finished", None, restore.writes)
    assert restore.writes + restore.deletes == len(pair_clients.staging_changes())


def test_a_scheduled_run_is_retried_when_ordercloud_is_unreachable(pair_clients, settings):
    restore = Restore.objects.create(pair=pair_clients.pair, state="waiting", trigger="schedule")
    settings.EMULATOR_URL = "http://127.0.0.1:9"
    assert runner.run_if_unclaimed(restore.pk)
    restore.refresh_from_db()
    assert (restore.state, restore.retries, restore.lease_holder) == ("running", 1, "")
    assert restore.retry_at > clock.now()
    assert not runner.run_if_unclaimed(restore.pk)


def test_a_scheduled_run_fails_after_five_attempts(pair_clients, settings):
    restore = Restore.objects.create(
        pair=pair_clients.pair, state="waiting", trigger="schedule", retries=outcome.MAX_ATTEMPTS - 1
    )
    settings.EMULATOR_URL = "http://127.0.0.1:9"
    runner.run_if_unclaimed(restore.pk)
    restore.refresh_from_db()
    assert (restore.state, bool(restore.error)) == ("failed", True)


@pytest.mark.parametrize("state", ["waiting", "comparing"])
def test_an_internal_error_ends_the_run_without_disclosing_details(pair_clients, monkeypatch, state):
    def broken(*_arguments, **_named):
        raise KeyError("secret")

    monkeypatch.setattr(runner.engine, "restore", broken)
    monkeypatch.setattr(runner.engine, "plan", broken)
    restore = Restore.objects.create(pair=pair_clients.pair, state=state, trigger="manual")
    runner.run_if_unclaimed(restore.pk)
    restore.refresh_from_db()
    assert (restore.state, restore.error) == ("failed", runner.INTERNAL_ERROR)


@pytest.mark.parametrize("state", ["waiting", "comparing"])
def test_a_run_fails_before_reading_when_its_requester_lost_permission(cast, staging_owner, emulator, state):
    restore = Restore.objects.create(
        pair=cast.pair, state=state, trigger="manual", requested_by=staging_owner
    )
    runner.run_if_unclaimed(restore.pk)
    restore.refresh_from_db()
    assert (restore.state, restore.error) == ("failed", runner.PERMISSION_REVOKED)
    assert not emulator.emulator.requests.entries("acme", since=None)
