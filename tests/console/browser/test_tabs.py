"""Tabs of two organizations side by side in a browser."""

import re

from playwright.sync_api import expect

from tests.console.browser.steps import CONSOLE, open_operation
from tests.visual.accessibility import axe_violations


def test_two_organizations_side_by_side_survive_reload_closing_and_keyboard(console, live_portal):
    page = console
    bar = page.get_by_role("navigation", name="Console tabs")
    open_operation(page, "Create a product")
    page.get_by_label("Name", exact=True).fill("In Sandbox")
    expect(page).to_have_url(re.compile(r"\?tab_id=\d+$"))
    page.get_by_label("ID", exact=True).fill("LEFT-EARLY")  # saved while the page is left

    page.goto(f"{live_portal.url}/organizations/acme_Staging/console/Products.List")
    page.get_by_label("search", exact=True).fill("bin")
    expect(page).to_have_url(re.compile(r"acme_Staging/console/Products.List\?tab_id=\d+$"))
    expect(bar.get_by_role("link")).to_have_text([re.compile("Create.*Sandbox"), re.compile("List.*Staging")])
    assert axe_violations(page) == []

    bar.get_by_role("link", name="Products.List").focus()
    page.keyboard.press("ArrowLeft")
    expect(bar.get_by_role("link", name="Products.Create")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_have_value("In Sandbox")
    page.reload()
    expect(page.get_by_label("ID", exact=True)).to_have_value("LEFT-EARLY")

    bar.get_by_role("button", name="Close Products.Create").click()
    expect(page.get_by_label("search", exact=True)).to_have_value("bin")
    expect(bar.get_by_role("link", name="Products.Create")).to_have_count(0)
    bar.get_by_label("New tab").click()
    page.get_by_role("button", name="Reopen closed tab: Products.Create").click()
    expect(page.get_by_label("ID", exact=True)).to_have_value("LEFT-EARLY")
    assert page.url.startswith(live_portal.url + CONSOLE)
    assert axe_violations(page) == []
