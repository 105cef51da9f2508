"""Access tokens in the browser, with and without JavaScript."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.browser import assert_no_horizontal_scroll, click_button, expect_heading, open_path
from tests.login import signed_in
from tests.visual.accessibility import axe_violations

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_access_token_is_created_for_one_organization_used_and_revoked(browser_page, live_portal, cast):
    page = signed_in(browser_page, cast.olive, live_portal.url)
    open_path(page, "/profile/tokens/")
    page.get_by_role("link", name="New access token").click()
    page.get_by_label("Name").fill("Nightly pipeline")
    expect(page.get_by_role("checkbox").first).to_be_hidden()
    page.get_by_label("Only these").first.check()
    page.get_by_label("acme_Sandbox").check()
    page.get_by_label("On a day").check()
    expect(page.get_by_label("Day", exact=True)).to_be_visible()
    page.get_by_label("30 days").check()
    assert_no_horizontal_scroll(page)
    click_button(page, "Create access token")
    expect_heading(page, "Nightly pipeline is created")
    assert axe_violations(page) == []
    assert_no_horizontal_scroll(page)
    token = page.locator("#token").inner_text()
    api = Client(headers={"Authorization": f"Bearer {token}"})
    assert [row["Id"] for row in api.get("/api/v1/organizations").json()["Items"]] == ["acme_Sandbox"]
    page.go_back()
    expect(page.get_by_text(token)).to_be_hidden()
    open_path(page, "/profile/tokens/")
    expect(page.get_by_text("last used")).to_be_visible()
    page.get_by_role("link", name="Revoke Nightly pipeline").click()
    click_button(page, "Revoke access token")
    expect_heading(page, "Access tokens")
    expect(page.get_by_text("No access tokens")).to_be_visible()
    assert api.get("/api/v1/organizations").status_code == 401
