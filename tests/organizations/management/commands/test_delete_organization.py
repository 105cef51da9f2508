"""The delete command."""

import pytest
from django.core.management import CommandError, call_command

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations.models import Organization


def active() -> set[str]:
    return set(Organization.objects.active().values_list("pk", flat=True))


def test_an_operator_deletes_by_command_with_a_reason(cast, capsys):
    call_command("delete_organization", "ACME_sandbox", "--as", "oscar", "--reason", "Ticket 12")
    assert capsys.readouterr().out == "Deleted acme_Sandbox.\n"
    entry = AuditEntry.objects.get(event=Event.ORGANIZATION_DELETED)
    assert (entry.actor, entry.details) == (cast.oscar, {"operator": True, "reason": "Ticket 12"})


@pytest.mark.parametrize("reason", [(), ("--reason", " ")])
def test_a_reason_is_required(cast, reason):
    with pytest.raises(CommandError):
        call_command("delete_organization", "acme_Sandbox", *reason)
    assert "acme_Sandbox" in active()


def test_production_goes_only_with_its_staging(cast, capsys):
    with pytest.raises(CommandError, match="To delete both, use --with-staging"):
        call_command("delete_organization", "acme", "--reason", "Ticket 12")
    assert "acme" in active()
    call_command("delete_organization", "acme", "--with-staging", "--reason", "Ticket 12")
    assert capsys.readouterr().out == "Deleted acme and acme_Staging.\n"
    assert active() == {"acme_Sandbox"}
