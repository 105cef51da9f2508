"""The pages in a browser: light and dark, wide and narrow, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from accounts.mail import outbox
from lib import clock
from organizations import visits
from organizations.models import Connection, ProductionRequest
from organizations.restores.models import Restore
from tests.cast import create_access, create_organization
from tests.login import signed_in
from tests.visual.accessibility import assert_accessible, axe_violations

BEFORE_SIGN_IN = [
    "/accounts/login/",
    "/health/",
    "/accounts/register/",
    "/accounts/password/reset/",
]
SIGNED_IN = [
    "/",
    "/menu/",
    "/organizations/",
    "/organizations/?search=nothing-like-this",
    "/organizations/new/",
    "/search/?q=acme",
    "/organizations/requests/",
    "/organizations/requests/new/",
    "/organizations/acme/",
    "/organizations/acme_Staging/settings/",
]
DARK_ON_A_PHONE = {"/", "/organizations/acme/"}


@pytest.mark.parametrize("path", BEFORE_SIGN_IN)
def test_a_page_before_sign_in_is_accessible(page, live_portal, path):
    assert_accessible(page, live_portal.url + path, again=path == BEFORE_SIGN_IN[0])


@pytest.mark.parametrize("path", SIGNED_IN)
def test_a_page_is_accessible(page, live_portal, cast, path):
    assert_accessible(
        signed_in(page, cast.olive, live_portal.url), live_portal.url + path, again=path in DARK_ON_A_PHONE
    )


def test_home_with_all_that_waits_is_accessible(page, live_portal, cast):
    now = clock.now()
    visits.record(cast.olive, cast.sandbox)
    Connection.objects.filter(organization=cast.sandbox).update(status=Connection.Status.FAILING)
    create_access(create_organization(cast.stan, "new"), [], user=cast.olive, accepted=False)
    create_organization(cast.olive, "gone", deleted_at=now)
    Restore.objects.create(pair=cast.pair, state="failed", trigger="manual", started_at=now, ended_at=now)
    ProductionRequest.objects.create(requester=cast.olive, name="Shop", organization_id="shop")
    assert_accessible(signed_in(page, cast.olive, live_portal.url), live_portal.url + "/", again=True)


def test_the_palette_is_accessible(page, live_portal, cast):
    signed_in(page, cast.olive, live_portal.url).goto(live_portal.url + "/")
    page.keyboard.press("Control+k")
    page.keyboard.type("acme")
    expect(page.get_by_role("listbox", name="Results").get_by_role("option", selected=True)).to_be_visible()
    assert axe_violations(page) == []


def test_error_pages_are_accessible(page, live_portal, cast):
    assert_accessible(page, live_portal.url + "/nothing/here/", status=404)
    signed_in(page, cast.olive, live_portal.url)
    assert_accessible(page, live_portal.url + "/organizations/unknown/", status=404)


def test_the_demo_mailbox_is_accessible(page, live_portal, settings):
    settings.EMBEDDED = True
    outbox.queue_mail("olive@example.com", "Your code", "Hello,\n\n419026\n\nGood until 14:52.\n")
    assert_accessible(page, live_portal.url + "/mailbox/")
    page.get_by_role("link", name="Your code").click()
    expect(page.get_by_role("heading", level=2, name="Your code")).to_be_visible()
    expect(page.get_by_text("419026", exact=True)).to_be_visible()
    assert axe_violations(page) == []


def test_the_mailbox_finds_an_email_by_its_code(page, live_portal, settings):
    settings.EMBEDDED = True
    outbox.queue_mail("olive@example.com", "Yours", "419026\n")
    outbox.queue_mail("adam@example.com", "His", "208841\n")
    page.goto(live_portal.url + "/mailbox/")
    page.get_by_role("searchbox").fill("208841")
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Mails").get_by_role("link")).to_have_count(1)
    expect(page.get_by_role("heading", level=2, name="His")).to_be_visible()


def test_an_empty_home_shows_how_to_create_an_organization(sign_in, cast):
    page = sign_in(cast.stan)
    expect(page.get_by_role("heading", level=1, name="Welcome, Stan")).to_be_visible()
    page.get_by_role("link", name="New Sandbox organization").click()
    expect(page).to_have_url(re.compile("/organizations/new/$"))


def test_the_chosen_appearance_takes_precedence_over_the_system(sign_in, cast):
    cast.olive.appearance = "dark"
    cast.olive.save()
    page = sign_in(cast.olive)
    page.emulate_media(color_scheme="light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 21, 19)"


@pytest.mark.parametrize(
    ("organization", "colour"),
    [
        ("acme", "rgb(198, 18, 60)"),
        ("acme_Staging", "rgb(201, 116, 9)"),
        ("acme_Sandbox", "rgb(34, 109, 201)"),
    ],
)
def test_the_line_at_the_top_has_the_color_of_the_environment(sign_in, cast, organization, colour):
    page = sign_in(cast.olive, f"/organizations/{organization}/")
    assert page.evaluate("getComputedStyle(document.body, '::before').backgroundColor") == colour


def test_the_first_focus_stop_skips_to_the_content(sign_in, cast):
    page = sign_in(cast.olive)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main#content")).to_be_focused()


def test_a_phone_opens_the_menu_in_place_and_escape_closes_it(sign_in, phone, cast):
    page = sign_in(cast.olive)
    menu = page.get_by_role("button", name="Menu")
    expect(page.get_by_role("navigation", name="Portal")).to_be_hidden()
    menu.click()
    expect(page.get_by_role("navigation", name="Portal")).to_be_visible()
    expect(menu).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="Portal")).to_be_hidden()
    expect(menu).to_be_focused()


def test_a_user_can_sign_out_from_the_menu_on_a_phone(sign_in, phone, cast):
    page = sign_in(cast.olive)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()


def test_a_slash_focuses_the_search(sign_in, cast):
    page = sign_in(cast.olive, "/organizations/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Name or ID of an organization")).to_be_focused()


def test_the_list_and_the_url_follow_the_typed_search(sign_in, cast):
    page = sign_in(cast.olive, "/organizations/")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    page.get_by_role("searchbox", name="Name or ID of an organization").press_sequentially("sandbox")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile("search=sandbox"))
    page.reload()
    expect(rows).to_have_count(1)


def test_an_environment_filters_the_list_and_back_clears_it(sign_in, cast):
    page = sign_in(cast.olive, "/organizations/")
    page.get_by_role("navigation", name="Environment").get_by_role("link", name="Staging").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("environment=staging"))
    page.get_by_role("searchbox", name="Name or ID of an organization").fill("acme")
    expect(page).to_have_url(re.compile("environment=staging.*search=acme|search=acme.*environment=staging"))
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(3)


def test_a_double_click_sends_a_form_once(sign_in, cast):
    page = sign_in(cast.olive, "/organizations/acme_Sandbox/settings/")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_label("Name").fill("Acme Tools")
    button = page.get_by_role("button", name="Rename")
    button.evaluate("button => { button.click(); button.click(); }")
    expect(page.get_by_role("status").get_by_text("Renamed to Acme Tools")).to_be_visible()
    assert len(sent) == 1


def test_an_invalid_form_focuses_its_first_invalid_field(sign_in, cast):
    page = sign_in(cast.olive, "/organizations/new/")
    page.get_by_label("Name").fill("Acme again")
    field = page.locator("input[name=id]")
    field.fill("acme_Staging")
    page.locator("main form button.button-primary").click()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()


def test_escape_closes_the_user_menu_and_returns_the_focus(sign_in, cast):
    page = sign_in(cast.olive)
    button = page.locator("[popovertarget=user-menu]")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Profile")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Profile")).to_be_hidden()
    expect(button).to_be_focused()


def test_an_htmx_swap_violates_no_content_security_policy(sign_in, cast):
    """Also where a script has given an element a size, which a copied attribute would break."""
    page = sign_in(cast.olive, "/organizations/")
    first = page.locator("#list a[id]").first
    first.evaluate("link => link.style.setProperty('min-width', '80px')")
    page.get_by_role("searchbox", name="Name or ID of an organization").press_sequentially("sandbox")
    expect(page.locator("tbody tr")).to_have_count(1)


class TestWithoutJavaScript:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return browser_context_args | {"java_script_enabled": False}

    def test_the_menu_is_a_page(self, sign_in, phone, cast):
        page = sign_in(cast.olive)
        page.get_by_role("link", name="Menu").click()
        expect(page).to_have_url(re.compile("/menu/$"))
        page.get_by_role("main").get_by_role("link", name="Organizations").click()
        expect(page).to_have_url(re.compile("/organizations/$"))

    def test_the_search_box_leads_to_a_page_and_a_suggested_id_sends_the_form(self, sign_in, cast):
        page = sign_in(cast.olive)
        page.get_by_role("searchbox", name="Search or jump to").fill("acme_sand")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/search/\?q=acme_sand$"))
        page.get_by_role("main").get_by_role("link", name="acme_Sandbox").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Acme")
        page.goto(page.url.replace("acme_Sandbox", "new"))
        page.get_by_label("Name", exact=True).fill("Spring range")
        page.get_by_label("ID optional").fill("acme")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="acme-spring").click()
        expect(page).to_have_url(re.compile("/organizations/acme-spring/$"))

    def test_the_list_is_searched_by_enter_and_filtered_by_a_button(self, sign_in, cast):
        page = sign_in(cast.olive, "/organizations/")
        page.get_by_role("searchbox", name="Name or ID of an organization").fill("staging")
        page.keyboard.press("Enter")
        expect(page.locator("tbody tr")).to_have_count(1)
        page.get_by_label("My role").select_option("team")
        page.get_by_role("button", name="Filter").click()
        expect(page.get_by_role("heading", name="No matching organizations")).to_be_visible()
