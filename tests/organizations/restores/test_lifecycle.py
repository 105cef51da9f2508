"""Requests of plans, restores and their cancellation: permissions, and one active run per pair."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.audit.events import Event
from accounts.models import AuditEntry
from lib import clock
from organizations.models import StagingPair
from organizations.restores import lifecycle
from organizations.restores import permission as restore_permission
from organizations.restores.models import Restore
from organizations.staging_pairs import restorable_pair_of

SUNDAY = datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.mark.parametrize("who", ["olive", "adam"])
def test_the_owner_and_admins_start_a_restore(cast, who):
    restore, new = lifecycle.request_restore(cast.pair, by=cast.users[who])
    assert new
    assert (restore.state, restore.requested_by) == ("waiting", cast.users[who])


@pytest.mark.parametrize("who", ["tess", "victor", "ida", "stan", "oscar"])
def test_others_cannot_start_preview_or_stop_a_restore(cast, who):
    restore, _new = lifecycle.request_restore(cast.pair, by=cast.olive)
    for action in (lifecycle.request_restore, lifecycle.request_plan):
        with pytest.raises(PermissionDenied):
            action(cast.pair, by=cast.users[who])
    with pytest.raises(PermissionDenied):
        lifecycle.cancel(restore, by=cast.users[who])
    assert Restore.objects.get().state == "waiting"


def test_starting_during_an_active_restore_returns_that_restore(cast):
    first, _new = lifecycle.request_restore(cast.pair, by=cast.olive)
    second, new = lifecycle.request_restore(cast.pair, by=cast.adam)
    assert (second.pk, new) == (first.pk, False)


def test_the_database_enforces_one_active_restore_and_one_per_slot(cast):
    first = Restore.objects.create(pair=cast.pair, state="running", trigger="manual", slot=SUNDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Restore.objects.create(pair=cast.pair, state="waiting", trigger="manual")
    Restore.objects.filter(pk=first.pk).update(state="finished")
    with pytest.raises(IntegrityError), transaction.atomic():
        Restore.objects.create(pair=cast.pair, state="waiting", trigger="schedule", slot=SUNDAY)


def test_a_plan_becomes_the_run_at_the_same_address(cast):
    plan = Restore.objects.create(pair=cast.pair, state="planned", trigger="manual", requested_by=cast.olive)
    restore, new = lifecycle.request_restore(cast.pair, by=cast.adam, plan=plan)
    assert (restore.pk, restore.state, new) == (plan.pk, "waiting", True)
    again, new = lifecycle.request_restore(cast.pair, by=cast.adam, plan=plan)
    assert (again.pk, new) == (plan.pk, False)


def test_a_plan_does_not_become_a_second_run(cast):
    plan = Restore.objects.create(pair=cast.pair, state="planned", trigger="manual")
    running, _new = lifecycle.request_restore(cast.pair, by=cast.olive)
    restore, new = lifecycle.request_restore(cast.pair, by=cast.adam, plan=plan)
    assert (restore.pk, new) == (running.pk, False)


def test_starting_is_audited(cast):
    lifecycle.request_restore(cast.pair, by=cast.adam)
    entry = AuditEntry.objects.get(event=Event.RESTORE_STARTED)
    assert (entry.actor, entry.organization) == (cast.adam, "acme_Staging")


def test_an_unlinked_staging_cannot_be_restored(cast):
    StagingPair.objects.all().delete()
    with pytest.raises(ValidationError, match="isn't linked to a Production"):
        restorable_pair_of(cast.pair.staging)


def test_a_run_without_a_holder_is_stopped_immediately(cast):
    restore, _new = lifecycle.request_restore(cast.pair, by=cast.olive)
    lifecycle.cancel(restore, by=cast.adam)
    restore.refresh_from_db()
    assert (restore.state, restore.cancelled_by) == ("cancelled", cast.adam)
    assert restore.ended_at


def test_a_run_with_a_holder_is_requested_to_stop(cast):
    restore, _lease = lifecycle.restore_here(cast.pair)
    lifecycle.cancel(restore, by=cast.adam)
    restore.refresh_from_db()
    assert (restore.state, bool(restore.cancel_requested_at)) == ("waiting", True)
    assert AuditEntry.objects.filter(event=Event.RESTORE_CANCEL_REQUESTED, actor=cast.adam).exists()


def test_a_finished_run_cannot_be_stopped(cast):
    restore = Restore.objects.create(pair=cast.pair, state="finished", trigger="manual", ended_at=clock.now())
    lifecycle.cancel(restore, by=cast.olive)
    restore.refresh_from_db()
    assert (restore.state, restore.cancel_requested_at) == ("finished", None)


def test_the_command_is_rejected_where_the_schedule_is_on_hold(cast, staging_owner):
    for start in (lifecycle.restore_here, lifecycle.plan_here):
        with pytest.raises(ValidationError, match="on hold"):
            start(cast.pair)
    restore_permission.grant(cast.pair, by=cast.olive)
    assert lifecycle.restore_here(cast.pair)[1]
