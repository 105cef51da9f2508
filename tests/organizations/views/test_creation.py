"""The form for a new organization: each wrong input has its sentence, and nothing typed is lost."""

import re
from html import unescape

import pytest
from playwright.sync_api import expect

from accounts.models import AuditEntry
from organizations import claims
from organizations.models import Organization, Quota
from tests.cast import create_organization
from tests.console.browser.steps import open_operation, send
from tests.login import signed_in

ADDRESS = "/organizations/new/"


@pytest.fixture
def as_(client):
    """A client signed in as a user."""
    return lambda user: signed_in(client, user)


def text_of(response) -> str:
    return unescape(response.content.decode())


def test_a_sandbox_organization_is_created_from_the_form_and_opened(as_, cast, emulator):
    response = as_(cast.stan).post(ADDRESS, {"name": "Trial", "id": "trial1", "region": "eur"}, follow=True)
    made = Organization.objects.get(pk="trial1")
    assert (made.name, made.environment, made.region, made.owner) == ("Trial", "Sandbox", "eur", cast.stan)
    assert response.redirect_chain == [("/organizations/trial1/", 302)]
    assert "Created Trial" in text_of(response)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "", "id": "trial1"}, "Enter a name."),
        ({"name": "x" * 10_000, "id": "trial1"}, "Use at most 100 characters."),
        ({"name": "left\u202eright", "id": "trial1"}, "Use one line, without control characters"),
        ({"name": "Trial", "id": "tri al"}, "Use letters A to Z, digits, dashes and underscores only."),
        ({"name": "Trial", "id": "<b>"}, "Use letters A to Z, digits, dashes and underscores only."),
        ({"name": "Trial", "id": "x" * 10_000}, "Use at most 100 characters."),
        ({"name": "Trial", "id": "acme"}, '<strong class="mono">acme</strong> is taken.'),
        ({"name": "Trial", "id": "Connect"}, '<strong class="mono">Connect</strong> is taken.'),
        ({"name": "Trial", "id": "x_Staging"}, "IDs can't end in _Staging."),
        ({"name": "Trial", "id": "x_STAGING"}, "IDs can't end in _Staging."),
        ({"name": "Trial", "id": "trial1", "region": "moon"}, "Select a region."),
    ],
)
def test_an_invalid_form_is_explained_and_its_input_is_preserved(as_, cast, emulator, typed, sentence):
    response = as_(cast.stan).post(ADDRESS, typed)
    page = text_of(response)
    assert response.status_code == 422
    assert sentence in page
    assert f'value="{typed["id"]}"' in page
    assert f'value="{typed["name"]}"' in page
    assert not Organization.objects.filter(owner=cast.stan).exists()


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "متجر", '"><img src=x>'])
def test_a_name_with_markup_or_from_right_to_left_is_text(as_, cast, emulator, name):
    client = as_(cast.stan)
    page = client.post(ADDRESS, {"name": name, "id": "odd"}, follow=True).content.decode()
    assert Organization.objects.get(pk="odd").name == name
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_an_unreachable_emulator_is_reported_and_nothing_is_created(as_, cast, settings):
    settings.EMULATOR_URL = "http://127.0.0.1:9"
    response = as_(cast.stan).post(ADDRESS, {"name": "Trial", "id": "trial1"})
    assert response.status_code == 422
    assert "Nothing was created." in text_of(response)
    assert 'value="Trial"' in text_of(response)


def test_the_line_below_the_id_shows_whether_it_is_available(as_, cast):
    client = as_(cast.stan)
    assert "is available" in text_of(client.get(f"{ADDRESS}id/", {"id": "trial1"}))
    assert "is taken" in text_of(client.get(f"{ADDRESS}id/", {"id": "acme"}))
    assert "can't end in _Staging" in text_of(client.get(f"{ADDRESS}id/", {"id": "x_Staging"}))
    assert text_of(client.get(f"{ADDRESS}id/", {"id": ""})).strip() == ""


def test_a_taken_id_comes_with_free_ones_as_buttons_that_send_the_form_without_scripts(as_, cast, emulator):
    create_organization(cast.olive, "acme-2")
    client = as_(cast.stan)
    typed = {"name": "Acme Supply, spring range", "id": "acme", "region": "eur"}
    line = text_of(client.get(f"{ADDRESS}id/", typed))
    page = text_of(client.post(ADDRESS, typed))
    for text in (line, page):
        buttons = re.findall(r'<button class="chip chip-mono" name="id" value="([^"]+)"', text)
        assert buttons == ["acme-spring", "acme-3", "acme-stan"]
    # What a browser sends for the second button: the field, then the button.
    response = client.post(ADDRESS, {**typed, "id": ["acme", "acme-3"]})
    assert response.status_code == 302
    assert Organization.objects.get(owner=cast.stan).pk == "acme-3"


def test_each_region_has_its_name_host_and_id_and_a_closed_one_its_reason(as_, cast, settings):
    settings.SANDBOX_REGIONS = ["eur", "jpn"]
    client = as_(cast.stan)
    page = text_of(client.get(ADDRESS))
    host = settings.EMULATOR_URL.removeprefix("http://")
    assert f"{host}/eur-sandbox" in page
    assert 'value="eur" checked' in page
    assert 'value="usw" disabled' in page
    assert page.count("Not open on this portal.") == 3
    response = client.post(ADDRESS, {"name": "Trial", "region": "usw"})
    assert response.status_code == 422
    assert "US-West is not open on this portal. Select another region." in text_of(response)


def test_the_page_shows_the_quota_and_refuses_above_it(as_, cast, emulator):
    Quota.objects.create(user=cast.stan, sandbox_organizations=2)
    create_organization(cast.stan, "first")
    client = as_(cast.stan)
    assert "You've used 1 of 2 Sandbox organizations." in text_of(client.get(ADDRESS))
    assert client.post(ADDRESS, {"name": "Second"}).status_code == 302
    page = text_of(client.get(ADDRESS))
    assert (
        "You've used 2 of 2 Sandbox organizations.</strong> Delete one, or ask an operator for more." in page
    )
    response = client.post(ADDRESS, {"name": "Third"})
    assert response.status_code == 422
    assert "You've used 2 of 2 Sandbox organizations. Delete one" in text_of(response)
    assert Organization.objects.filter(owner=cast.stan).count() == 2


def test_a_form_that_is_sent_twice_creates_one_organization(as_, cast, emulator):
    client = as_(cast.stan)
    generated = re.search(r'name="generated_id" value="(\w{16})"', text_of(client.get(ADDRESS)))[1]
    sent = {"name": "Trial", "id": "", "region": "usw", "generated_id": generated}
    first, second = client.post(ADDRESS, sent), client.post(ADDRESS, sent)
    assert first.url == second.url == f"/organizations/{generated}/"
    assert AuditEntry.objects.filter(event="organization.created").count() == 1


def test_the_same_form_of_another_user_is_no_repetition(as_, cast, emulator):
    sent = {"name": "Trial", "id": "trial1", "region": "usw"}
    assert as_(cast.olive).post(ADDRESS, sent).status_code == 302
    response = as_(cast.stan).post(ADDRESS, sent)
    assert response.status_code == 422
    assert "is taken" in text_of(response)


def test_a_form_opened_again_with_the_back_button_creates_another_organization(as_, cast, emulator):
    client = as_(cast.stan)
    generated = "a" * 16
    client.post(ADDRESS, {"name": "Trial", "generated_id": generated})
    client.post(ADDRESS, {"name": "Another", "generated_id": generated})
    assert set(Organization.objects.filter(owner=cast.stan).values_list("name", flat=True)) == {
        "Trial",
        "Another",
    }


def test_an_id_that_someone_else_is_creating_is_taken(as_, cast, emulator, monkeypatch):
    monkeypatch.setattr(claims, "WAIT_INTERVAL", None)  # no one waits for another user
    with claims.claim("TRIAL1", cast.olive):
        response = as_(cast.stan).post(ADDRESS, {"name": "Trial", "id": "trial1"})
    assert "is taken" in text_of(response)
    assert as_(cast.stan).post(ADDRESS, {"name": "Trial", "id": "trial1"}).status_code == 302


def test_an_organization_is_created_and_its_console_called(sign_in, cast):
    page = sign_in(cast.stan, ADDRESS)
    page.get_by_label("Name", exact=True).fill("Spring range")
    page.get_by_label("ID optional").fill("acme")
    page.get_by_role("button", name="acme-spring").click()
    expect(page.get_by_label("ID optional")).to_have_value("acme-spring")
    expect(page.get_by_text("acme-spring is available")).to_be_visible()
    page.get_by_role("button", name="Create organization").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Spring range")
    page.get_by_role("banner").get_by_role("link", name="Console").click()
    open_operation(page, "List products")
    send(page)
    expect(page.get_by_text("200 OK")).to_be_visible()
