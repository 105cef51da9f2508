"""Who contributes to an organization, by command."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.cast import EDITORS, READERS, create_access


def listed(capsys, *arguments: str) -> dict[str, dict]:
    call_command("list_contributors", "ACME_sandbox", "--json", *arguments)
    return {row["username"]: row for row in json.loads(capsys.readouterr().out)}


def test_everyone_is_listed_with_each_source_and_without_addresses(cast, capsys):
    create_access(cast.sandbox, ["OrderReader"], user=cast.tess, impersonate_buyer=True)
    rows = listed(capsys)
    assert {name: row["position"] for name, row in rows.items()} == {
        "olive": "owner",
        "adam": "admin",
        "tess": "contributor",
        "victor": "contributor",
    }
    assert [(source["source"], sorted(source["roles"])) for source in rows["tess"]["sources"]] == [
        ("direct", ["OrderReader"]),
        ("team Traders", EDITORS),
    ]
    assert rows["tess"]["permissions"] == ["impersonate_buyer"]
    assert rows["olive"]["sources"][0]["source"] == "owner"
    assert sorted(rows["victor"]["roles"]) == READERS
    assert "@" not in json.dumps(rows)


def test_search_and_right_narrow_the_list(cast, capsys):
    assert set(listed(capsys, "--search", "vic")) == {"victor"}
    assert set(listed(capsys, "--right", "is_admin")) == {"olive", "adam"}


def test_a_right_is_found_in_any_case_and_one_that_does_not_exist_is_an_error(cast, capsys):
    assert set(listed(capsys, "--right", "productreader")) == set(listed(capsys, "--right", "ProductReader"))
    assert set(listed(capsys, "--right", "IS_ADMIN")) == {"olive", "adam"}
    with pytest.raises(CommandError, match="ProductRaeder is not a role or permission of acme_Sandbox"):
        listed(capsys, "--right", "ProductRaeder")


def test_the_table_names_the_sources_with_the_number_of_their_roles(cast, capsys):
    call_command("list_contributors", "acme_Sandbox")
    out = capsys.readouterr().out
    assert "team Traders (3)" in out
    assert "4 people" in out
    call_command("list_contributors", "acme_Sandbox", "--search", "nobody")
    assert capsys.readouterr().out == "No one.\n"


def test_an_unknown_organization_is_an_error(db):
    with pytest.raises(CommandError, match="There is no organization nothing"):
        call_command("list_contributors", "nothing")
