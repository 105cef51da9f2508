"""The first page after sign-in: what waits, what was opened, and every organization of mine."""

import re

import pytest

from lib import clock
from organizations import visits
from organizations.models import Connection, ProductionRequest, Quota
from organizations.restores.models import Restore
from tests.cast import create_access, create_organization, create_staging_pair, create_team
from tests.login import signed_in


@pytest.fixture
def as_(client):
    """A client signed in as a user: `as_(cast.olive)`."""
    return lambda user: signed_in(client, user)


def test_a_visitor_signs_in_and_is_redirected_back(client, db):
    response = client.get("/organizations/?environment=Staging")
    assert response.status_code == 302
    assert response.url == "/accounts/login/?next=/organizations/%3Fenvironment%3DStaging"


@pytest.mark.parametrize("path", ["/", "/organizations/"])
def test_the_list_is_filtered_by_environment_with_a_query_parameter(as_, cast, path):
    page = as_(cast.victor).get(path, {"environment": "Staging"}).content.decode()
    assert "/organizations/acme_Staging/" in page
    assert "/organizations/acme_Sandbox/" not in page


def test_an_invitation_is_shown_and_its_organization_is_not_listed_yet(as_, cast):
    page = as_(cast.ida).get("/").content.decode()
    assert "Olive" in page
    assert "invited you to" in page
    assert "/organizations/acme_Sandbox/" not in page


def test_an_invitation_whose_inviter_has_no_account_comes_from_someone(as_, cast):
    cast.ida.access_grants.update(invited_by=None)
    page = as_(cast.ida).get("/").content.decode()
    assert "<bdi>Someone</bdi></strong> invited you" in page
    assert "operator" not in page


def test_the_last_opened_organization_is_first(as_, cast):
    visits.record(cast.victor, cast.sandbox)
    visits.record(cast.victor, cast.pair.staging)
    page = as_(cast.victor).get("/").content.decode()
    cards = page.partition("Last opened")[2].partition("All organizations")[0]
    opened = re.findall(r'<a href="/organizations/(\w+)/">', cards)
    assert opened == ["acme_Staging", "acme_Sandbox"]


def test_a_user_without_organizations_is_shown_how_to_get_one(as_, cast):
    client = as_(cast.stan)
    page = client.get("/").content.decode()
    assert "You don't have any organizations yet." in page
    assert "Others can find you as <strong>stan</strong>" in page
    ways = re.findall(r'<a class="button[^"]*" href="([^"]+)">', page.partition('class="welcome"')[2])
    assert ways == ["/organizations/new/", "/organizations/requests/new/", "/organizations/connect/"]
    assert {client.get(address).status_code for address in ways} == {200}


SECTIONS = [
    'aria-label="Invitations"',
    "Last opened</h2>",
    "Restores that need attention</h2>",
    "Production requests</h2>",
    "Recently deleted</h2>",
    "All organizations</h2>",
]


def test_a_section_without_content_is_absent(as_, cast):
    page = as_(cast.victor).get("/").content.decode()
    assert [section for section in SECTIONS if section in page] == SECTIONS[-1:]


def test_home_shows_what_waits_before_the_list(as_, cast):
    create_access(create_organization(cast.stan, "new"), [], user=cast.olive, accepted=False)
    visits.record(cast.olive, cast.sandbox)
    Restore.objects.create(
        pair=cast.pair, state="failed", trigger="manual", started_at=clock.now(), ended_at=clock.now()
    )
    request = ProductionRequest.objects.create(requester=cast.olive, name="Shop", organization_id="shop")
    create_organization(cast.olive, "gone", name="Gone", deleted_at=clock.now())
    client = as_(cast.olive)
    page = client.get("/").content.decode()
    places = [page.index(section) for section in SECTIONS]
    assert places == sorted(places)
    assert f'href="/organizations/requests/{request.pk}/"' in page
    assert f'href="/organizations/acme_Staging/restores/{Restore.objects.get().pk}/"' in page
    assert "/organizations/gone/bring-back/" in page


def test_a_deleted_organization_is_restored_from_home_by_its_former_owner(as_, cast):
    create_organization(cast.olive, "gone", name="Gone", deleted_at=clock.now())
    assert "Gone" not in as_(cast.adam).get("/").content.decode()
    response = as_(cast.olive).post("/organizations/gone/bring-back/", follow=True)
    assert response.redirect_chain == [("/organizations/gone/", 302)]
    assert "Recently deleted" not in as_(cast.olive).get("/").content.decode()


def test_a_deleted_organization_beyond_the_quota_says_so_instead_of_offering_its_restore(as_, cast):
    create_organization(cast.olive, "gone", name="Gone", deleted_at=clock.now())
    Quota.objects.create(user=cast.olive, sandbox_organizations=0)
    page = as_(cast.olive).get("/").content.decode()
    assert "You can restore it" not in page
    assert "used your quota of Sandbox organizations. Delete one to restore gone" in page
    assert 'disabled aria-describedby="refusal-gone"' in page


def test_what_was_deleted_is_shown_to_a_user_without_any_other_organization(as_, cast):
    create_organization(cast.stan, "gone", name="Gone", deleted_at=clock.now())
    page = as_(cast.stan).get("/").content.decode()
    assert page.index("Recently deleted") < page.index("You don't have any organizations yet.")


def test_admins_of_a_team_accept_on_home_what_an_organization_offers_it(as_, cast):
    crew = create_team(cast.stan, "Catalog crew", cast.oscar, cast.victor)
    crew.members.filter(user=cast.oscar).update(is_admin=True)
    offer = create_access(cast.sandbox, ["OrderReader"], team=crew, accepted=False)
    accept, decline = (f"/invitations/organizations/{offer.pk}/{answer}/" for answer in ("accept", "decline"))
    for user in (cast.stan, cast.oscar):
        page = as_(user).get("/").content.decode()
        assert "invited your team <strong><bdi>Catalog crew</bdi></strong> to <strong><bdi>Acme</bdi>" in page
        assert page.count(" for the team</span>") == 1
        assert f'action="{accept}"' in page
        assert f'href="{decline}"' in page
    assert accept not in as_(cast.victor).get("/").content.decode()
    assert as_(cast.oscar).post(accept, {"next": "/"}).url == "/"
    assert accept not in as_(cast.stan).get("/").content.decode()


def test_htmx_gets_only_the_list_and_the_browser_the_full_page(as_, cast):
    client = as_(cast.olive)
    assert "<html" not in client.get("/organizations/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" in client.get("/organizations/").content.decode()


def test_a_name_with_markup_is_shown_as_text(as_, cast):
    create_organization(cast.stan, "odd", name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in as_(cast.stan).get("/").content.decode()


@pytest.mark.parametrize(
    ("address", "limit"),
    [("/organizations/", 8), ("/organizations/?search=many", 8), ("/organizations/?page=3", 8), ("/", 16)],
)
def test_a_page_takes_few_queries_however_many_organizations_there_are(
    as_, cast, address, limit, django_assert_max_num_queries
):
    client = as_(cast.olive)
    client.get(address)
    for batch in range(2):
        for number in range(40):
            create_organization(cast.olive, f"many-{batch}-{number}")
            create_staging_pair(cast.olive, f"pair-{batch}-{number}")
        with django_assert_max_num_queries(limit):
            client.get(address)


def test_a_pair_reads_as_one_and_a_filtered_half_leads_to_the_other(as_, cast):
    client = as_(cast.victor)
    page = client.get("/organizations/").content.decode()
    assert page.index('data-pair="production"') < page.index('data-pair="staging"')
    assert 'of <span class="mono">acme</span>' in page
    page = client.get("/organizations/?environment=staging").content.decode()
    assert 'of <a class="mono" href="/organizations/acme/">acme</a>' in page
    page = client.get("/organizations/?environment=production").content.decode()
    assert 'with <a class="mono" href="/organizations/acme_Staging/">acme_Staging</a>' in page


def test_a_row_says_when_its_connection_does_not_work(as_, cast):
    client = as_(cast.victor)
    assert "Connection not working" not in client.get("/organizations/").content.decode()
    Connection.objects.filter(organization=cast.sandbox).update(status=Connection.Status.FAILING)
    assert client.get("/organizations/").content.decode().count("Connection not working") == 1
