"""Accessibility of the account pages by axe: wide and narrow, light and dark."""

from datetime import timedelta

import pytest

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.mfa import enrollment
from accounts.profile import data_export
from accounts.tasks import build_data_export
from tests.accounts.authenticator_app import SECRET
from tests.accounts.personal_tokens.creation import create_token
from tests.login import signed_in
from tests.visual.accessibility import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)
PROFILE_PAGES = [
    "/profile/",
    "/profile/email/",
    "/profile/password/",
    "/profile/authentication/",
    "/profile/authentication/app/?replace",
    "/profile/authentication/passkeys/add/",
    "/profile/audit-log/",
    "/profile/notifications/",
    "/profile/tokens/",
    "/profile/tokens/new/",
    "/profile/data/",
    "/accounts/terms/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
]
SIGN_IN_PAGES = [
    "/accounts/locked/",
    "/accounts/terms/",
    "/accounts/github/login/",
    "/accounts/cancelled/",
    "/accounts/deleted/",
]


@pytest.mark.parametrize("path", PROFILE_PAGES)
def test_profile_pages_are_accessible(page, live_portal, cast, path):
    enrollment.enable_totp(cast.olive, SECRET)
    audit_log.record(
        Event.ORGANIZATION_RENAMED, by=cast.olive, target=cast.sandbox, organization="acme_Sandbox"
    )
    data_export.request(cast.olive)
    build_data_export(cast.olive.data_exports.get().pk)
    create_token(cast.olive, organizations=["acme", "acme_Sandbox"], lifetime=timedelta(days=5))
    assert_accessible(signed_in(page, cast.olive, live_portal.url), live_portal.url + path)


@pytest.mark.parametrize("path", SIGN_IN_PAGES)
def test_sign_in_pages_are_accessible(page, live_portal, path):
    assert_accessible(page, live_portal.url + path)


def test_the_username_page_is_accessible(page, live_portal, cast):
    cast.stan.username = None
    cast.stan.save()
    assert_accessible(signed_in(page, cast.stan, live_portal.url), live_portal.url + "/accounts/username/")


def test_the_account_deletion_page_is_accessible(page, live_portal, cast):
    signed_in(page, cast.stan, live_portal.url)
    assert_accessible(page, live_portal.url + "/profile/data/delete/")


@pytest.mark.parametrize("path", ["/profile/password/", "/profile/email/", "/profile/audit-log/"])
def test_a_short_page_starts_below_its_tabs_on_a_phone(phone, live_portal, cast, path):
    signed_in(phone, cast.stan, live_portal.url).goto(live_portal.url + path)
    tabs, page = (phone.locator(where).bounding_box() for where in (".account-nav", ".account-page"))
    assert page["y"] - tabs["y"] - tabs["height"] < 24


def test_stacked_sign_in_buttons_have_a_gap(page, live_portal):
    page.goto(live_portal.url + "/accounts/register/")
    page.get_by_label("Email").fill("ida@brandt.example")
    page.get_by_role("button", name="Email me a code").click()
    first, second = (page.get_by_role("button", name=name) for name in ("Continue", "Email a new code"))
    assert second.bounding_box()["y"] - first.bounding_box()["y"] - first.bounding_box()["height"] >= 8


def test_the_provider_buttons_are_side_by_side(page, live_portal):
    page.goto(live_portal.url + "/accounts/login/")
    github, google = (page.get_by_role("button", name=name).bounding_box() for name in ("GitHub", "Google"))
    assert github["y"] == google["y"]
