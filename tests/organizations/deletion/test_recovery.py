"""A deleted organization is restored by its former owner within seven days, or by operators."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from accounts.audit.events import Event
from accounts.models import AuditEntry
from accounts.operators import Operator
from lib import clock
from organizations import deletion
from organizations.access import visible_to
from organizations.connections import provisioning
from organizations.models import Organization, Quota, StagingPair
from tests.cast import create_organization


def test_recovering_production_does_not_recover_a_staging_deleted_earlier(cast):
    deletion.delete(cast.pair.staging, by=cast.olive)
    cast.pair.production.refresh_from_db()
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        deletion.delete(cast.pair.production, by=cast.olive)
    assert deletion.undelete(Organization.objects.get(pk="acme"), by=cast.olive) == [cast.pair.production]
    assert not Organization.objects.active().filter(pk="acme_Staging").exists()


def test_staging_is_not_recovered_while_its_production_is_deleted(cast):
    deletion.delete(cast.pair.staging, by=cast.olive)
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        deletion.delete(Organization.objects.get(pk="acme"), by=cast.olive)
        with pytest.raises(ValidationError, match="acme is deleted. Restore it before acme_Staging."):
            deletion.undelete(Organization.objects.get(pk="acme_Staging"), by=cast.olive)
        deletion.undelete(Organization.objects.get(pk="acme"), by=cast.olive)
        deletion.undelete(Organization.objects.get(pk="acme_Staging"), by=cast.olive)
    assert Organization.objects.active().filter(pk__in=["acme", "acme_Staging"]).count() == 2


def test_what_a_killed_purge_left_can_be_recovered_while_its_marketplace_exists(cast, monkeypatch):
    deletion.delete(cast.sandbox, by=cast.olive)
    Organization.objects.filter(pk=cast.sandbox.pk).update(purging_since=clock.now())
    monkeypatch.setattr(provisioning, "exists", lambda organization: False)
    with pytest.raises(ValidationError, match="is being purged"):
        deletion.undelete(Organization.objects.get(pk=cast.sandbox.pk), by=cast.olive)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        with pytest.raises(ValidationError, match="purged on OrderCloud already"):
            deletion.undelete(Organization.objects.get(pk=cast.sandbox.pk), by=cast.olive)
        monkeypatch.setattr(provisioning, "exists", lambda organization: True)
        deletion.undelete(Organization.objects.get(pk=cast.sandbox.pk), by=cast.olive)
    recovered = Organization.objects.get(pk=cast.sandbox.pk)
    assert (recovered.deleted_at, recovered.purging_since) == (None, None)


@pytest.mark.parametrize("schedule_enabled", [True, False])
def test_a_recovered_organization_has_its_previous_schedule(cast, schedule_enabled):
    StagingPair.objects.update(schedule_enabled=schedule_enabled)
    deletion.delete(cast.pair.production, by=cast.olive, with_staging=True)
    deletion.undelete(Organization.objects.get(pk="acme"), by=cast.olive)
    cast.pair.refresh_from_db()
    assert cast.pair.schedule_enabled == schedule_enabled


def test_the_reason_of_a_recovery_is_in_the_audit_log(cast):
    deletion.delete(cast.sandbox, by=cast.olive)
    deletion.undelete(cast.sandbox, by=Operator(cast.oscar, "Deleted by mistake"))
    entry = AuditEntry.objects.get(event=Event.ORGANIZATION_RESTORED)
    assert (entry.actor, entry.details) == (
        cast.oscar,
        {"operator": True, "reason": "Deleted by mistake"},
    )


def test_a_deleted_organization_can_be_recovered_with_its_staging(cast, capsys):
    deletion.delete(cast.pair.production, by=cast.olive, with_staging=True)
    call_command("bring_back_organization", "acme")
    assert capsys.readouterr().out == "Restored acme and acme_Staging.\n"
    assert set(visible_to(cast.victor).values_list("pk", flat=True)) == {
        "acme",
        "acme_Staging",
        "acme_Sandbox",
    }
    cast.pair.refresh_from_db()
    assert cast.pair.schedule_enabled


@pytest.mark.parametrize(
    ("id", "sentence"), [("acme", "acme isn't deleted."), ("nowhere", "There is no organization nowhere")]
)
def test_an_organization_that_is_not_deleted_cannot_be_recovered(cast, id, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("bring_back_organization", id)


def test_the_former_owner_restores_a_pair_that_was_deleted_together(cast):
    deletion.delete(cast.pair.production, by=cast.olive, with_staging=True)
    (row,) = deletion.recoverable_for(cast.olive)
    assert (row.organization.pk, row.staging.pk) == ("acme", "acme_Staging")
    assert row.until == row.organization.deleted_at + timedelta(days=7)
    deletion.undelete(row.staging, by=cast.olive)
    assert visible_to(cast.olive).count() == 3
    assert deletion.recoverable_for(cast.olive) == []


def test_deletions_at_different_times_are_listed_one_by_one_the_latest_first(cast):
    deletion.delete(cast.pair.staging, by=cast.olive)
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        deletion.delete(Organization.objects.get(pk="acme"), by=cast.olive)
        listed = deletion.recoverable_for(cast.olive)
    assert [(row.organization.pk, row.staging) for row in listed] == [("acme", None), ("acme_Staging", None)]


@pytest.mark.parametrize("who", ["adam", "tess", "victor", "ida", "stan", "oscar"])
def test_nobody_but_the_former_owner_sees_or_restores_what_was_deleted(cast, who):
    deletion.delete(cast.sandbox, by=cast.olive)
    assert deletion.recoverable_for(cast.users[who]) == []
    assert deletion.recoverable_or_none(cast.users[who], "acme_Sandbox") is None
    with pytest.raises(PermissionDenied):
        deletion.undelete(cast.sandbox, by=cast.users[who])


def test_after_seven_days_only_operators_restore_what_is_not_purged_yet(cast):
    deletion.delete(cast.sandbox, by=cast.olive)
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        assert deletion.recoverable_for(cast.olive) == []
        assert deletion.recoverable_or_none(cast.olive, "acme_Sandbox") is None
        with pytest.raises(ValidationError, match="more than 7 days ago"):
            deletion.undelete(cast.sandbox, by=cast.olive)
        assert deletion.undelete(cast.sandbox, by=Operator()) == [cast.sandbox]


def test_the_command_records_who_ran_it_and_why(cast):
    deletion.delete(cast.sandbox, by=cast.olive)
    call_command("bring_back_organization", "acme_sandbox", "--as", "oscar", "--reason", "Ticket 7")
    entry = AuditEntry.objects.get(event=Event.ORGANIZATION_RESTORED)
    assert (entry.actor, entry.details["reason"]) == (cast.oscar, "Ticket 7")


def test_a_sandbox_organization_beyond_the_quota_is_restored_by_operators_only(cast):
    deletion.delete(cast.sandbox, by=cast.olive)
    Quota.objects.create(user=cast.olive, sandbox_organizations=1)
    create_organization(cast.olive, "other")
    with pytest.raises(ValidationError, match="You've used your quota of Sandbox organizations"):
        deletion.undelete(cast.sandbox, by=cast.olive)
    assert deletion.undelete(cast.sandbox, by=Operator()) == [cast.sandbox]


def test_what_would_refuse_a_restore_is_known_before_it(cast):
    deletion.delete(cast.sandbox, by=cast.olive)
    assert [item.refusal for item in deletion.recoverable_for(cast.olive)] == [""]
    Quota.objects.create(user=cast.olive, sandbox_organizations=0)
    (item,) = deletion.recoverable_for(cast.olive)
    with pytest.raises(ValidationError) as refused:
        deletion.undelete(cast.sandbox, by=cast.olive)
    assert [item.refusal] == refused.value.messages


def test_a_staging_whose_production_stays_deleted_is_refused_before_the_click(cast):
    deletion.delete(cast.pair.staging, by=cast.olive)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        deletion.delete(Organization.objects.get(pk="acme"), by=cast.olive)
        refusals = {item.organization.pk: item.refusal for item in deletion.recoverable_for(cast.olive)}
    assert refusals == {"acme": "", "acme_Staging": "acme is deleted. Restore it before acme_Staging."}


def test_production_does_not_count_toward_the_quota(cast):
    deletion.delete(cast.pair.production, by=cast.olive, with_staging=True)
    Quota.objects.create(user=cast.olive, sandbox_organizations=0)
    assert [item.refusal for item in deletion.recoverable_for(cast.olive)] == [""]
    assert len(deletion.undelete(Organization.objects.get(pk="acme"), by=cast.olive)) == 2
