"""The account pages in the browser: passkeys, two-factor authentication, sessions, profile, deletion."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from accounts import login_methods
from accounts.models import User
from tests.browser import (
    assert_no_horizontal_scroll,
    click_button,
    expect_heading,
    expect_home,
    open_path,
    sign_in,
)
from tests.cast import PASSWORD, create_user
from tests.login import signed_in
from tests.mail import code_in, last_mail_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def olive(live_portal):
    return create_user("olive", name="Olive Okafor")


@pytest.fixture
def device(browser_page):
    """Add a virtual authenticator to the browser, which verifies the user always."""
    session = browser_page.context.new_cdp_session(browser_page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def test_a_passkey_is_added_and_signs_in_alone(browser_page, device, olive):
    sign_in(browser_page)
    open_path(browser_page, "/profile/authentication/")
    browser_page.get_by_role("link", name="Add a passkey").click()
    browser_page.get_by_label("Name").fill("MacBook, office")
    click_button(browser_page, "Add the passkey")
    expect(browser_page.get_by_text("Passkey “MacBook, office”")).to_be_visible()
    assert_no_horizontal_scroll(browser_page)
    browser_page.context.clear_cookies()
    open_path(browser_page, "/accounts/login/")
    click_button(browser_page, "Use a passkey")
    expect_home(browser_page)
    open_path(browser_page, "/profile/authentication/").get_by_role(
        "button", name="Remove the password"
    ).click()
    expect(browser_page.get_by_text("Your only sign-in method, so it can’t be removed")).to_be_visible()
    assert [method.kind for method in login_methods.methods_of(olive)] == ["passkey"]


def test_a_removed_passkey_is_rejected_with_a_message_and_the_password_works(browser_page, device, olive):
    sign_in(browser_page)
    open_path(browser_page, "/profile/authentication/passkeys/add/")
    click_button(browser_page, "Add the passkey")
    expect_heading(browser_page, "Authentication")
    Authenticator.objects.all().delete()
    browser_page.context.clear_cookies()
    open_path(browser_page, "/profile/audit-log/")
    click_button(browser_page, "Use a passkey")
    expect(browser_page.get_by_text("This passkey isn’t linked to an account.")).to_be_visible()
    assert_no_horizontal_scroll(browser_page)
    browser_page.get_by_label("Username or email").fill("olive")
    browser_page.get_by_label("Password", exact=True).fill(PASSWORD)
    click_button(browser_page, "Sign in")
    expect_heading(browser_page, "My audit log")


def test_a_passkey_sign_in_redirects_to_the_requested_page(browser_page, device, olive):
    sign_in(browser_page)
    open_path(browser_page, "/profile/authentication/passkeys/add/")
    click_button(browser_page, "Add the passkey")
    expect_heading(browser_page, "Authentication")
    browser_page.context.clear_cookies()
    open_path(browser_page, "/profile/audit-log/")
    click_button(browser_page, "Use a passkey")
    expect_heading(browser_page, "My audit log")


def test_a_passkey_reauthenticates(browser_page, device, olive):
    sign_in(browser_page)
    open_path(browser_page, "/profile/authentication/passkeys/add/")
    click_button(browser_page, "Add the passkey")
    expect_heading(browser_page, "Authentication")
    signed_in(browser_page, olive, browser_page.portal)
    open_path(browser_page, "/accounts/reauthenticate/?next=/profile/")
    click_button(browser_page, "Use a passkey")
    expect_heading(browser_page, "Profile")


def test_two_factor_is_turned_on_and_a_recovery_code_replaces_the_app(browser_page, olive):
    sign_in(browser_page)
    open_path(browser_page, "/profile/authentication/").get_by_role("link", name="Turn on").click()
    expect_heading(browser_page, "Authenticator app")
    assert_no_horizontal_scroll(browser_page)
    expect(browser_page.get_by_role("img", name="QR code for the app").locator("svg")).to_be_visible()
    secret = browser_page.get_by_label("Key", exact=True).input_value().replace(" ", "")
    shown = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    browser_page.get_by_label("6-digit code from the app").fill(shown)
    click_button(browser_page, "Turn on two-factor")
    expect_heading(browser_page, "10 recovery codes")
    code = browser_page.locator("ol code").first.inner_text()
    browser_page.get_by_label("I’ve saved these codes somewhere safe").check()
    click_button(browser_page, "Done")
    expect(browser_page.get_by_text("10 of 10 left.")).to_be_visible()
    browser_page.context.clear_cookies()
    sign_in(browser_page)
    expect_heading(browser_page, "Two-factor authentication")
    assert_no_horizontal_scroll(browser_page)
    browser_page.get_by_label("Code from the app").fill("000000")
    click_button(browser_page, "Sign in")
    expect(browser_page.get_by_text("That code is wrong or expired.")).to_be_visible()
    browser_page.get_by_role("link", name="Use a recovery code").click()
    browser_page.get_by_label("Recovery code").fill(code)
    click_button(browser_page, "Sign in")
    expect_home(browser_page)
    assert Authenticator.objects.get(type="recovery_codes").data["used_mask"] == 1


def test_another_browser_is_signed_out_from_the_list(browser_page, olive, browser):
    other = browser.new_page()
    other.portal = browser_page.portal
    sign_in(other)
    expect_home(other)
    sign_in(browser_page)
    open_path(browser_page, "/profile/authentication/")
    expect(browser_page.get_by_text("This device")).to_be_visible()
    click_button(browser_page, "Sign out everywhere else")
    expect_heading(browser_page, "Authentication")
    open_path(other, "/profile/")
    expect_heading(other, "Sign in")
    other.close()


def test_the_profile_is_changed_and_the_account_deleted(browser_page, olive):
    sign_in(browser_page)
    open_path(browser_page, "/profile/")
    assert_no_horizontal_scroll(browser_page)
    browser_page.get_by_label("Name", exact=True).fill("Olive O.")
    browser_page.get_by_label("Dark").check()
    click_button(browser_page, "Save profile")
    expect(browser_page.locator("html")).to_have_attribute("data-appearance", "dark")
    open_path(browser_page, "/profile/data/").get_by_role("link", name="Delete my account").click()
    browser_page.get_by_label("Type olive to confirm").fill("olive")
    click_button(browser_page, "Delete my account")
    expect_heading(browser_page, "Your account is deleted")
    assert not User.objects.exists()


def test_a_new_email_is_confirmed_with_its_code(browser_page, olive):
    sign_in(browser_page)
    open_path(browser_page, "/profile/").get_by_role("link", name="Change email").click()
    browser_page.get_by_label("New email").fill("olive@new.example")
    click_button(browser_page, "Send code")
    browser_page.get_by_label("Verification code").fill(code_in(last_mail_to("olive@new.example")))
    click_button(browser_page, "Use this address")
    expect(browser_page.get_by_label("Email")).to_have_value("olive@new.example")
