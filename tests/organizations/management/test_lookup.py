"""Who runs a command, why, and which organization they mean."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from accounts.operators import Operator
from lib import clock
from organizations.management.lookup import operator_from
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
}


def test_an_operator_is_named_with_the_reason(cast):
    assert operator_from({"operator": "Oscar", "reason": " Ticket 7 "}) == Operator(cast.oscar, "Ticket 7")


def test_no_name_means_an_operator_without_an_account(cast):
    assert operator_from({"operator": "", "reason": ""}) == Operator(None, "")


@pytest.mark.parametrize("who", ["olive", "victor"])
def test_a_user_who_is_no_operator_cannot_be_named_as_one(cast, who):
    with pytest.raises(CommandError, match=f"{who} isn't an operator"):
        operator_from({"operator": who, "reason": "Ticket 7"})


def test_a_deactivated_operator_cannot_be_named(cast):
    cast.oscar.is_active = False
    cast.oscar.save()
    with pytest.raises(CommandError, match="isn't an operator"):
        operator_from({"operator": "oscar", "reason": "Ticket 7"})


def test_a_blank_reason_is_refused(cast):
    with pytest.raises(CommandError, match="The reason is blank"):
        operator_from({"operator": "oscar", "reason": "  "})


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
