"""Acting as a buyer user in the browser, by keyboard, on a desktop and on a phone."""

import pytest
from playwright.sync_api import expect

from environments.ordercloud.client import Client
from organizations.connections.clients import client_for
from tests.conftest import DESKTOP, PHONE
from tests.console.browser.steps import CONSOLE, response_table, send
from tests.visual.accessibility import axe_violations, scrolls_sideways


@pytest.fixture
def catalog(shop, cast) -> Client:
    """A catalog with one product for Vela's users; another product is not in it."""
    api = client_for(cast.sandbox, ("FullAccess",))
    api.post("catalogs", {"ID": "workshop", "Name": "Workshop", "Active": True})
    api.post("catalogs/assignments", {"CatalogID": "workshop", "BuyerID": "vela", "ViewAllProducts": True})
    for product in ("TQW-1", "BIN-1"):
        api.post("products", {"ID": product, "Name": product, "Active": True})
    api.post("catalogs/productassignments", {"CatalogID": "workshop", "ProductID": "TQW-1"})
    return api


def assert_accessible(page) -> None:
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        assert not scrolls_sideways(page)
        assert axe_violations(page) == []


def test_a_buyer_user_is_impersonated_by_keyboard_and_their_catalog_is_listed(sign_in, catalog, cast):
    page = sign_in(cast.olive, f"{CONSOLE}Me.ListProducts")
    page.keyboard.press("a")
    dialog = page.get_by_role("dialog", name="Act as")
    expect(dialog.get_by_role("link", name="The seller")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Find a buyer user")).to_be_focused()
    page.keyboard.type("marcus")
    expect(dialog.get_by_text("1 buyer user", exact=True)).to_be_attached()
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("button", name="Act as Marcus Vela")).to_be_enabled()
    expect(
        dialog.get_by_text("You have full access, so the token gets all of Marcus's 4 roles.")
    ).to_be_visible()
    assert_accessible(page)

    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-context-open]")).to_be_focused()
    page.keyboard.press("Enter")
    dialog.get_by_role("link", name="A buyer user").press("Enter")
    dialog.get_by_label("Find a buyer user").press_sequentially("marcus")
    expect(dialog.get_by_text("1 buyer user", exact=True)).to_be_attached()
    page.keyboard.press("ArrowDown")
    dialog.get_by_role("button", name="Act as Marcus Vela").press("Enter")

    banner = page.get_by_role("region", name="Context", exact=True)
    expect(banner.get_by_text("You act as Marcus Vela")).to_be_visible()
    send(page)
    expect(response_table(page).get_by_role("row")).to_have_count(2)
    expect(response_table(page).get_by_text("TQW-1").first).to_be_visible()
    expect(page.get_by_text("token expires")).to_be_visible()
    assert_accessible(page)
    banner.get_by_role("button", name="Act as the seller organization").press("Enter")
    expect(banner).to_have_count(0)
