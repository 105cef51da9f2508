"""Writes to Production in a browser: locked, reviewed, and never sent by Enter."""

import pytest
from playwright.sync_api import expect

from organizations.connections.provisioning import provision
from tests.console.browser.steps import open_operation, seed_products
from tests.visual.accessibility import axe_violations

PRODUCTION = "/organizations/acme/console/"


@pytest.fixture
def production(sign_in, emulator, cast):
    """Olive's console of Production, with three products, and a client that reads them."""
    for organization in cast.organizations:
        provision(organization)
    api = seed_products(cast.pair.production)
    return sign_in(cast.olive, PRODUCTION), api


def test_production_is_unlocked_and_a_product_changed_after_its_review(production):
    page, api = production
    open_operation(page, "Patch a product")
    expect(page.get_by_text("writes are locked")).to_be_visible()
    page.get_by_label("productID").fill("TQW-1")
    page.get_by_role("button", name="Unlock writes").click()
    expect(page.get_by_text("Writes unlocked until")).to_be_visible()
    expect(page.get_by_text("60 min left")).to_be_visible()
    expect(page.get_by_label("productID")).to_have_value("TQW-1")

    name = page.get_by_label("Name", exact=True)
    name.fill("Torque wrench 40-210 Nm")
    name.press("Enter")
    expect(page.get_by_role("heading", name="This changes 1 field of one product")).to_be_focused()
    assert axe_violations(page) == []
    reason = page.get_by_label("Reason")
    reason.fill("ERP correction")
    for key in ("Enter", "Control+Enter", "Meta+Enter"):
        reason.press(key)
    expect(reason).to_have_value("ERP correction")
    assert api.get("/products/TQW-1")["Name"] == "Torque wrench"

    page.get_by_text("JSON", exact=True).click()
    expect(page.get_by_role("region", name="JSON before and after")).to_contain_text("40-210")
    page.get_by_role("button", name="Update TQW-1 in Production").click()
    expect(page.get_by_text("200 OK")).to_be_visible()
    assert api.get("/products/TQW-1")["Name"] == "Torque wrench 40-210 Nm"

    page.get_by_role("link", name="Undo", exact=True).click()
    expect(page.get_by_role("heading", name="This changes 1 field of one product")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_label("Reason").fill("Wrong ticket")
    page.get_by_role("button", name="Update TQW-1 in Production").click()
    expect(page.get_by_text("Olive undid this")).to_be_visible()
    assert api.get("/products/TQW-1")["Name"] == "Torque wrench"

    page.goto(f"{page.url.partition('/organizations')[0]}{PRODUCTION}history/")
    expect(page.get_by_role("link", name="Products.Patch")).to_have_count(2)
    assert axe_violations(page) == []
    page.get_by_role("link", name="Products.Patch").first.click()
    expect(page.get_by_role("heading", name="Response")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link", name="Console").click()
    page.get_by_role("button", name="Lock now").click()
    expect(page.get_by_text("writes are locked")).to_be_visible()
