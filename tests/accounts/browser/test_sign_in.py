"""The journeys of people in a browser, on a desktop and on a phone."""

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


def test_registering_with_an_address_and_its_code(screen):
    open_path(screen, "/accounts/login/").get_by_role("link", name="Register").click()
    expect_heading(screen, "Create your account")
    assert_no_horizontal_scroll(screen)
    screen.get_by_label("Email").fill("ida@brandt.example")
    click_button(screen, "Email me a code")
    expect_heading(screen, "Check your email")
    screen.get_by_label("Verification code").fill(code_in(last_mail_to("ida@brandt.example")))
    click_button(screen, "Continue")
    expect_heading(screen, "Who are you?")
    screen.get_by_label("Name", exact=True).fill("Ida Brandt")
    screen.get_by_label("Username").press_sequentially("ida")
    expect(screen.get_by_text("ida is available")).to_be_visible()
    screen.get_by_label("Password", exact=True).fill("password1234")
    expect(screen.get_by_text("It is in the lists of known passwords.")).to_be_visible()
    screen.get_by_label("Password", exact=True).fill(PASSWORD)
    expect(screen.get_by_text("Accepted: 28 characters.")).to_be_visible()
    click_button(screen, "Show")
    expect(screen.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    screen.get_by_label(re.compile("I accept the terms")).check()
    assert_no_horizontal_scroll(screen)
    click_button(screen, "Create account")
    expect_home(screen)
    assert User.objects.get(username="ida").check_password(PASSWORD)


def test_the_mailed_link_registers_in_another_browser(screen, browser):
    open_path(screen, "/accounts/register/").get_by_label("Email").fill("ida@brandt.example")
    click_button(screen, "Email me a code")
    expect_heading(screen, "Check your email")
    other = browser.new_page()
    other.goto(screen.portal + link_in(last_mail_to("ida@brandt.example")))
    expect_heading(other, "Who are you?")
    other.close()


@both
def test_registering_by_a_provider_asks_for_a_username_and_goes_on(screen, stand_in_servers, provider):
    create_user("nora", name="Another Nora")
    open_path(screen, "/organizations/")
    click_button(screen, NAMES[provider])
    expect_heading(screen, f"Stand-in for {NAMES[provider]}")
    assert_no_horizontal_scroll(screen)
    choose_identity(screen, "nora@elsewhere.example")
    expect_heading(screen, "Choose a username")
    expect(screen.get_by_text(f"You signed in with {NAMES[provider]} as Nora Lind")).to_be_visible()
    screen.get_by_label("Username").press_sequentially("nora")
    expect(screen.get_by_text("nora is taken. Available:")).to_be_visible()
    assert_no_horizontal_scroll(screen)
    click_button(screen, "nora.lind")
    expect(screen).to_have_url(re.compile("/organizations/$"))
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
    expect(page.get_by_text("A username is a name, not an e-mail address.")).to_be_visible()
    expect(page.get_by_label("Username")).to_have_value("tess@moreau.example")
    page.get_by_label("Username").fill("tess.moreau")
    page.get_by_label("Username").press("Enter")
    expect(page).to_have_url(re.compile("/organizations/$"))
    context.close()


@both
def test_linking_and_unlinking_a_provider_and_the_last_way_is_kept(screen, olive, stand_in_servers, provider):
    name = NAMES[provider]
    sign_in(screen)
    open_path(screen, "/profile/authentication/")
    assert_no_horizontal_scroll(screen)
    expect(screen.get_by_role("button", name="Remove the password")).to_have_count(0)
    click_button(screen, f"Link {name}")
    choose_identity(screen, "olive.okafor@home.example")
    expect_heading(screen, "Authentication")
    expect(screen.get_by_role("button", name=f"Unlink {name}")).to_be_visible()
    screen.get_by_role("button", name="Remove the password").click()
    expect(screen.get_by_text("Your only sign-in method, so it can’t be removed")).to_be_visible()
    expect(screen.get_by_role("button", name=f"Unlink {name}")).to_have_count(0)
    screen.get_by_role("link", name="Set a password").click()
    screen.get_by_label("New password", exact=True).fill(NEW)
    click_button(screen, "Set password")
    click_button(screen, f"Unlink {name}")
    expect(screen.get_by_role("button", name=f"Link {name}")).to_be_visible()
    assert [way.kind for way in login_methods.methods_of(olive)] == ["password"]


def test_a_provider_whose_address_has_an_account_leads_to_sign_in_and_link(screen, stand_in_servers):
    create_user("nora", email="nora@elsewhere.example")
    open_path(screen, "/accounts/login/")
    click_button(screen, "GitHub")
    choose_identity(screen, "nora@elsewhere.example")
    expect_heading(screen, "You already have an account")
    screen.get_by_role("link", name="Sign in and link GitHub").click()
    screen.get_by_label("Username or email").fill("nora")
    screen.get_by_label("Password", exact=True).fill(PASSWORD)
    click_button(screen, "Sign in")
    click_button(screen, "Link GitHub")
    choose_identity(screen, "nora@elsewhere.example")
    expect(screen.get_by_role("button", name="Unlink GitHub")).to_be_visible()
    assert SocialAccount.objects.get().user.username == "nora"


def test_refusing_at_the_provider_changes_nothing(screen, stand_in_servers):
    open_path(screen, "/accounts/login/")
    click_button(screen, "Google")
    click_button(screen, "Refuse, go back")
    expect_heading(screen, "Sign-in cancelled")


def test_a_forgotten_password_is_set_anew(screen, olive):
    open_path(screen, "/accounts/login/").get_by_role("link", name="Forgot password?").click()
    expect_heading(screen, "Forgot your password?")
    screen.get_by_label("Username or email").fill("olive")
    click_button(screen, "Email me a code")
    expect_heading(screen, "Set a new password")
    assert_no_horizontal_scroll(screen)
    code = code_in(last_mail_to(olive.email))
    screen.get_by_label("Verification code").fill(f"{code[:3]} {code[3:]}")
    screen.get_by_label("New password", exact=True).fill("short")
    click_button(screen, "Set password and sign in")
    expect(screen.get_by_text("5 characters, 12 are needed.")).to_be_visible()
    expect(screen.get_by_label("Verification code")).to_have_value(f"{code[:3]} {code[3:]}")
    screen.get_by_label("New password", exact=True).fill(NEW)
    click_button(screen, "Set password and sign in")
    expect_home(screen)


def test_ten_wrong_passwords_lock_and_the_mailed_code_unlocks(screen, olive):
    for _ in range(10):
        sign_in(screen, password="wrong horse")
        expect(
            screen.get_by_label("Password", exact=True).or_(screen.get_by_label("Unlock code"))
        ).to_be_visible()
    expect_heading(screen, "Locked after 10 wrong passwords")
    assert_no_horizontal_scroll(screen)
    sign_in(screen)
    expect_heading(screen, "Locked after 10 wrong passwords")
    screen.get_by_label("Unlock code").fill(code_in(last_mail_to(olive.email)))
    click_button(screen, "Unlock and go to sign in")
    sign_in(screen)
    expect_home(screen)
