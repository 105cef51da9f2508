"""The console in a browser, with the emulator behind it."""

import re

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.console.browser.steps import CONSOLE, open_operation, response_table, seed_products, send
from tests.login import signed_in
from tests.visual.accessibility import assert_accessible, axe_violations


def test_a_user_signs_in_opens_a_list_and_a_product_and_goes_back(page, live_portal, cast, seller_api):
    seller_api = seed_products(cast.pair.staging)
    page.goto(f"{live_portal.url}/organizations/")
    page.get_by_label("Username or email").fill("olive")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name=re.compile("^Staging")).click()
    organizations = page.get_by_role("table").get_by_role("link", name=cast.pair.staging.name, exact=True)
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(2)
    organizations.click()
    page.get_by_role("link", name="Console", exact=True).last.click()

    open_operation(page, "List products")
    page.get_by_label("Filter property").fill("xp.Brand")
    page.get_by_label("Filter value").fill("Nordhagen")
    send(page)
    expect(response_table(page).get_by_role("row")).to_have_count(3)
    expect(response_table(page).get_by_role("link", name="TQW-1", exact=True)).to_be_visible()
    expect(response_table(page).get_by_text("Torque tester")).to_have_count(0)

    open_operation(page, "Create a product")
    page.get_by_label("ID", exact=True).fill("TQW-0")
    page.get_by_label("Name", exact=True).fill("Torque screwdriver")
    page.get_by_label("ShipWeight", exact=True).fill("0")
    send(page)
    expect(page.get_by_text("201 Created")).to_be_visible()
    assert seller_api.get("/products/TQW-0")["ShipWeight"] == 0

    open_operation(page, "Patch a product")
    page.get_by_label("productID").fill("TQW-0")
    page.get_by_label("Description", exact=True).fill("With a scale")
    send(page)
    expect(page.get_by_text("200 OK")).to_be_visible()
    patched = seller_api.get("/products/TQW-0")
    assert (patched["Description"], patched["Name"]) == ("With a scale", "Torque screwdriver")

    open_operation(page, "Delete a product")
    page.get_by_label("productID").fill("TQW-0")
    send(page)
    expect(page.get_by_text("204 No Content")).to_be_visible()
    assert [item["ID"] for item in seller_api.get("/products")["Items"]] == ["BIN-1", "TQW-1", "TQW-2"]


def test_an_id_in_the_table_opens_the_record_and_back_returns_to_the_list(console):
    page = console
    open_operation(page, "List products")
    send(page)
    response_table(page).get_by_role("link", name="TQW-1", exact=True).click()
    expect(page.get_by_role("heading", level=2, name="Get a product")).to_be_visible()
    expect(response_table(page).get_by_text("Torque wrench")).to_be_visible()
    page.go_back()
    expect(response_table(page).get_by_role("link", name="BIN-1", exact=True)).to_be_visible()


def test_form_and_json_stay_in_sync_while_typing(console):
    page = console
    open_operation(page, "Create a product")
    page.get_by_label("QuantityMultiplier", exact=True).fill("1.5")
    page.get_by_label("QuantityMultiplier", exact=True).press("Tab")
    text = page.get_by_label("Body as JSON")
    expect(text).to_have_value('{\n  "QuantityMultiplier": 1.5\n}')
    expect(page.get_by_text("Enter a whole number.")).to_be_visible()
    expect(page.get_by_text("line 2 doesn’t match the schema")).to_be_visible()
    text.fill('{"Name": "From the text", "Description": null, "xp": {"Big": 90071992547409931}}')
    expect(page.get_by_label("Name", exact=True)).to_have_value("From the text")
    expect(page.locator("#row-body-Description")).to_have_attribute("data-state", "null")
    expect(page.get_by_label("QuantityMultiplier", exact=True)).to_have_value("")
    expect(page.get_by_label("Value", exact=True).first).to_have_value("90071992547409931")
    text.press("Control+Enter")
    expect(page.get_by_text("201 Created")).to_be_visible()
    expect(response_table(page).get_by_text("90071992547409931")).to_be_visible()


def test_clearing_a_value_empties_the_field_and_typing_selects_value_again(console):
    page = console
    open_operation(page, "Create a product")
    name, row = page.get_by_label("Name", exact=True), page.locator("#row-body-Name")
    name.fill("n")
    expect(row.get_by_role("radio", name="value")).to_be_checked()
    row.get_by_text("not sent", exact=True).click()
    expect(page.get_by_label("Body as JSON")).to_have_value("{}")
    expect(page.locator("#row-body-Name")).to_have_attribute("data-state", "unsent")
    row.get_by_text("null", exact=True).click()
    expect(page.get_by_label("Body as JSON")).to_have_value('{\n  "Name": null\n}')


def test_enter_sends_and_the_url_can_be_opened_again(console, context):
    page = console
    open_operation(page, "List products")
    page.get_by_label("search", exact=True).fill("bin")
    page.get_by_label("search", exact=True).press("Enter")
    expect(response_table(page).get_by_role("row")).to_have_count(2)
    page.reload()
    expect(response_table(page).get_by_role("row")).to_have_count(2)
    expect(page.get_by_label("search", exact=True)).to_have_value("bin")


def test_errors_are_listed_beside_send_with_links_to_their_fields(console):
    page = console
    open_operation(page, "Create a product")
    send(page)
    expect(page.get_by_text("1 field to fix:")).to_be_visible()
    page.get_by_role("link", name="Name", exact=True).click()
    page.get_by_label("Name", exact=True).fill("n")
    send(page)
    expect(page.get_by_text("201 Created")).to_be_visible()
    expect(page.get_by_text("to fix")).to_have_count(0)


def test_views_of_the_response_need_no_second_call(console, emulator):
    page = console
    open_operation(page, "List products")
    send(page)
    expect(response_table(page)).to_be_visible()
    emulator.emulator.requests.clear()
    page.get_by_role("link", name="Tree").click()
    expect(page.get_by_role("region", name="Tree of the response")).to_contain_text("TotalCount 3")
    page.get_by_role("link", name="Headers").click()
    expect(page.get_by_role("region", name="Headers of the response")).to_contain_text("application/json")
    page.get_by_role("link", name="Raw").click()
    expect(page.get_by_role("region", name="Body of the response")).to_contain_text('"ID": "BIN-1"')
    assert emulator.emulator.requests.entries("acme_Sandbox", None) == []


@pytest.mark.parametrize(
    "key", ["", "Products.List?do=send", "Products.Create", "Products.Get?path.productID=none&do=send"]
)
def test_pages_are_accessible_and_fit_their_screens(page, live_portal, cast, seller_api, key):
    signed_in(page, cast.olive, live_portal.url)
    assert_accessible(page, f"{live_portal.url}{CONSOLE}{key}")


def test_missing_roles_are_shown_accessibly(page, live_portal, cast, seller_api):
    signed_in(page, cast.victor, live_portal.url)
    assert_accessible(page, f"{live_portal.url}{CONSOLE}Products.Create")


def test_every_view_of_a_response_is_accessible(console):
    page = console
    for view in ("table", "tree", "raw", "headers"):
        page.goto(f"{page.url.partition('console/')[0]}console/Products.List?do=send&view={view}")
        assert axe_violations(page) == []


def test_a_filled_form_with_errors_is_accessible(console):
    page = console
    open_operation(page, "Create a product")
    page.get_by_label("Body as JSON").fill(
        '{"ShipWeight": "heavy", "xp": {"a": 1}, "Unknown": [1], "Inventory": {"Enabled": 5}}'
    )
    expect(page.get_by_label("Key", exact=True)).to_have_count(3)
    send(page)
    expect(page.get_by_text("3 fields to fix:")).to_be_visible()
    assert axe_violations(page) == []


def test_one_pane_at_a_time_is_shown_on_a_phone(phone, sign_in, cast, seller_api):
    page = sign_in(cast.olive, CONSOLE)
    open_operation(page, "List products")
    expect(page.get_by_label("Find an operation")).to_be_hidden()
    send(page)
    expect(page.get_by_text("200 OK")).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_be_hidden()
    page.get_by_text("Request", exact=True).click()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    page.get_by_text("Operations", exact=True).click()
    expect(page.get_by_label("Find an operation")).to_be_visible()


def test_everything_works_without_javascript(browser, live_portal, cast, seller_api):
    context = browser.new_context(java_script_enabled=False)
    page = signed_in(context.new_page(), cast.olive, live_portal.url)
    page.goto(live_portal.url + CONSOLE)
    page.get_by_label("Find an operation").fill("Create a product")
    page.get_by_label("Find an operation").press("Enter")
    page.get_by_role("link", name="Create a product", exact=True).click()
    page.get_by_label("Name", exact=True).fill("No script")
    page.get_by_label("QuantityMultiplier", exact=True).fill("many")
    send(page)
    expect(page.get_by_text("Enter a whole number.")).to_be_visible()
    page.get_by_label("QuantityMultiplier", exact=True).fill("3")
    page.get_by_label("ID", exact=True).fill("NOSCRIPT")
    send(page)
    expect(page.get_by_text("201 Created")).to_be_visible()
    page.get_by_role("button", name="Headers").click()
    expect(page.get_by_role("region", name="Headers of the response")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("No script")
    assert seller_api.get("/products/NOSCRIPT")["QuantityMultiplier"] == 3
    context.close()
