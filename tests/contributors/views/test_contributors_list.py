"""The list of contributors, who has a right, and the CSV."""

import csv
import io

import pytest
from django.test import Client

from accounts.audit import log
from accounts.audit.events import Event
from contributors.access_settings import AccessSettings
from contributors.grants.changing import change
from contributors.models import AccessGrant
from environments.roles import FULL_ACCESS
from lib import clock
from tests.cast import EDITORS, create_access, create_team, create_user
from tests.login import signed_in

CONTRIBUTORS = "/organizations/acme_Sandbox/contributors/"


@pytest.fixture
def adam(client, cast) -> Client:
    return signed_in(client, cast.adam)


@pytest.fixture
def victor(client, cast) -> Client:
    return signed_in(client, cast.victor)


def rows_of(response) -> list[tuple[str, str]]:
    """Return the group and the name of each row."""
    listed = response.context["listed"]
    owner = [("owner", str(listed.owner))] if listed.owner else []
    return [
        *owner,
        *(
            ("admin" if person in listed.admins else "contributor", str(person.user))
            for person in listed.people
        ),
        *(("invited", str(grant.user or grant.email)) for grant in listed.invited),
    ]


def text(response) -> str:
    return response.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


def grant_of(user) -> AccessGrant:
    return AccessGrant.objects.get(organization="acme_Sandbox", user=user)


def invite_address(cast, email="new@example.com", **fields) -> AccessGrant:
    return AccessGrant.objects.create(
        organization=cast.sandbox, email=email, invited_by=cast.olive, invited_at=clock.now(), **fields
    )


def test_people_stand_in_groups_and_each_of_them_once(adam, cast):
    create_access(cast.sandbox, ["OrderReader"], user=cast.tess)
    create_team(cast.olive, "Support", cast.tess, cast.victor, cast.olive)
    create_access(cast.sandbox, ["OrderAdmin"], team=cast.olive.owned_teams.get(name="Support"))
    response = adam.get(CONTRIBUTORS)
    assert rows_of(response) == [
        ("owner", "Olive"),
        ("admin", "Adam"),
        ("contributor", "Tess"),
        ("contributor", "Victor"),
        ("invited", "Ida"),
    ]
    page = text(response)
    assert "tess, via 2 teams" in page
    assert "victor, via Support" in page
    assert "full access" in page


def test_a_member_of_an_admin_team_is_an_admin(adam, cast):
    AccessGrant.objects.filter(organization=cast.sandbox, team=cast.team).update(is_admin=True)
    assert ("admin", "Tess") in rows_of(adam.get(CONTRIBUTORS))


def test_who_is_no_admin_finds_no_invitation_by_searching(victor, cast):
    invite_address(cast)
    assert rows_of(victor.get(CONTRIBUTORS, {"search": "new"})) == []
    assert rows_of(victor.get(CONTRIBUTORS, {"search": "ida"})) == []


def test_an_invited_address_is_shown_as_typed_and_an_expired_one_is_marked(adam, cast):
    invite_address(cast, "New@Example.com", expires_at=clock.now())
    page = text(adam.get(CONTRIBUTORS))
    assert "By email" in page
    assert "New@Example.com" in page
    assert "Expired" in page


def test_the_search_finds_names_and_usernames_but_no_email_of_a_contributor(adam, cast):
    cast.victor.name = "Víctor Silva"
    cast.victor.save()
    for search in ("silva", "VICTOR", "sil vic"):
        assert rows_of(adam.get(CONTRIBUTORS, {"search": search})) == [("contributor", "Víctor Silva")]
    assert rows_of(adam.get(CONTRIBUTORS, {"search": "example.com"})) == []


@pytest.mark.parametrize("value", ["0", "-1", "²", "99999999999999999999", "999999", "last", ""])
def test_a_page_that_does_not_exist_leads_to_one_that_does(adam, value):
    assert len(rows_of(adam.get(CONTRIBUTORS, {"page": value}))) == 5


def test_pages_continue_from_people_to_invitations(adam, cast, monkeypatch):
    monkeypatch.setattr("contributors.contributor_list.PAGE_SIZE", 2)
    invite_address(cast)
    pages = [rows_of(adam.get(CONTRIBUTORS, {"page": number})) for number in (1, 2, 3, 4)]
    assert [[name for _group, name in page] for page in pages[:3]] == [
        ["Olive", "Adam", "Tess"],
        ["Victor", "new@example.com"],
        ["Ida"],
    ]
    assert pages[3] == pages[2]


def test_a_page_of_invitations_alone_counts_the_people_before_it(adam, cast, monkeypatch):
    monkeypatch.setattr("contributors.contributor_list.PAGE_SIZE", 3)
    assert rows_of(adam.get(CONTRIBUTORS, {"page": 2})) == [("invited", "Ida")]


def test_the_list_is_marked_at_who_is_open_also_when_htmx_searches(adam, cast):
    opened = adam.get(f"{CONTRIBUTORS}{cast.victor.pk}/")
    searched = adam.get(
        CONTRIBUTORS,
        {"search": "vic", "current": cast.victor.pk},
        headers={"HX-Request": "true", "HX-Target": "people"},
    )
    for response in (opened, searched):
        row = text(response).partition(f'id="contributor-{cast.victor.pk}"')[2].partition(">")[0]
        assert 'aria-current="page"' in row


def test_people_without_a_username_are_listed_and_can_be_opened(adam, cast):
    ghost = create_user("ghost", name="<b>Ghost</b>")
    ghost.username = None
    ghost.save()
    create_access(cast.sandbox, [], user=ghost)
    assert "no username" in text(adam.get(CONTRIBUTORS))
    assert "&lt;b&gt;Ghost&lt;/b&gt;" in text(adam.get(f"{CONTRIBUTORS}{ghost.pk}/"))


def test_by_source_the_same_table_is_turned_round(adam, cast):
    page = text(adam.get(f"{CONTRIBUTORS}{cast.tess.pk}/", {"by": "source"}))
    grant = AccessGrant.objects.get(organization=cast.sandbox, team=cast.team)
    row = page.partition(f'id="source-{grant.pk}"')[2].partition("</li>")[0]
    assert all(role in row for role in EDITORS)


def test_sources_are_links_to_what_they_give(adam, cast):
    create_access(cast.sandbox, ["OrderReader"], user=cast.tess)
    grant = AccessGrant.objects.get(organization=cast.sandbox, team=cast.team)
    page = text(adam.get(f"{CONTRIBUTORS}{cast.tess.pk}/"))
    assert f'/organizations/acme_Sandbox/team-access/#grant-{grant.pk}"' in page
    assert f'href="{CONTRIBUTORS}{cast.tess.pk}/direct/">Direct access from' in page


def test_the_owner_is_the_source_of_everything(adam, cast):
    page = text(adam.get(f"{CONTRIBUTORS}{cast.olive.pk}/"))
    assert page.count('<span class="source">') == 5
    assert "not granted" not in page


def test_the_preview_names_only_what_no_other_source_grants(adam, cast):
    create_access(cast.sandbox, ["ProductAdmin"], user=cast.tess)
    grant = AccessGrant.objects.get(organization=cast.sandbox, team=cast.team)
    response = adam.get(f"{CONTRIBUTORS}{cast.tess.pk}/", {"without": grant.pk})
    assert set(response.context["lost"]) == {"BuyerReader", "CategoryAdmin"}
    assert AccessGrant.objects.filter(pk=grant.pk).exists()


def test_the_grant_of_someone_else_is_no_source_to_preview(adam, cast):
    response = adam.get(f"{CONTRIBUTORS}{cast.tess.pk}/", {"without": grant_of(cast.victor).pk})
    assert response.context["hidden"] is None


@pytest.mark.parametrize("tab", ["", "direct/", "changes/", "calls/"])
def test_who_does_not_contribute_has_no_page(adam, cast, tab):
    for user_id in (cast.ida.pk, cast.stan.pk, 10**30):
        assert adam.get(f"{CONTRIBUTORS}{user_id}/{tab}").status_code == 404


def test_changes_say_what_was_changed_and_by_whom(adam, cast):
    change(grant_of(cast.victor), AccessSettings.create(["OrderAdmin"]), by=cast.olive)
    page = text(adam.get(f"{CONTRIBUTORS}{cast.victor.pk}/changes/"))
    assert "Changed the access of <strong><bdi>Victor</bdi></strong>" in page
    assert "OrderAdmin" in page
    assert "BuyerReader" in page


def test_calls_are_those_of_the_person_in_this_organization(adam, cast):
    for organization, path in (("acme_Sandbox", "/v1/here"), ("acme", "/v1/elsewhere")):
        log.record(
            Event.CONSOLE_REQUEST_SENT,
            by=cast.victor,
            organization=organization,
            operation="Products.List",
            method="GET",
            path=path,
            status=200,
        )
    page = text(adam.get(f"{CONTRIBUTORS}{cast.victor.pk}/calls/"))
    assert "/v1/here" in page
    assert "/v1/elsewhere" not in page
    assert "/v1/here" not in text(adam.get(f"{CONTRIBUTORS}{cast.adam.pk}/calls/"))


def test_emails_of_contributors_are_for_admins(client, cast):
    adam = text(signed_in(client, cast.adam).get(f"{CONTRIBUTORS}{cast.tess.pk}/"))
    victor = text(signed_in(client, cast.victor).get(f"{CONTRIBUTORS}{cast.tess.pk}/"))
    assert cast.tess.email in adam
    assert cast.tess.email not in victor


def who(client, right, **parameters) -> dict[str, list[str]]:
    response = client.get(f"{CONTRIBUTORS}who/", {"right": right, **parameters})
    return {
        str(user): ["owner" if source.is_owner else str(source.team or "direct") for source in sources]
        for user, sources in response.context["found"]
    }


def test_who_has_a_role_is_listed_with_each_source(victor, cast):
    create_access(cast.sandbox, ["ProductAdmin"], user=cast.tess)
    create_access(cast.sandbox, [FULL_ACCESS], user=cast.stan)
    assert who(victor, "productadmin") == {
        "Olive": ["owner"],
        "Adam": ["direct"],
        "Stan": ["direct"],
        "Tess": ["direct", "Traders"],
    }
    assert who(victor, "ProductAdmin", search="st") == {"Stan": ["direct"]}


def test_a_role_whose_name_begins_with_another_is_not_that_one(victor, cast):
    create_access(cast.sandbox, ["ProductAdminX"], user=cast.stan)
    cast.sandbox.custom_roles.create(name="ProductAdminX")
    assert "Stan" not in who(victor, "ProductAdmin")
    assert who(victor, "ProductAdminX") == {"Stan": ["direct"]}


def test_who_has_a_permission_is_listed(victor, cast):
    AccessGrant.objects.filter(organization=cast.sandbox, team=cast.team).update(impersonate_buyer=True)
    assert who(victor, "is_admin") == {"Olive": ["owner"], "Adam": ["direct"]}
    assert who(victor, "impersonate_buyer") == {"Olive": ["owner"], "Tess": ["Traders"]}


@pytest.mark.parametrize("right", ["", "Nothing", "x" * 10_000, '"', "%", "roles"])
def test_an_unknown_right_is_held_by_no_one(victor, right):
    assert who(victor, right) == {}


def export(client, **parameters) -> list[dict[str, str]]:
    response = client.get(f"{CONTRIBUTORS}csv/", parameters)
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def test_the_csv_holds_exactly_what_is_filtered(adam, cast):
    cast.victor.name = "=HYPERLINK(1)"
    cast.victor.save()
    rows = {row["username"]: row for row in export(adam)}
    assert set(rows) == {"olive", "adam", "victor", "tess"}
    assert rows["victor"]["name"] == "'=HYPERLINK(1)"
    assert rows["tess"]["sources"] == "Traders"
    assert rows["tess"]["roles"] == "CategoryAdmin ProductAdmin BuyerReader"
    assert (rows["olive"]["position"], rows["olive"]["sources"]) == ("owner", "Owner")
    assert rows["adam"]["admin"] == "yes"
    assert rows["tess"]["email"] == cast.tess.email
    assert [row["username"] for row in export(adam, search="tess")] == ["tess"]


def test_the_csv_has_no_address_for_who_is_no_admin(victor):
    assert {row["email"] for row in export(victor)} == {""}
