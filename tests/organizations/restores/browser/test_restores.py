"""A restore in a browser, from the plan to the report at one URL that refreshes itself, also on a phone."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lib import clock
from organizations.restores.models import Restore, RestoreLogEntry, RestoreStep
from tests.visual.accessibility import axe_violations, scrolls_sideways

RESTORES = "/organizations/acme_Staging/restores/"


@pytest.fixture
def running(cast):
    now = clock.now()
    restore = Restore.objects.create(
        pair=cast.pair,
        state="running",
        trigger="manual",
        started_at=now,
        lease_holder="elsewhere 1 1",
        lease_expires_at=now + timedelta(hours=1),
    )
    for resource, done in (("Products", 30), ("MessageCCListenerAssignments", 4)):
        RestoreStep.objects.create(restore=restore, resource=resource, phase="write", planned=40, done=done)
    RestoreLogEntry.objects.create(restore=restore, text="Price schedules: 223 written")
    return restore


def test_preview_restore_and_report_have_the_same_address(cast, pair_clients, worker, sign_in):
    page = sign_in(cast.adam, RESTORES)
    page.get_by_role("button", name="Preview changes").click()
    expect(page.get_by_role("heading", name="What a restore will change")).to_be_visible(timeout=60_000)
    assert axe_violations(page) == []
    address = page.url
    page.get_by_role("link", name="Restore Staging…").click()
    expect(page.get_by_role("heading", name=re.compile("^Restore Acme"))).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Restore Staging").click()
    expect(page.get_by_role("heading", name="Staging equals Production")).to_be_visible(timeout=60_000)
    assert page.url == address
    assert axe_violations(page) == []
    page.get_by_role("link", name=re.compile("All")).click()
    expect(page.get_by_role("row", name=re.compile("Catalogs"))).to_be_visible()
    page.goto(page.url.partition("restores/")[0] + "restores/")
    expect(page.get_by_role("row", name=re.compile("Adam.*Finished"))).to_be_visible()
    assert axe_violations(page) == []


def test_a_run_updates_its_page_and_title(cast, running, transactional_db, sign_in):
    page = sign_in(cast.victor, f"{RESTORES}{running.pk}/")
    expect(page).to_have_title(re.compile("^42% restored"))
    assert axe_violations(page) == []
    RestoreStep.objects.filter(resource="Products").update(done=40)
    expect(page).to_have_title(re.compile("^55% restored"))
    Restore.objects.filter(pk=running.pk).update(state="failed", ended_at=clock.now(), error="It broke.")
    expect(page.get_by_role("heading", name="This restore failed")).to_be_visible()


def test_without_javascript_the_page_reloads_itself(
    cast, running, transactional_db, browser, live_portal, sign_in
):
    cookies = sign_in(cast.victor).context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{live_portal.url}{RESTORES}{running.pk}/")
    Restore.objects.filter(pk=running.pk).update(state="failed", ended_at=clock.now(), error="It broke.")
    expect(page.get_by_role("heading", name="This restore failed")).to_be_visible(timeout=20_000)
    context.close()


def test_every_state_fits_on_a_phone(cast, running, transactional_db, phone, sign_in):
    page = sign_in(cast.adam, f"{RESTORES}{running.pk}/")
    assert not scrolls_sideways(page)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Adam requested a stop.")).to_be_visible()
    counts = dict.fromkeys(
        (
            "production",
            "staging",
            "equal",
            "create",
            "change",
            "delete",
            "expected",
            "failed",
            "unreadable",
        ),
        1000,
    )
    Restore.objects.filter(pk=running.pk).update(
        state="incomplete",
        ended_at=clock.now(),
        resource_counts=[{"resource": "MessageCCListenerAssignments", **counts}],
    )
    expect(page.get_by_role("heading", name="Staging does not equal Production yet")).to_be_visible()
    assert not scrolls_sideways(page)
    assert axe_violations(page) == []
