"""The settings of an organization: what everyone reads there, and what only the owner and admins change."""

import re

import pytest

from accounts.models import AuditEntry
from accounts.operators import Operator
from lib import clock as portal_clock
from organizations.models import ProductionRequest
from organizations.renaming import rename
from tests.cast import create_organization, create_user
from tests.login import signed_in

SETTINGS = "/organizations/acme/settings/"


@pytest.fixture
def read(client, cast):
    """The settings as a user reads them, without the marks around names: `read(cast.victor)`."""

    def text(user=cast.olive, page=SETTINGS) -> str:
        html = signed_in(client, user).get(page).content.decode()
        return re.sub(r"</?(bdi|strong)>", "", html)

    return text


@pytest.mark.parametrize("who", ["olive", "adam", "tess", "victor"])
def test_everyone_in_the_organization_reads_where_its_api_is(read, cast, who):
    page = read(cast.users[who])
    assert "US-West <small>westus</small>" in page
    assert "/production/v1</span>" in page
    assert "/production/oauth/token</span>" in page


def test_the_marketplace_id_is_shown_where_it_differs(read, cast):
    assert "Marketplace ID" not in read()
    staging = read(page="/organizations/acme_Staging/settings/")
    assert re.search(r'Marketplace ID</dt><dd><span class="mono">acme</span>', staging)


def test_the_last_rename_stands_below_the_name_and_all_of_them_open(read, cast):
    assert "renamed it" not in read()
    rename(cast.pair.production, "Acme Supply", by=cast.adam)
    page = read()
    assert "Adam renamed it from “Acme” on" in page
    assert "All renames" not in page
    rename(cast.pair.production, "Acme Trade", by=Operator(None, "Ticket 7"))
    page = read()
    assert "An operator renamed it from “Acme Supply” on" in page
    assert "Adam: “Acme” to “Acme Supply”" in page


def test_renames_of_other_organizations_and_of_one_purged_before_are_not_shown(read, cast):
    rename(cast.pair.staging, "Acme Staging", by=cast.adam)
    rename(cast.pair.production, "Acme Old", by=cast.adam)
    cast.pair.production.created_at = portal_clock.now()
    cast.pair.production.save()
    assert "renamed it" not in read()


def test_the_history_of_the_name_is_for_those_who_may_read_the_audit_log(read, cast):
    rename(cast.pair.production, "Acme Supply", by=cast.adam)
    page = read(cast.victor)
    assert "renamed it" not in page
    assert "Only the owner and admins can rename it. The owner is Olive." in page


def test_renaming_one_organization_of_a_pair_keeps_the_name_of_the_other(client, cast):
    signed_in(client, cast.adam).post(SETTINGS, {"name": "Acme Live"})
    cast.pair.production.refresh_from_db()
    cast.pair.staging.refresh_from_db()
    assert (cast.pair.production.name, cast.pair.staging.name) == ("Acme Live", "Acme")


@pytest.mark.parametrize("name", ["Mine", ""])
def test_a_contributor_who_renames_is_told_who_may(client, cast, name):
    response = signed_in(client, cast.victor).post(SETTINGS, {"name": name})
    assert response.status_code == 403
    assert "Only the owner and admins can rename this organization. The owner is Olive." in (
        response.content.decode()
    )
    assert not AuditEntry.objects.exists()


def test_a_name_of_10_000_characters_is_refused_with_a_sentence(client, cast):
    response = signed_in(client, cast.adam).post(SETTINGS, {"name": "x" * 10_000})
    assert response.status_code == 422
    assert "Use at most 100 characters." in response.content.decode()
    assert f'value="{"x" * 10_000}"' in response.content.decode()


def test_a_name_with_markup_is_escaped_and_one_from_right_to_left_stands_apart(client, cast):
    signed_in(client, cast.adam).post(SETTINGS, {"name": "<b>שלום</b>"})
    html = signed_in(client, cast.victor).get(SETTINGS).content.decode()
    assert "<bdi>&lt;b&gt;שלום&lt;/b&gt;</bdi>" in html
    assert "<b>ש" not in html


def test_submitting_a_rename_twice_renames_once(client, cast):
    signed_in(client, cast.adam)
    for _ in range(2):
        client.post(SETTINGS, {"name": "Acme Tools"})
    assert AuditEntry.objects.filter(event="organization.renamed").count() == 1


def test_a_requested_production_says_who_approved_it(read, cast):
    ProductionRequest.objects.create(
        requester=cast.olive,
        status="approved",
        name="Acme",
        organization_id="acme",
        reason="Go live",
        decided_at=portal_clock.now(),
        decided_by=cast.oscar,
        production=cast.pair.production,
    )
    assert "<small>on request, approved by Oscar</small>" in read(cast.victor)
    assert "on request" not in read(page="/organizations/acme_Staging/settings/")


def test_an_organization_that_existed_before_was_added_and_not_created(read, cast):
    assert "<dt>Created</dt>" in read()
    cast.pair.production.connection.type = "api_client"
    cast.pair.production.connection.save()
    assert "<dt>Added</dt>" in read()


@pytest.mark.parametrize(
    ("who", "role", "source"),
    [
        ("olive", "FullAccess", "You have full access as the owner."),
        ("tess", "ProductAdmin", "You have 3 roles, granted by team Traders."),
        ("victor", "ProductReader", "You have 3 roles, granted directly."),
    ],
)
def test_ones_own_data_access_is_shown_with_its_source(read, cast, who, role, source):
    page = read(cast.users[who])
    assert f'<span class="role">{role}</span>' in page
    assert source in page


def test_the_owner_of_an_organization_with_a_strange_name_breaks_no_page(read, cast):
    stranger = create_user("strange", name="<i>'\"&</i>")
    create_organization(stranger, "odd_Sandbox", name="{{ 7 }}{% x %}")
    page = read(stranger, "/organizations/odd_Sandbox/settings/")
    assert "&lt;i&gt;&#x27;&quot;&amp;&lt;/i&gt;" in page
    assert "{{ 7 }}{% x %}" in page


def test_an_admin_reads_who_may_transfer_or_delete_and_others_are_not_told(read, cast):
    sentence = "Only the owner can transfer or delete this organization. The owner is Olive."
    assert sentence in read(cast.adam)
    assert sentence not in read(cast.olive)
    assert sentence not in read(cast.victor)
