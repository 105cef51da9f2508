"""The audit log in a browser: filtered while typing, opened in place, its filters removed one by one."""

import re

from playwright.sync_api import expect

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Operator
from organizations.renaming import rename
from tests.browser import assert_no_horizontal_scroll
from tests.login import signed_in
from tests.visual.accessibility import NARROW, axe_violations

PAGE = "/organizations/acme/audit-log/"


def test_the_log_is_filtered_opened_and_exported_as_filtered(sign_in, cast):
    audit_log.record(
        Event.CONSOLE_REQUEST_SENT,
        by=cast.adam,
        organization="acme",
        impersonated="seller organization acme",
        operation="Products.Patch",
        method="PATCH",
        path="/products/TQW-12",
        status=200,
    )
    audit_log.record(Event.RESTORE_HELD, organization="acme")
    rename(cast.pair.production, "Acme Trade", by=Operator(cast.oscar, "Ticket 4417"))
    page = sign_in(cast.olive, PAGE)
    rows = page.locator(".log-entry")
    expect(rows).to_have_count(3)
    rows.first.locator("summary").click()
    expect(rows.first).to_contain_text("Ticket 4417")
    assert axe_violations(page) == []
    page.get_by_label("Action, ID or reason").press_sequentially("tqw")
    expect(rows).to_have_count(1)
    export = page.get_by_role("link", name="Export CSV (1)")
    expect(export).to_have_attribute("href", re.compile("search=tqw"))
    page.get_by_role("link", name="“tqw”").click()
    expect(rows).to_have_count(3)
    page.wait_for_load_state()  # htmx hears what is chosen from then on
    page.get_by_label("Person").select_option("Adam")
    expect(rows).to_have_count(1)
    page.get_by_label("Type", exact=True).select_option("Renamed")
    expect(page.get_by_role("heading", name="No matching events")).to_be_visible()
    page.get_by_role("link", name="Adam").click()
    expect(rows).to_have_count(1)
    assert "event=organization.renamed" in page.url
    assert "person" not in page.url
    assert axe_violations(page) == []
    page.set_viewport_size(NARROW)
    assert_no_horizontal_scroll(page)
    with page.expect_download() as download:
        export.click()
    assert "Ticket 4417" in download.value.path().read_text()


def test_the_log_is_filtered_without_scripts(cast, browser, live_portal):
    audit_log.record(Event.RESTORE_HELD, organization="acme")
    context = browser.new_context(java_script_enabled=False)
    page = signed_in(context.new_page(), cast.olive, live_portal.url)
    page.goto(live_portal.url + PAGE)
    page.get_by_label("Type", exact=True).select_option("Renamed")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("heading", name="No matching events")).to_be_visible()
    page.get_by_role("link", name="Organization renamed").click()
    expect(page.locator(".log-entry")).to_have_count(1)
    context.close()
