"""The search box finds what is mine by name and ID, by keyboard over any page, and without scripts."""

import pytest
from playwright.sync_api import expect

from lib import clock, rate_limit
from organizations import visits
from portal.search.results import MAX_IN_PALETTE
from tests.cast import create_organization
from tests.conftest import PHONE
from tests.login import signed_in

IN_PALETTE = {"HX-Request": "true", "HX-Target": "palette-results"}
NAME = "Search or jump to"


@pytest.fixture
def as_(client):
    """A client signed in as a user."""
    return lambda user: signed_in(client, user)


def links(response) -> list[str]:
    parts = response.content.decode().partition('id="results"')[2] or response.content.decode()
    return [part.partition('"')[0] for part in parts.split(' href="')[1:]]


def test_every_word_must_be_in_the_name_or_the_id_in_any_case(as_, cast):
    create_organization(cast.stan, "patagonia-outdoor", name="Patagonia Outdoor Products")
    create_organization(cast.stan, "prod-1", name="Kestrel")
    client = as_(cast.stan)
    for text, expected in {
        "PROD pat": ["/organizations/patagonia-outdoor/"],
        "prod": ["/organizations/prod-1/", "/organizations/patagonia-outdoor/"],
        "nothing": [],
    }.items():
        assert links(client.get("/search/", {"q": text}, headers=IN_PALETTE)) == expected
        assert links(client.get("/search/", {"q": text}))[: len(expected)] == expected


@pytest.mark.parametrize(
    ("who", "found"), [("olive", 3), ("victor", 3), ("ida", 0), ("stan", 0), ("oscar", 0)]
)
def test_only_organizations_of_the_user_are_found(as_, cast, who, found):
    response = as_(cast.users[who]).get("/search/", {"q": "acme"}, headers=IN_PALETTE)
    assert len(links(response)) == found


def test_staging_stands_below_its_production_and_sandbox_last(as_, cast):
    found = links(as_(cast.olive).get("/search/", {"q": "acme"}, headers=IN_PALETTE))
    assert [link.split("/")[2] for link in found] == ["acme", "acme_Staging", "acme_Sandbox"]


def test_a_deleted_organization_is_not_found(as_, cast):
    cast.sandbox.deleted_at = clock.now()
    cast.sandbox.save()
    assert len(links(as_(cast.olive).get("/search/", {"q": "acme"}, headers=IN_PALETTE))) == 2


def test_the_palette_shows_five_of_a_group_and_where_all_are(as_, cast):
    for number in range(7):
        create_organization(cast.stan, f"shop-{number}", name="R&D shop")
    client = as_(cast.stan)
    found = links(client.get("/search/", {"q": "R&D shop"}, headers=IN_PALETTE))
    assert len(found) == MAX_IN_PALETTE + 1
    assert found[-1] == "/organizations/?search=R%26D+shop"
    assert "7 of" not in client.get(found[-1]).content.decode()
    assert client.get(found[-1]).content.decode().count('class="row-name"') == 7


def test_before_anything_is_typed_the_last_opened_organizations_are_offered(as_, cast):
    visits.record(cast.victor, cast.sandbox)
    response = as_(cast.victor).get("/search/", headers=IN_PALETTE)
    assert "Last opened" in response.content.decode()
    assert links(response) == ["/organizations/acme_Sandbox/"]


def test_matches_are_marked_and_markup_is_text(as_, cast):
    create_organization(cast.stan, "odd", name='<script>alert("x")</script>')
    page = as_(cast.stan).get("/search/", {"q": "<script> X"}).content.decode()
    assert "<script>alert" not in page
    assert "<mark>&lt;script&gt;</mark>alert(&quot;<mark>x</mark>&quot;)" in page
    page = as_(cast.stan).get("/search/", {"q": "<b>nothing</b>"}, headers=IN_PALETTE).content.decode()
    assert "No results for “<bdi>&lt;b&gt;nothing&lt;/b&gt;</bdi>”" in page


@pytest.mark.parametrize("text", ["x" * 10_000, "a " * 5_000, "(", "[", "\\", "%", "\u202e", "٪", " "])
def test_odd_text_is_no_error(as_, cast, text):
    client = as_(cast.olive)
    for headers in ({}, IN_PALETTE):
        assert client.get("/search/", {"q": text}, headers=headers).status_code == 200


def test_a_search_takes_few_queries(as_, cast, django_assert_max_num_queries):
    client = as_(cast.olive)
    for number in range(30):
        create_organization(cast.olive, f"shop-{number}")
    client.get("/search/", {"q": "shop"})
    with django_assert_max_num_queries(5):
        client.get("/search/", {"q": "shop"}, headers=IN_PALETTE)
    with django_assert_max_num_queries(6):
        client.get("/search/", {"q": "shop"})


def test_searches_of_one_network_are_limited(as_, cast, frozen_time, monkeypatch):
    monkeypatch.setitem(rate_limit.RATES, "search", (2, rate_limit.MINUTE))
    client = as_(cast.olive)
    statuses = [client.get("/search/", {"q": "acme"}, headers=IN_PALETTE).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_without_scripts_the_box_leads_to_the_page(as_, cast):
    page = as_(cast.olive).get("/").content.decode()
    box = page.partition('class="search sidebar-search"')[2].partition("</form>")[0]
    assert 'action="/search/"' in box
    assert 'name="q"' in box


def test_the_palette_opens_over_any_page_selects_with_arrows_and_opens_with_enter(sign_in, cast):
    page = sign_in(cast.olive, "/profile/")
    page.get_by_role("link", name="Home").focus()
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name=NAME)
    expect(field).to_be_focused()
    field.fill("acme")
    options = page.get_by_role("listbox", name="Results").get_by_role("option")
    expect(options).to_have_count(3)
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert options.first.locator("mark").first.evaluate(
        "mark => [getComputedStyle(mark).fontWeight, getComputedStyle(mark).textDecorationLine]"
    ) == ["600", "underline"]
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "palette-organizations-2")
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    expect(page.get_by_role("link", name="Home")).to_be_focused()
    page.keyboard.press("Control+k")
    field.fill("acme_sand")
    expect(options).to_have_count(1)
    with page.context.expect_page() as opened:
        page.keyboard.press("Control+Enter")
    expect(opened.value).to_have_url(f"{page.url.rpartition('/profile')[0]}/organizations/acme_Sandbox/")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Acme")


def test_the_palette_says_why_it_has_no_results(sign_in, cast, monkeypatch):
    page = sign_in(cast.olive, "/")
    monkeypatch.setitem(rate_limit.RATES, "search", (0, rate_limit.HOUR))
    page.keyboard.press("Control+k")
    problem = page.get_by_role("dialog", name="Search").get_by_role("alert")
    expect(problem).to_have_text("Too many searches. Try again in a minute.")
    expect(page.get_by_text("Too many attempts.")).to_have_count(0)
    page.keyboard.press("Escape")
    page.context.clear_cookies()
    page.keyboard.press("Control+k")
    expect(problem).to_contain_text("You're signed out.")


def test_on_a_phone_the_palette_fills_the_screen(sign_in, cast, phone):
    page = sign_in(cast.olive, "/")
    page.get_by_role("link", name="Search").click()
    expect(page.get_by_role("combobox", name=NAME)).to_be_focused()
    size = page.locator("#palette").evaluate("dialog => [dialog.offsetWidth, dialog.offsetHeight]")
    assert size == [PHONE["width"], PHONE["height"]]
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#palette")).to_be_hidden()


def test_only_teams_that_one_is_in_are_found(as_, cast):
    for user, expected in ((cast.tess, [f"/teams/{cast.team.pk}/"]), (cast.victor, [])):
        found = links(as_(user).get("/search/", {"q": "trad"}, headers=IN_PALETTE))
        assert [url for url in found if url.startswith("/teams/")] == expected
