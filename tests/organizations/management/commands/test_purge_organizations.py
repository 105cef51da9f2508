"""The purge command."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.audit.events import Event
from accounts.models import AuditEntry
from environments.ordercloud.errors import Unreachable
from lib import clock
from organizations import deletion
from organizations.connections import provisioning
from organizations.models import Connection, Organization

REASON = ("--as", "oscar", "--reason", "Ticket 12")


@pytest.fixture
def deleted(cast):
    Connection.objects.update(type=Connection.Type.API_CLIENT)
    deletion.delete(cast.pair.production, by=cast.olive, with_staging=True)
    return cast


def test_without_ids_only_what_has_expired_is_purged(deleted, capsys):
    call_command("purge_organizations", *REASON)
    assert capsys.readouterr().out == ""
    with time_machine.travel(clock.now() + timedelta(days=8)):
        call_command("purge_organizations", *REASON)
    assert capsys.readouterr().out == "Purged acme.\nPurged acme_Staging.\n"
    assert list(Organization.objects.values_list("pk", flat=True)) == ["acme_Sandbox"]


def test_the_given_ones_are_purged_immediately_with_the_reason(deleted, capsys):
    call_command("purge_organizations", "ACME", *REASON)
    assert capsys.readouterr().out == "Purged acme.\n"
    assert Organization.objects.filter(pk="acme_Staging").exists()
    entry = AuditEntry.objects.get(event=Event.ORGANIZATION_PURGED)
    assert (entry.actor, entry.details["reason"]) == (deleted.oscar, "Ticket 12")


def test_one_that_cannot_be_purged_is_printed_with_its_reason_and_the_others_are_purged(
    deleted, capsys, monkeypatch
):
    def unreachable(organization):
        raise Unreachable("The emulator couldn't complete this (ConnectionError).")

    Connection.objects.filter(organization="acme").update(type=Connection.Type.EMULATOR)
    monkeypatch.setattr(provisioning, "purge", unreachable)
    with pytest.raises(CommandError, match="1 organization is not purged yet"):
        call_command("purge_organizations", "acme", "acme_Staging", *REASON)
    assert capsys.readouterr().out == (
        "acme is not purged yet. Not removed on OrderCloud. "
        "The emulator couldn't complete this (ConnectionError).\nPurged acme_Staging.\n"
    )


def test_nothing_is_purged_when_one_of_the_given_is_not_deleted(deleted):
    with pytest.raises(CommandError, match="Not deleted, so nothing was purged: acme_Sandbox"):
        call_command("purge_organizations", "acme", "acme_Sandbox", *REASON)
    assert Organization.objects.count() == 3
