"""The contributors in a browser: the list beside a person, on a phone, and rights withdrawn meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from contributors.access_settings import AccessSettings
from contributors.grants.changing import change
from contributors.grants.removing import remove
from contributors.models import AccessGrant
from organizations.connections.provisioning import provision
from tests.browser import assert_no_horizontal_scroll, click_button, expect_heading
from tests.cast import create_access
from tests.console.browser.steps import CONSOLE, open_operation, response_table, seed_products, send
from tests.visual.accessibility import NARROW, axe_violations

LIST = "/organizations/acme_Sandbox/contributors/"


@pytest.fixture
def people(cast):
    """Tess with direct access beside that of her team."""
    create_access(cast.sandbox, ["OrderReader"], user=cast.tess)
    return cast


def test_the_list_stays_beside_the_person_and_marks_them(sign_in, people):
    page = sign_in(people.adam, LIST)
    expect_heading(page, "Contributors")
    assert axe_violations(page) == []
    page.keyboard.press("/")
    page.keyboard.type("tes")
    expect(page.get_by_role("link", name=re.compile("Victor"))).to_have_count(0)
    page.get_by_role("link", name=re.compile("Tess tess, via Traders")).click()
    expect_heading(page, "Tess")
    expect(page).to_have_url(re.compile(rf"/contributors/{people.tess.pk}/\?search=tes$"))
    expect(page).to_have_title(re.compile("Tess"))
    expect(page.get_by_label("Breadcrumbs")).to_contain_text("Tess")
    expect(page.locator('.master [aria-current="page"]')).to_contain_text("Tess")
    expect(page.get_by_role("link", name="CSV")).to_have_attribute("href", re.compile(r"\?search=tes$"))
    page.get_by_role("link", name="By source").click()
    expect(page.get_by_text("Only from here: OrderReader")).to_be_visible()
    page.get_by_role("link", name="Changes").click()
    expect(page.get_by_role("heading", name="No changes yet")).to_be_visible()
    assert axe_violations(page) == []
    page.go_back()
    expect(page.get_by_text("Only from here: OrderReader")).to_be_visible()


def test_the_list_turns_its_pages_beside_the_person(sign_in, people, monkeypatch):
    monkeypatch.setattr("contributors.contributor_list.PAGE_SIZE", 2)
    page = sign_in(people.adam, f"{LIST}{people.victor.pk}/")
    people_list = page.get_by_role("navigation", name="Contributors")
    expect(people_list).to_contain_text("Tess")
    people_list.get_by_role("link", name="Next").click()
    expect(people_list).to_contain_text("Ida")
    expect(people_list).not_to_contain_text("Tess")
    expect(people_list.locator('[aria-current="page"]')).to_contain_text("Victor")
    expect_heading(page, "Victor")


def test_the_access_of_those_who_are_selected_is_changed_together(sign_in, people):
    page = sign_in(people.adam, LIST)
    page.get_by_label("Select Tess").check()
    page.get_by_label("Select Victor").check()
    click_button(page, "Change access of selected")
    expect(page).to_have_url(re.compile("/contributors/roles/$"))
    expect_heading(page, "Change the access of 2 people")


def test_a_phone_shows_the_list_or_the_person(sign_in, people):
    page = sign_in(people.adam, LIST)
    page.set_viewport_size(NARROW)
    page.reload()
    assert_no_horizontal_scroll(page)
    page.get_by_role("link", name=re.compile("Tess tess")).click()
    expect_heading(page, "Tess")
    expect(page.get_by_label("Name or username")).to_be_hidden()
    assert_no_horizontal_scroll(page)
    assert axe_violations(page) == []
    page.get_by_label("Breadcrumbs").get_by_role("link", name="Contributors").click()
    expect(page.get_by_label("Name or username")).to_be_visible()
    expect(page.get_by_role("heading", name="Choose someone")).to_be_hidden()


def test_who_has_a_right_is_found_from_a_role(sign_in, people):
    page = sign_in(people.victor, f"{LIST}{people.tess.pk}/")
    page.get_by_role("link", name="ProductAdmin", exact=True).click()
    expect_heading(page, "Who can do this")
    expect(page.get_by_text("3 people have ProductAdmin.")).to_be_visible()
    page.get_by_label("Role or permission").select_option("is_admin")
    expect(page.get_by_text("2 people have organization admin.")).to_be_visible()
    assert axe_violations(page) == []
    page.set_viewport_size(NARROW)
    assert_no_horizontal_scroll(page)


def test_rights_that_are_withdrawn_meanwhile_end_with_the_next_send(sign_in, cast):
    provision(cast.sandbox)
    seed_products(cast.sandbox)
    grant = AccessGrant.objects.get(organization=cast.sandbox, user=cast.victor)
    page = sign_in(cast.victor, CONSOLE)
    open_operation(page, "List products")
    send(page)
    expect(response_table(page).get_by_text("TQW-1")).to_be_visible()
    change(grant, AccessSettings.create(["BuyerReader"]), by=cast.adam)
    send(page)
    expect(page.get_by_role("alert").filter(has_text="You have BuyerReader.")).to_be_visible()
    remove(grant, by=cast.adam)
    assert page.goto(page.url).status == 404


def test_someone_leaves_after_reading_what_is_lost(sign_in, people):
    page = sign_in(people.tess, "/organizations/acme_Sandbox/")
    page.get_by_role("link", name="Leave").click()
    expect_heading(page, re.compile("Leave Acme"))
    expect(page.get_by_text("Traders gives stays.")).to_be_visible()
    expect(page.get_by_text("OrderReader", exact=True)).to_be_visible()
    assert axe_violations(page) == []
    page.set_viewport_size(NARROW)
    assert_no_horizontal_scroll(page)
    click_button(page, "Leave Acme")
    expect(page.get_by_role("status").get_by_text("You left Acme")).to_be_visible()
    assert not AccessGrant.objects.filter(organization=people.sandbox, user=people.tess).exists()


def test_the_menu_of_a_person_leads_to_removal_and_stays_inside_a_phone(cast, phone, sign_in):
    page = sign_in(cast.adam, f"/organizations/acme_Sandbox/contributors/{cast.victor.pk}/")
    page.locator("summary", has_text="Actions for Victor").click()
    link = page.get_by_role("link", name="Remove from organization")
    box = link.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    link.click()
    page.wait_for_url("**/remove/")
