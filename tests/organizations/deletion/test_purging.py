"""Deleted organizations are purged after seven days."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry
from lib import clock
from organizations import deletion
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
