"""Registration and sign-in in the browser, on a desktop and on a phone."""

import re

import pytest
from allauth.socialaccount.models import SocialAccount
from playwright.sync_api import expect

from accounts import login_methods
from accounts.models import User
from tests.browser import (
    assert_no_horizontal_scroll,
    choose_identity,
    click_button,
    expect_heading,
    expect_home,
    open_path,
    sign_in,
)
from tests.cast import PASSWORD, create_user
from tests.mail import code_in, last_mail_to, link_in

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "another phrase of words"
NAMES = {"github": "GitHub", "google": "Google"}
both = pytest.mark.parametrize("provider", ["github", "google"])


@pytest.fixture
def olive(live_portal):
    return create_user("olive", name="Olive Okafor")


def test_a_user_registers_with_an_email_and_its_code(browser_page):
    open_path(browser_page, "/accounts/login/").get_by_role("link", name="Register").click()
    expect_heading(browser_page, "Create your account")
    assert_no_horizontal_scroll(browser_page)
    browser_page.get_by_label("Email").fill("ida@brandt.example")
    click_button(browser_page, "Email me a code")
    expect_heading(browser_page, "Check your email")
    browser_page.get_by_label("Verification code").fill(code_in(last_mail_to("ida@brandt.example")))
    click_button(browser_page, "Continue")
    expect_heading(browser_page, "About you")
    browser_page.get_by_label("Name", exact=True).fill("Ida Brandt")
    browser_page.get_by_label("Username").press_sequentially("ida")
    expect(browser_page.get_by_text("ida is available")).to_be_visible()
    browser_page.get_by_label("Password", exact=True).fill("password1234")
    expect(browser_page.get_by_text("This password is commonly used. Choose another.")).to_be_visible()
    browser_page.get_by_label("Password", exact=True).fill(PASSWORD)
    expect(browser_page.get_by_text("Accepted: 28 characters.")).to_be_visible()
    click_button(browser_page, "Show")
    expect(browser_page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    browser_page.get_by_label(re.compile("I accept the terms")).check()
    assert_no_horizontal_scroll(browser_page)
    click_button(browser_page, "Create account")
    expect_home(browser_page)
    assert User.objects.get(username="ida").check_password(PASSWORD)


def test_the_emailed_link_registers_in_another_browser(browser_page, browser):
    open_path(browser_page, "/accounts/register/").get_by_label("Email").fill("ida@brandt.example")
    click_button(browser_page, "Email me a code")
    expect_heading(browser_page, "Check your email")
    other = browser.new_page()
    other.goto(browser_page.portal + link_in(last_mail_to("ida@brandt.example")))
    expect_heading(other, "About you")
    other.close()


@both
def test_registering_with_a_provider_asks_for_a_username_and_continues(
    browser_page, stand_in_servers, provider
):
    create_user("nora", name="Another Nora")
    open_path(browser_page, "/organizations/")
    click_button(browser_page, NAMES[provider])
    expect_heading(browser_page, f"Stand-in for {NAMES[provider]}")
    assert_no_horizontal_scroll(browser_page)
    choose_identity(browser_page, "nora@elsewhere.example")
    expect_heading(browser_page, "Choose a username")
    expect(browser_page.get_by_text(f"You signed in with {NAMES[provider]} as Nora Lind")).to_be_visible()
    browser_page.get_by_label("Username").press_sequentially("nora")
    expect(browser_page.get_by_text("nora is taken. Available:")).to_be_visible()
    assert_no_horizontal_scroll(browser_page)
    click_button(browser_page, "nora.lind")
    expect(browser_page).to_have_url(re.compile("/organizations/$"))
    assert User.objects.get(email="nora@elsewhere.example").username == "nora.lind"


def test_the_first_sign_in_without_a_username_asks_for_it_without_javascript_too(browser, live_portal):
    User.objects.create_user(None, "tess@moreau.example", PASSWORD, name="Tess Moreau")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.portal = live_portal.url
    sign_in(page, "tess@moreau.example", path="/organizations/")
    expect_heading(page, "Choose a username")
    page.get_by_label("Username").fill("tess@moreau.example")
    click_button(page, "Use this username")
    expect(page.get_by_text("A username can’t be an email address.")).to_be_visible()
    expect(page.get_by_label("Username")).to_have_value("tess@moreau.example")
    page.get_by_label("Username").fill("tess.moreau")
    page.get_by_label("Username").press("Enter")
    expect(page).to_have_url(re.compile("/organizations/$"))
    context.close()


@both
def test_a_provider_is_linked_and_unlinked_unless_it_is_the_last_method(
    browser_page, olive, stand_in_servers, provider
):
    name = NAMES[provider]
    sign_in(browser_page)
    open_path(browser_page, "/profile/authentication/")
    assert_no_horizontal_scroll(browser_page)
    expect(browser_page.get_by_role("button", name="Remove the password")).to_have_count(0)
    click_button(browser_page, f"Link {name}")
    choose_identity(browser_page, "olive.okafor@home.example")
    expect_heading(browser_page, "Authentication")
    expect(browser_page.get_by_role("button", name=f"Unlink {name}")).to_be_visible()
    browser_page.get_by_role("button", name="Remove the password").click()
    expect(browser_page.get_by_text("Your only sign-in method, so it can’t be removed")).to_be_visible()
    expect(browser_page.get_by_role("button", name=f"Unlink {name}")).to_have_count(0)
    browser_page.get_by_role("link", name="Set a password").click()
    browser_page.get_by_label("New password", exact=True).fill(NEW)
    click_button(browser_page, "Set password")
    click_button(browser_page, f"Unlink {name}")
    expect(browser_page.get_by_role("button", name=f"Link {name}")).to_be_visible()
    assert [method.kind for method in login_methods.methods_of(olive)] == ["password"]


def test_a_provider_email_with_an_account_leads_to_sign_in_and_link(browser_page, stand_in_servers):
    create_user("nora", email="nora@elsewhere.example")
    open_path(browser_page, "/accounts/login/")
    click_button(browser_page, "GitHub")
    choose_identity(browser_page, "nora@elsewhere.example")
    expect_heading(browser_page, "You already have an account")
    browser_page.get_by_role("link", name="Sign in and link GitHub").click()
    browser_page.get_by_label("Username or email").fill("nora")
    browser_page.get_by_label("Password", exact=True).fill(PASSWORD)
    click_button(browser_page, "Sign in")
    click_button(browser_page, "Link GitHub")
    choose_identity(browser_page, "nora@elsewhere.example")
    expect(browser_page.get_by_role("button", name="Unlink GitHub")).to_be_visible()
    assert SocialAccount.objects.get().user.username == "nora"


def test_declining_at_the_provider_changes_nothing(browser_page, stand_in_servers):
    open_path(browser_page, "/accounts/login/")
    click_button(browser_page, "Google")
    click_button(browser_page, "Cancel")
    expect_heading(browser_page, "Sign-in cancelled")


def test_a_forgotten_password_is_reset(browser_page, olive):
    open_path(browser_page, "/accounts/login/").get_by_role("link", name="Forgot password?").click()
    expect_heading(browser_page, "Forgot your password?")
    browser_page.get_by_label("Username or email").fill("olive")
    click_button(browser_page, "Email me a code")
    expect_heading(browser_page, "Set a new password")
    assert_no_horizontal_scroll(browser_page)
    code = code_in(last_mail_to(olive.email))
    browser_page.get_by_label("Verification code").fill(f"{code[:3]} {code[3:]}")
    browser_page.get_by_label("New password", exact=True).fill("short")
    click_button(browser_page, "Set password and sign in")
    expect(browser_page.get_by_text("Use at least 12 characters (now 5).")).to_be_visible()
    expect(browser_page.get_by_label("Verification code")).to_have_value(f"{code[:3]} {code[3:]}")
    browser_page.get_by_label("New password", exact=True).fill(NEW)
    click_button(browser_page, "Set password and sign in")
    expect_home(browser_page)


def test_ten_wrong_passwords_lock_and_the_emailed_code_unlocks(browser_page, olive):
    for _ in range(10):
        sign_in(browser_page, password="wrong horse")
        expect(
            browser_page.get_by_label("Password", exact=True).or_(browser_page.get_by_label("Unlock code"))
        ).to_be_visible()
    expect_heading(browser_page, "Locked after 10 wrong passwords")
    assert_no_horizontal_scroll(browser_page)
    sign_in(browser_page)
    expect_heading(browser_page, "Locked after 10 wrong passwords")
    browser_page.get_by_label("Unlock code").fill(code_in(last_mail_to(olive.email)))
    click_button(browser_page, "Unlock and go to sign in")
    sign_in(browser_page)
    expect_home(browser_page)
