"""Enhanced pages in a browser."""

from playwright.sync_api import expect

from tests.console.enhanced.pages import PAGES
from tests.visual.accessibility import axe_violations


def test_a_secret_and_an_event_reference_are_cleared_by_keyboard(sign_in, cast, storefront, seller):
    page = sign_in(cast.olive, f"{PAGES}api-clients/")
    page.keyboard.press("/")
    page.keyboard.type("Storefront")
    link = page.get_by_role("link", name="Storefront B2B")
    expect(page.get_by_role("status").filter(has_text="1–1 of 1 found")).to_be_visible()
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Storefront B2B")).to_be_visible()
    page.get_by_role("checkbox", name="Clear Client secret").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Clear Order checkout integration event").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Order checkout integration event", exact=True)).to_be_focused()
    save = page.get_by_role("button", name="Save 2 changes")
    expect(save).to_be_visible()
    assert axe_violations(page) == []
    save.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Calls of the last save")).to_contain_text(
        f"PATCH /apiclients/{storefront['ID']}"
    )
    stored = seller.get(f"/apiclients/{storefront['ID']}")
    assert (stored["ClientSecret"], stored["OrderCheckoutIntegrationEventID"]) == (None, None)


def test_enter_in_a_field_saves_the_record(sign_in, cast, hooks, seller):
    page = sign_in(cast.olive, f"{PAGES}webhooks/erp-sync/")
    page.get_by_label("Name", exact=True).fill("ERP, hourly")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="ERP, hourly")).to_be_visible()
    assert seller.get("/webhooks/erp-sync")["Name"] == "ERP, hourly"


def test_webhook_assignments_are_read_again_after_clients_change_in_another_tab(
    sign_in, cast, storefront, hooks, seller, context, live_portal
):
    page = sign_in(cast.olive, f"{PAGES}webhooks/erp-sync/")
    page.get_by_label("Name", exact=True).fill("ERP, nightly")
    box = page.get_by_role("checkbox", name="Storefront B2B")
    expect(box).not_to_be_checked()
    other = context.new_page()
    other.goto(f"{live_portal.url}{PAGES}api-clients/{storefront['ID']}/")
    other.get_by_role("checkbox", name="erp-sync").check()
    other.get_by_role("button", name="Save 1 change").click()
    expect(other.get_by_label("Calls of the last save")).to_contain_text("PATCH /webhooks/erp-sync")
    other.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(box).to_be_checked()
    expect(page.get_by_text("Read just now").or_(page.get_by_text("s ago")).first).to_be_visible()
    page.get_by_role("button", name="Save 1 change").click()
    expect(page.get_by_role("heading", level=1, name="ERP, nightly")).to_be_visible()
    stored = seller.get("/webhooks/erp-sync")
    assert (stored["Name"], stored["ApiClientIDs"]) == ("ERP, nightly", [storefront["ID"]])


def test_a_click_on_save_counts_although_the_changes_are_counted_meanwhile(sign_in, cast, hooks, seller):
    page = sign_in(cast.olive, f"{PAGES}webhooks/erp-sync/")
    page.get_by_role("button", name="Save changes").hover()
    page.get_by_label("Name", exact=True).fill("ERP, nightly")
    page.mouse.down()
    expect(page.get_by_role("button", name="Save 1 change")).to_be_visible()
    page.mouse.up()
    expect(page.get_by_role("heading", level=1, name="ERP, nightly")).to_be_visible()
    assert seller.get("/webhooks/erp-sync")["Name"] == "ERP, nightly"


def test_a_secret_of_an_api_client_is_made_and_shown_once_by_keyboard(sign_in, cast, storefront, seller):
    page = sign_in(cast.olive, f"{PAGES}api-clients/{storefront['ID']}/")
    page.get_by_role("link", name="New secret").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Name", exact=True).fill("Deploy")
    page.get_by_role("button", name="Create API client secret").focus()
    page.keyboard.press("Enter")
    shown = page.get_by_role("region", name="Shown once")
    expect(shown.get_by_role("button", name="Copy the secret")).to_be_visible()
    assert axe_violations(page) == []
    [secret] = seller.get(f"/apiclients/{storefront['ID']}/secrets")["Items"]
    page.goto(page.url.partition("/organizations")[0] + f"{PAGES}api-clients/{storefront['ID']}/")
    page.get_by_role("region", name="Secrets").get_by_role("link", name="Deploy").first.click()
    expect(page.get_by_role("heading", level=1, name="Deploy")).to_be_visible()
    expect(shown).to_have_count(0)
    page.get_by_role("link", name="Delete Deploy").click()
    page.get_by_role("button", name="Delete Deploy").click()
    expect(page.get_by_text("Deleted")).to_be_visible()
    assert secret["Name"] == "Deploy"
    assert seller.get(f"/apiclients/{storefront['ID']}/secrets")["Items"] == []
