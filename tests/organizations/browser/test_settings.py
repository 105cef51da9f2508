"""The settings in a browser: renamed by an admin, read by Victor, scheduled, and the version checked."""

import re

from playwright.sync_api import expect

from organizations.models import StagingPair
from tests.browser import assert_no_horizontal_scroll, click_button
from tests.visual.accessibility import NARROW, axe_violations

SETTINGS = "/organizations/acme/settings/"


def test_an_admin_renames_and_victor_is_refused(sign_in, cast):
    page = sign_in(cast.adam, SETTINGS)
    page.get_by_label("Name", exact=True).fill("Acme Trade Supply")
    click_button(page, "Rename")
    expect(page.get_by_role("status").get_by_text("Renamed to Acme Trade Supply")).to_be_visible()
    expect(page.get_by_text("Adam renamed it from “Acme” on")).to_be_visible()
    expect(page.get_by_role("navigation", name="Acme Trade Supply")).to_be_visible()
    assert axe_violations(page) == []
    page.set_viewport_size(NARROW)
    assert_no_horizontal_scroll(page)
    page = sign_in(cast.victor, SETTINGS)
    expect(page.get_by_text("Only the owner and admins can rename it. The owner is Olive.")).to_be_visible()
    expect(page.get_by_role("button", name="Rename")).to_have_count(0)
    expect(page.get_by_text("You have 3 roles, granted directly.")).to_be_visible()
    assert axe_violations(page) == []


def test_a_restore_is_skipped_and_brought_back_and_the_version_checked_in_place(sign_in, cast):
    page = sign_in(cast.adam, SETTINGS)
    click_button(page, "Check now")
    expect(page.get_by_text(re.compile(r"\d+ operations, checked just now"))).to_be_visible()
    click_button(page, "skip")
    expect(page.get_by_text("is skipped.")).to_be_visible()
    assert StagingPair.objects.get().skip_slot
    click_button(page, "Don't skip it")
    expect(page.get_by_role("button", name="skip", exact=True)).to_be_visible()
    page.get_by_role("link", name="Restore settings").click()
    page.get_by_label("Day").select_option("Saturday")
    page.get_by_label("Time").select_option("22:00 UTC")
    click_button(page, "Save schedule")
    expect(page.get_by_text(re.compile(r"Schedule saved\. Next restore: Sat"))).to_be_visible()
    assert axe_violations(page) == []
    page.set_viewport_size(NARROW)
    assert_no_horizontal_scroll(page)
