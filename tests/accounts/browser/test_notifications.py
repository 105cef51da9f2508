"""Notifications in the browser: unsubscribing by the link of an email, and turning them on again."""

import pytest
from playwright.sync_api import expect

from accounts.notices import unsubscribing
from accounts.notices.kinds import NoticeKind
from tests.cast import create_user
from tests.login import signed_in
from tests.visual.accessibility import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_link_unsubscribes_without_sign_in_and_the_profile_turns_on_again(page, live_portal, settings):
    settings.SITE_URL = live_portal.url
    olive = create_user("olive")
    link = unsubscribing.link_for(olive, [NoticeKind.TEAM_CHANGED])
    assert_accessible(page, link)
    page.get_by_role("button", name="Stop these emails").click()
    expect(page.get_by_role("heading", name="Unsubscribed")).to_be_visible()

    signed_in(page, olive, live_portal.url)
    page.get_by_role("link", name="Open notifications").click()
    team = page.get_by_label("Someone joined or left a team you administer")
    expect(team).not_to_be_checked()
    expect(page.get_by_label("Someone accepted or declined your invitation")).to_be_checked()
    team.check()
    page.get_by_role("button", name="Save notifications").click()
    expect(page.get_by_text("Notifications saved")).to_be_visible()
    page.reload()
    expect(team).to_be_checked()
