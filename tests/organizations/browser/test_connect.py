"""Connecting an organization of the emulator in a browser, as if OrderCloud hosted it."""

from playwright.sync_api import expect

from tests.browser import assert_no_horizontal_scroll, click_button
from tests.console.browser.steps import open_operation, response_table, send
from tests.visual.accessibility import NARROW, axe_violations


def test_a_user_tests_connects_calls_and_rotates(sign_in, cast, remote):
    remote.client.put("/products/wrench", {"Name": "Torque wrench"})
    page = sign_in(cast.stan, "/organizations/new/")
    page.get_by_role("link", name="Connect organization").click()
    page.wait_for_load_state()  # htmx hears what is typed from then on
    page.get_by_label("ID on OrderCloud").fill("hartwell")
    expect(page.get_by_text("Shown here as hartwell")).to_be_visible()
    page.get_by_label("API URL").fill(remote.base_url)
    page.get_by_label("API client ID").fill(remote.client_id)
    page.get_by_label("Client secret").fill("wrong")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("Client secret")).to_have_attribute("type", "text")

    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.get_by_text("Can't connect")).to_be_visible()
    expect(page.get_by_label("Client secret")).to_have_value("wrong")  # only the panel was replaced
    page.get_by_label("Client secret").fill(remote.secret)
    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.get_by_text("Ready to connect")).to_be_visible()
    expect(page.get_by_text("Seller is hartwell, as entered")).to_be_visible()
    assert axe_violations(page) == []
    page.set_viewport_size(NARROW)
    assert_no_horizontal_scroll(page)
    assert axe_violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})

    click_button(page, "Connect organization")
    expect(page.get_by_role("status").get_by_text("Connected hartwell")).to_be_visible()
    page.get_by_role("link", name="Console", exact=True).last.click()
    open_operation(page, "List products")
    send(page)
    expect(response_table(page).get_by_role("link", name="wrench", exact=True)).to_be_visible()

    page.goto(page.url.partition("/console/")[0] + "/settings/")
    remote.change_client(ClientSecret="a-new-secret")
    page.get_by_role("button", name="Test now").click()
    expect(page.get_by_text("Not working", exact=True)).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("link", name="Rotate secret").click()
    page.get_by_label("Client secret").fill("a-new-secret")
    assert axe_violations(page) == []
    click_button(page, "Test and replace")
    expect(page.get_by_text("Works", exact=True)).to_be_visible()
    page.get_by_role("link", name="Show secret").click()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("a-new-secret")).to_be_visible()
    assert axe_violations(page) == []


def test_the_labels_follow_the_type_of_the_connection(sign_in, cast, remote):
    page = sign_in(cast.stan, "/organizations/connect/")
    expect(page.get_by_label("API client ID")).to_be_visible()
    page.get_by_role("radio", name="Hosted account").check()
    expect(page.get_by_label("Username")).to_be_visible()
    expect(page.get_by_label("Password")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Hosted Portal account")).to_be_visible()
    expect(page.get_by_role("columnheader", name="API client")).to_be_hidden()


def test_the_other_pages_of_connections_and_pairs_fit_a_phone(sign_in, cast, connected):
    page = sign_in(cast.olive, "/organizations/hartwell/connection/")
    portal = page.url.partition("/organizations/")[0]
    for path in ("hartwell/connection/", "hartwell/settings/", "acme/pair/unlink/"):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"{portal}/organizations/{path}")
        assert axe_violations(page) == []
        page.set_viewport_size(NARROW)
        assert_no_horizontal_scroll(page)
        assert axe_violations(page) == []
