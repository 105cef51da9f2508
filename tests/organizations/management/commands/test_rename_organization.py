"""The rename command."""

import pytest
from django.core.management import CommandError, call_command

from accounts.audit.events import Event
from accounts.models import AuditEntry


def test_an_operator_renames_by_command_and_the_audit_log_says_who_and_why(cast, capsys):
    call_command("rename_organization", "ACME_sandbox", "Acme Tools", "--as=oscar", "--reason=Ticket 12")
    cast.sandbox.refresh_from_db()
    entry = AuditEntry.objects.get(event=Event.ORGANIZATION_RENAMED)
    assert cast.sandbox.name == "Acme Tools"
    assert "Renamed acme_Sandbox from Acme to Acme Tools." in capsys.readouterr().out
    assert (entry.actor, entry.organization) == (cast.oscar, "acme_Sandbox")
    assert entry.details == {
        "before": "Acme",
        "after": "Acme Tools",
        "operator": True,
        "reason": "Ticket 12",
    }


def test_renaming_production_by_command_keeps_the_name_of_its_staging(cast, capsys):
    call_command("rename_organization", "acme", "Acme Tools")
    cast.pair.staging.refresh_from_db()
    assert cast.pair.staging.name == "Acme"


def test_an_unchanged_name_is_reported_and_not_audited(cast, capsys):
    call_command("rename_organization", "acme", "Acme")
    assert "already has this name" in capsys.readouterr().out
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing", "Acme Tools"], "There is no organization nothing."),
        (["acme", " "], "Enter a name."),
        (["acme", "x" * 101], "Use at most 100 characters."),
        (["acme", "Acme Tools", "--as=nobody"], "No user has the username nobody."),
        (["acme", "Acme Tools", "--reason= "], "The reason is blank."),
    ],
)
def test_invalid_arguments_of_the_rename_command_change_nothing(cast, arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("rename_organization", *arguments)
    cast.pair.production.refresh_from_db()
    assert cast.pair.production.name == "Acme"
