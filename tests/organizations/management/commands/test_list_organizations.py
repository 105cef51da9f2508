"""The command that lists organizations."""

import json

import pytest
from django.core.management import CommandError, call_command

from lib import clock
from organizations.models import Organization
from tests.cast import create_organization, create_staging_pair


def listed(capsys, *arguments: str) -> list[dict]:
    call_command("list_organizations", "--json", *arguments)
    return json.loads(capsys.readouterr().out)


def test_the_json_list_has_every_organization_with_stable_keys(cast, capsys):
    rows = {row["id"]: row for row in listed(capsys)}
    assert list(rows) == ["acme", "acme_Sandbox", "acme_Staging"]
    created_at = rows["acme"].pop("created_at")
    assert created_at == cast.pair.production.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert rows["acme"] == {
        "id": "acme",
        "name": "Acme",
        "environment": "Production",
        "region": "usw",
        "owner": "olive",
        "deleted_at": None,
        "connection": "emulator",
        "status": "works",
        "staging": "acme_Staging",
        "production": None,
    }
    assert (rows["acme_Staging"]["staging"], rows["acme_Staging"]["production"]) == (None, "acme")


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["--environment=staging"], ["acme_Staging"]),
        (["--region=eur"], ["shop_Sandbox"]),
        (["--owner=STAN"], ["shop_Sandbox"]),
        (["--search=sandbox tools"], ["shop_Sandbox"]),
        (["--deleted"], ["gone"]),
        (["--search=nothing"], []),
    ],
)
def test_the_list_is_filtered(cast, capsys, arguments, ids):
    create_organization(cast.stan, "shop_Sandbox", name="Tools", region="eur")
    create_organization(cast.olive, "gone", deleted_at=clock.now())
    assert [row["id"] for row in listed(capsys, *arguments)] == ids


def test_the_table_cuts_no_name(cast, capsys):
    Organization.objects.filter(pk="acme").update(name="x" * 100)
    call_command("list_organizations")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["ID", "Name", "Environment", "Region", "Owner", "Connection", "Status"]
    assert lines[1].split() == ["acme", "x" * 100, "Production", "usw", "olive", "emulator", "works"]
    assert lines[-1] == "3 organizations"


def test_an_organization_without_a_connection_is_listed(cast, capsys):
    cast.sandbox.connection.delete()
    row = next(row for row in listed(capsys) if row["id"] == "acme_Sandbox")
    assert (row["connection"], row["status"]) == (None, None)


def test_an_unknown_owner_is_an_error_and_not_an_empty_list(cast):
    with pytest.raises(CommandError, match="No user has the username nobody"):
        call_command("list_organizations", "--owner=nobody")


def test_many_organizations_take_one_query(cast, capsys, django_assert_num_queries):
    for number in range(5):
        create_staging_pair(cast.olive, f"shop{number}")
    with django_assert_num_queries(1):
        assert len(listed(capsys)) == 13
