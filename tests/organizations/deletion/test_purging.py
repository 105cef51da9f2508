"""Deleted organizations are purged after seven days."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry
from accounts.operators import Operator
from environments.ordercloud.errors import Unreachable
from lib import clock
from organizations import deletion
from organizations.connections import provisioning
from organizations.connections.provisioning import provision
from organizations.deletion import purging
from organizations.models import Connection, Organization


def test_a_purge_is_in_the_audit_log(cast):
    Connection.objects.update(type=Connection.Type.API_CLIENT)
    deletion.delete(cast.sandbox, by=cast.olive)
    assert deletion.purge(Organization.objects.get(pk="acme_Sandbox"))
    entry = AuditEntry.objects.get(event=Event.ORGANIZATION_PURGED)
    assert (entry.organization, entry.target_id) == ("acme_Sandbox", "acme_Sandbox")


def test_a_failed_purge_is_not_in_the_audit_log(cast, monkeypatch):
    Connection.objects.update(type=Connection.Type.API_CLIENT)
    deletion.delete(cast.sandbox, by=cast.olive)
    monkeypatch.setattr(Organization, "delete", broken)
    with pytest.raises(RuntimeError):
        deletion.purge(Organization.objects.get(pk="acme_Sandbox"))
    assert not AuditEntry.objects.filter(event=Event.ORGANIZATION_PURGED).exists()


def broken(*args, **kwargs):
    raise RuntimeError


def test_an_organization_that_is_not_deleted_cannot_be_purged(cast):
    with pytest.raises(ValidationError):
        deletion.purge(cast.sandbox)
    assert Organization.objects.filter(pk="acme_Sandbox").exists()


def test_deleted_organizations_are_purged_after_seven_days(cast):
    Connection.objects.update(type=Connection.Type.API_CLIENT)
    deletion.delete(cast.sandbox, by=cast.olive)
    with time_machine.travel(clock.now() + timedelta(days=6, hours=23)):
        assert deletion.purge_expired() == 0
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        assert deletion.purge_expired() == 1
    assert not Organization.objects.filter(pk=cast.sandbox.pk).exists()


def test_an_organization_that_is_restored_meanwhile_does_not_end_the_purge_of_the_others(cast, monkeypatch):
    Connection.objects.update(type=Connection.Type.API_CLIENT)
    for organization in (cast.pair.staging, cast.sandbox):
        deletion.delete(organization, by=cast.olive)
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        found = deletion.expired()
        Organization.objects.filter(pk=found[0].pk).update(deleted_at=None)
        monkeypatch.setattr(purging, "expired", lambda: found)
        assert deletion.purge_expired() == 1
    assert Organization.objects.filter(pk__in=[row.pk for row in found if row.pk]).count() == 1


@pytest.fixture
def deleted(cast, emulator):
    """The pair, deleted, with its marketplaces."""
    for organization in (cast.pair.production, cast.pair.staging):
        provision(organization)
    deletion.delete(cast.pair.production, by=cast.olive, with_staging=True)
    return cast.pair


def expired():
    return time_machine.travel(clock.now() + timedelta(days=7, minutes=1))


def broken_marketplace(organization: str, calls: int | None = None):
    """A `provisioning.purge` that fails for one organization, the first `calls` times."""
    purge, remaining = provisioning.purge, [calls]

    def maybe(item):
        if item.pk == organization and remaining[0] != 0:
            remaining[0] = remaining[0] - 1 if remaining[0] else remaining[0]
            raise Unreachable("The emulator couldn't complete this (ConnectionError).")
        purge(item)

    return maybe


def test_a_purge_removes_the_marketplaces_too(deleted, emulator):
    with expired():
        assert deletion.purge_expired() == 2
    assert not emulator.emulator.organizations.all()


def test_a_purge_that_fails_half_way_says_why_and_since_when_and_the_retry_finishes(
    deleted, emulator, monkeypatch
):
    monkeypatch.setattr(provisioning, "purge", broken_marketplace("acme_Staging", calls=2))
    with expired() as time:
        assert deletion.purge_expired() == 1
        staging = Organization.objects.get(pk="acme_Staging")
        assert staging.purge_failure == (
            "Not removed on OrderCloud. The emulator couldn't complete this (ConnectionError)."
        )
        since = staging.purge_failed_since
        time.shift(timedelta(hours=1))
        assert deletion.purge_expired() == 0
        staging.refresh_from_db()
        assert (staging.purge_failed_since, staging.purging_since) == (since, None)
        time.shift(timedelta(hours=1))
        assert deletion.purge_expired() == 1
    assert not Organization.objects.filter(pk__startswith="acme_St").exists()
    assert not emulator.emulator.organizations.all()


def test_no_row_disappears_before_its_marketplace(deleted, emulator, monkeypatch):
    monkeypatch.setattr(provisioning, "purge", broken_marketplace("acme"))
    assert not deletion.purge(Organization.objects.get(pk="acme"))
    assert Organization.objects.filter(pk="acme").exists()


def test_one_that_fails_unexpectedly_does_not_prevent_the_others(deleted, monkeypatch):
    delete = Organization.delete
    monkeypatch.setattr(Organization, "delete", lambda self: broken() if self.pk == "acme" else delete(self))
    with expired():
        assert deletion.purge_expired() == 1
    left = Organization.objects.get(pk="acme")
    assert left.purge_failure == "Removed on OrderCloud, but not here yet."


def test_a_connection_that_cannot_purge_is_only_forgotten(deleted, emulator):
    Connection.objects.update(type=Connection.Type.API_CLIENT)
    assert deletion.purge(Organization.objects.get(pk="acme"))
    assert {item.portal_id for item in emulator.emulator.organizations.all()} == {"acme", "acme_Staging"}


def test_an_organization_that_is_being_purged_is_neither_purged_twice_nor_restored(deleted, cast):
    Organization.objects.filter(pk="acme").update(purging_since=clock.now())
    acme = Organization.objects.get(pk="acme")
    assert not deletion.purge(acme)
    with pytest.raises(ValidationError, match="acme is being purged"):
        deletion.undelete(acme, by=cast.olive)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert deletion.purge(acme)  # the process that purged it is gone


def test_a_purge_of_what_is_purged_already_succeeds(deleted):
    acme = Organization.objects.get(pk="acme")
    assert deletion.purge(Organization.objects.get(pk="acme"))
    assert deletion.purge(acme)


def test_after_a_failed_purge_it_can_be_restored_only_while_its_marketplace_exists(
    deleted, cast, monkeypatch
):
    with monkeypatch.context() as patched:
        patched.setattr(provisioning, "purge", broken_marketplace("acme"))
        assert not deletion.purge(Organization.objects.get(pk="acme"))
    restored = deletion.undelete(Organization.objects.get(pk="acme"), by=cast.olive)
    assert [(item.purge_failure, item.purge_failed_since) for item in restored] == [("", None)] * 2
    deletion.delete(cast.pair.production, by=Operator(), with_staging=True)
    with monkeypatch.context() as patched:
        patched.setattr(Organization, "delete", broken)
        with pytest.raises(RuntimeError):
            deletion.purge(Organization.objects.get(pk="acme"))
    with pytest.raises(ValidationError, match="acme is purged on OrderCloud already"):
        deletion.undelete(Organization.objects.get(pk="acme"), by=Operator())
