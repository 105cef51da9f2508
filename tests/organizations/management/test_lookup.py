"""Who runs a command, why, and which organization they mean."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from lib import clock
from organizations.models import Organization

COMMANDS = {
    "create_organization": ("New", "--environment", "Sandbox", "--owner", "olive"),
    "connect_organization": ("new", "--environment", "Sandbox", "--owner", "olive", "--client-id", "x"),
    "rename_organization": ("acme", "New"),
    "link_staging": ("acme_Staging", "acme"),
    "approve_production_request": ("1",),
    "transfer_organization": ("acme", "adam"),
    "delete_organization": ("acme_Sandbox",),
    "bring_back_organization": ("acme",),
    "purge_organizations": ("acme",),
    "import_people": ("missing.jsonl",),
    "revoke_personal_tokens": ("adam",),
}


@pytest.mark.parametrize(("command", "arguments"), COMMANDS.items())
def test_every_command_names_only_operators(cast, command, arguments, monkeypatch):
    monkeypatch.setenv("CONNECTION_SECRET", "secret")
    before = list(Organization.objects.order_by("pk").values())
    for username in ("victor", "olive"):
        with pytest.raises(CommandError, match=f"^{username} isn't an operator"):
            call_command(command, *arguments, "--reason", "Ticket 12", "--as", username)
    assert list(Organization.objects.order_by("pk").values()) == before
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("rename_organization", ("ACME_sandbox", "New")),
        ("link_staging", ("acme_sandbox", "acme")),
        ("link_staging", ("acme_Staging", "acme_sandbox")),
        ("restore_staging", ("acme_sandbox",)),
        ("allow_restores", ("acme_sandbox", "--by", "olive")),
        ("transfer_organization", ("acme_sandbox", "adam", "--reason", "x")),
        ("delete_organization", ("acme_sandbox", "--reason", "x")),
    ],
)
def test_a_command_says_of_a_deleted_organization_that_it_is_deleted(cast, command, arguments):
    Organization.objects.filter(pk="acme_Sandbox").update(deleted_at=clock.now())
    with pytest.raises(CommandError, match="^acme_Sandbox is deleted. To restore it, use bring_back_organ"):
        call_command(command, *arguments)
