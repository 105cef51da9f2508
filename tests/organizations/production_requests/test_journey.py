"""From the request to two organizations in the list, in the browsers of Olive and of Oscar."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_no_horizontal_scroll, click_button, expect_heading
from tests.login import signed_in
from tests.mail import link_in, mails_to
from tests.visual.accessibility import axe_violations


@pytest.fixture
def oscars_page(browser, browser_context_args, cast, live_portal):
    """A page in Oscar's own browser."""
    with browser.new_context(**browser_context_args) as context:
        yield signed_in(context.new_page(), cast.oscar, live_portal.url)


def test_a_request_is_questioned_approved_and_leads_to_both_organizations(
    cast, sign_in, oscars_page, live_portal, settings
):
    settings.OPERATOR_EMAIL = "operators@example.com"
    page = sign_in(cast.olive, "/organizations/requests/new/")
    expect_heading(page, "Request Production")
    page.get_by_label("Built in").select_option("acme_Sandbox")
    page.get_by_label("Name").fill("Acme Outlet")
    page.get_by_label("ID", exact=True).press_sequentially("acme")
    expect(page.get_by_text("This ID is taken. These are available:")).to_be_visible()
    page.get_by_role("button", name="acme-outlet").click()
    expect(page.get_by_label("ID", exact=True)).to_have_value("acme-outlet")
    expect_heading(page, "Request Production")
    expect(page.get_by_text("Both IDs are available")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Acme Outlet")
    page.get_by_label("ID", exact=True).fill("outlet")
    expect(page.get_by_text("outlet_Staging")).to_be_visible()
    page.get_by_label("Why do you need Production?").fill("Second shop.")
    expect(page.get_by_text("12 of 2,000")).to_be_visible()
    assert axe_violations(page) == []
    click_button(page, "Request Production")
    expect_heading(page, re.compile("Production for Acme Outlet"))
    address = page.url

    oscars_page.goto(live_portal.url + link_in(mails_to("operators@example.com")[0]))
    expect_heading(oscars_page, re.compile("Production for Acme Outlet"))
    oscars_page.get_by_label("Note").fill("Who is on call?")
    assert axe_violations(oscars_page) == []
    click_button(oscars_page, "Ask a question")
    expect(oscars_page.get_by_text("Sent your note to Olive")).to_be_visible()

    page.goto(address)
    assert axe_violations(page) == []
    page.get_by_label("Reply to Oscar").fill("Adam is.")
    click_button(page, "Send reply")
    expect(page.get_by_text("Adam is.")).to_be_visible()

    oscars_page.reload()
    expect(oscars_page.get_by_text("Adam is.")).to_be_visible()
    click_button(oscars_page, "Approve and create both")
    expect(oscars_page.get_by_text("Approved Production for Acme Outlet. Olive was emailed.")).to_be_visible()

    page.reload()
    expect(page.get_by_text("Both are ready to use.")).to_be_visible()
    assert axe_violations(page) == []
    page.goto(live_portal.url + "/organizations/?search=outlet")
    for environment in ("Production", "Staging"):
        expect(page.get_by_role("row", name=re.compile(f"Acme Outlet.*{environment}"))).to_be_visible()


def test_without_javascript_a_suggestion_fills_and_a_request_is_withdrawn(
    browser, browser_context_args, cast, live_portal
):
    with browser.new_context(**browser_context_args, java_script_enabled=False) as context:
        page = signed_in(context.new_page(), cast.stan, live_portal.url)
        page.goto(live_portal.url + "/organizations/requests/new/")
        page.get_by_label("Name").fill("Acme")
        page.get_by_label("ID", exact=True).fill("acme")
        page.get_by_label("Why do you need Production?").fill("Second shop.")
        click_button(page, "Request Production")
        page.get_by_role("button", name="acme-stan").click()
        expect(page.get_by_label("ID", exact=True)).to_have_value("acme-stan")
        click_button(page, "Request Production")
        page.get_by_role("link", name="Withdraw").click()
        click_button(page, "Withdraw request")
        expect(page.get_by_text("Withdrawn", exact=True).first).to_be_visible()


def test_long_names_fit_a_phone_in_any_direction(phone, cast, sign_in, live_portal):
    page = sign_in(cast.olive, "/organizations/requests/new/")
    assert_no_horizontal_scroll(page)
    page.get_by_label("Name").fill("\u05d7\u05e0\u05d5\u05ea" * 25)
    page.get_by_label("ID", exact=True).fill("x" * 92)
    page.get_by_label("Why do you need Production?").fill("y" * 2000)
    click_button(page, "Request Production")
    expect_heading(page, re.compile("Production for"))
    assert_no_horizontal_scroll(page)
    page.goto(live_portal.url + "/organizations/requests/")
    assert_no_horizontal_scroll(page)
