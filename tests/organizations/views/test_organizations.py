"""Pages of organizations: made, looked at, renamed; each wrong input has its sentence and loses nothing."""

import re

import pytest

from organizations.models import Visit
from tests.login import signed_in


@pytest.fixture
def as_(client):
    """A client signed in as a user."""
    return lambda user: signed_in(client, user)


def test_the_request_of_its_page_records_that_an_organization_was_opened(as_, cast):
    page = as_(cast.victor).get("/organizations/acme_Sandbox/").content.decode()
    assert not Visit.objects.exists()
    address = re.search(r'hx-post="([^"]+)" hx-trigger="load"', page)[1]
    assert as_(cast.victor).post(address).status_code == 204
    assert Visit.objects.get(user=cast.victor).organization == cast.sandbox


@pytest.mark.parametrize(
    ("who", "word"),
    [("olive", "Owner"), ("adam", "Direct access"), ("tess", "Traders"), ("victor", "Direct access")],
)
def test_the_page_shows_the_users_permissions_and_their_sources(as_, cast, who, word):
    page = as_(cast.users[who]).get("/organizations/acme_Sandbox/").content.decode()
    assert "What you can do here" in page
    assert word in page


@pytest.mark.parametrize("who", ["ida", "stan", "oscar"])
@pytest.mark.parametrize("page", ["", "settings/", "restores/", "console/"])
def test_an_inaccessible_organization_is_not_found(as_, cast, who, page):
    assert as_(cast.users[who]).get(f"/organizations/acme_Staging/{page}").status_code == 404


def test_an_admin_renames_on_the_settings_page(as_, cast):
    response = as_(cast.adam).post(
        "/organizations/acme_Sandbox/settings/", {"name": "Acme Tools"}, follow=True
    )
    assert "Renamed to Acme Tools" in response.content.decode()


def test_a_viewer_sees_the_settings_without_the_form_and_cannot_submit_it(as_, cast):
    client = as_(cast.victor)
    assert 'name="name"' not in client.get("/organizations/acme_Sandbox/settings/").content.decode()
    assert client.post("/organizations/acme_Sandbox/settings/", {"name": "Mine"}).status_code == 403


def test_an_empty_name_is_explained_and_nothing_changes(as_, cast):
    response = as_(cast.adam).post("/organizations/acme_Sandbox/settings/", {"name": " "})
    assert response.status_code == 422
    assert "Enter a name." in response.content.decode()
    cast.sandbox.refresh_from_db()
    assert cast.sandbox.name == "Acme"


@pytest.mark.parametrize("odd", ["..%2F..%2Fetc", "%F0%9F%92%A9", "a" * 300, "'; drop table--"])
def test_a_malformed_id_in_the_address_is_not_found(as_, cast, odd):
    assert as_(cast.olive).get(f"/organizations/{odd}/").status_code == 404


@pytest.mark.parametrize("address", ["/organizations/%00/", "/?search=%00", "/api/v1/organizations/%00"])
def test_a_nul_character_in_an_address_is_a_bad_request(as_, cast, address):
    assert as_(cast.olive).get(address).status_code == 400


@pytest.mark.parametrize(
    ("who", "edits"), [("olive", True), ("adam", True), ("tess", True), ("victor", False)]
)
def test_a_user_with_only_reader_roles_is_not_offered_to_edit_staging(as_, cast, who, edits):
    page = as_(cast.users[who]).get("/organizations/acme_Staging/").content.decode()
    assert ("Edit Staging data" in page) == edits


def test_the_delete_page_refers_a_contributor_to_the_owner(as_, cast):
    page = as_(cast.adam).get("/organizations/acme/delete/").content.decode()
    assert "Only the owner can delete this organization." in page
    assert "admin" not in page.partition("Only the owner")[2].partition("</p>")[0]
