"""The first page after sign-in: what waits, what was opened, and every organization of mine."""

import re

import pytest

from organizations import visits
from tests.cast import create_organization
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
    assert "invites you to" in page
    assert "/organizations/acme_Sandbox/" not in page


def test_the_last_opened_organization_is_first(as_, cast):
    visits.record(cast.victor, cast.sandbox)
    visits.record(cast.victor, cast.pair.staging)
    page = as_(cast.victor).get("/").content.decode()
    cards = page.partition("Last opened")[2].partition("All organizations")[0]
    opened = re.findall(r'<a href="/organizations/(\w+)/">', cards)
    assert opened == ["acme_Staging", "acme_Sandbox"]


def test_a_user_without_organizations_is_shown_how_to_get_one(as_, cast):
    page = as_(cast.stan).get("/").content.decode()
    assert "/organizations/new/" in page


def test_a_request_for_production_is_directed_to_the_operators(as_, cast, settings):
    settings.OPERATOR_EMAIL = "operators@example.com"
    page = as_(cast.stan).get("/").content.decode()
    assert 'href="mailto:operators@example.com?subject=Production%20organization%20for%20stan"' in page
    settings.OPERATOR_EMAIL = ""
    page = as_(cast.stan).get("/").content.decode()
    assert "mailto:" not in page
    assert "<strong>Oscar</strong>" in page


def test_htmx_gets_only_the_list_and_the_browser_the_full_page(as_, cast):
    client = as_(cast.olive)
    assert "<html" not in client.get("/organizations/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" in client.get("/organizations/").content.decode()


def test_a_name_with_markup_is_shown_as_text(as_, cast):
    create_organization(cast.stan, "odd", name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in as_(cast.stan).get("/").content.decode()


def test_home_takes_few_queries_however_many_organizations_there_are(
    as_, cast, django_assert_max_num_queries
):
    for number in range(60):
        create_organization(cast.olive, f"many{number:02}")
    client = as_(cast.olive)
    client.get("/")
    with django_assert_max_num_queries(16):
        client.get("/")
