"""The console by keyboard, its drafts, and the errors shown before a request is sent."""

import re
from urllib.parse import urljoin

from playwright.sync_api import expect

from tests.console.browser.steps import CONSOLE, open_operation, response_table, send
from tests.visual.accessibility import axe_violations

NAME = '{"Name": "Kept", "xp": {"Big": 90071992547409931}}'


def test_a_draft_is_restored_for_its_operation_only(console):
    page = console
    open_operation(page, "Create a product")
    page.get_by_label("Body as JSON").fill(NAME)
    expect(page).to_have_url(re.compile(r"Products.Create\?tab_id=\d+$"))
    open_operation(page, "List products")
    page.get_by_label("search", exact=True).fill("torque")
    page.go_back()
    expect(page.get_by_label("Body as JSON")).to_have_value(NAME)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Kept")
    page.get_by_label("ID", exact=True).fill("DRAFT")
    page.reload()
    expect(page.get_by_label("ID", exact=True)).to_have_value("DRAFT")
    expect(page.get_by_label("Value", exact=True).first).to_have_value("90071992547409931")
    open_operation(page, "List products")
    expect(page.get_by_label("search", exact=True)).to_have_value("torque")
    send(page)
    expect(response_table(page).get_by_role("row")).to_have_count(3)
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_label("search", exact=True)).to_have_value("")
    stored = page.evaluate("[...Object.keys(sessionStorage), ...Object.keys(localStorage)]")
    assert [key for key in stored if not key.startswith("htmx")] == []


def test_the_console_works_with_the_keyboard(console):
    page = console
    find, tree = page.get_by_label("Find an operation"), page.locator("#operations")
    find.fill("prodcuts list")
    find.press("Enter")
    title = page.get_by_role("heading", level=2, name="List products", exact=True)
    expect(title).to_be_focused()
    expect(page).to_have_url(re.compile(r"Products.List(\?tab_id=\d+)?$"))

    opened = tree.get_by_role("link", name="List products", exact=True)
    opened.focus()
    page.keyboard.press("ArrowDown")
    expect(tree.get_by_role("link").filter(has=page.locator(":focus"))).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('.operation') !== null")
    page.keyboard.press("ArrowLeft")
    resource = tree.locator('a.resource[aria-expanded="true"]')
    expect(resource).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(tree.locator('a.resource[aria-expanded="true"]')).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(tree.locator('a.resource[aria-expanded="true"]')).to_be_focused()

    page.get_by_role("link", name="Skip past the operations").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#request') !== null")

    roles = page.locator(".context-roles")
    roles.locator("summary").click()
    expect(roles.get_by_text("You have full access as the owner.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(roles.get_by_text("You have full access as the owner.")).to_be_hidden()
    expect(roles.locator("summary")).to_be_focused()

    send(page)
    page.get_by_role("link", name="Table").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="Tree")).to_be_focused()


def test_spaces_around_an_id_and_a_long_value_are_handled(console, seller_api):
    page = console
    seller_api.patch("/products/TQW-1", {"Description": "long " * 60})
    open_operation(page, "Get a product")
    page.get_by_label("productID").fill(" TQW-1 ")
    page.get_by_label("productID").press("Enter")
    expect(page.get_by_text("200 OK")).to_be_visible()
    expect(page.get_by_text("Spaces at the start and end are not sent.")).to_be_visible()
    value = response_table(page).locator("details.long summary", has_text="long long")
    closed = value.bounding_box()["height"]
    value.click()
    assert value.bounding_box()["height"] > 2 * closed
    assert axe_violations(page) == []


def test_input_before_the_scripts_loaded_is_submitted(console):
    scripts = []
    console.route("**/*.js", lambda script: scripts.append(script))
    console.goto(urljoin(console.url, "Products.Get"), wait_until="commit")
    console.get_by_label("productID").fill(" TQW-1 ")
    console.get_by_label("productID").blur()
    for script in scripts:
        script.continue_()
    expect(console.get_by_text("Spaces at the start and end are not sent.")).to_be_visible()


def test_errors_are_shown_beside_send_on_a_phone(phone, sign_in, cast, seller_api):
    page = sign_in(cast.victor, f"{CONSOLE}Products.Create")
    expect(page.get_by_text("You need ProductAdmin for this.")).to_be_visible()
    page = sign_in(cast.olive, "/organizations/acme/console/Products.Delete")
    expect(page.get_by_text("Writes to Production are locked.")).to_be_visible()
    assert axe_violations(page) == []
