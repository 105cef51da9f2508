"""The journeys of people in a browser, on a desktop and on a phone."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount
from playwright.sync_api import expect

from accounts import ways
from accounts.models import User
from tests.accounts.mails import code_in, last_mail_to, link_in
from tests.cast import PASSWORD, person
from tests.conftest import DESKTOP, PHONE
from tests.sessions import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "another phrase of words"
NAMES = {"github": "GitHub", "google": "Google"}
both = pytest.mark.parametrize("provider", ["github", "google"])


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def screen(request, page, live_portal):
    """A browser at the portal's door, once as a desktop and once as a phone."""
    page.set_viewport_size(request.param)
    page.portal = live_portal.url
    return page


@pytest.fixture
def olive(live_portal):
    return person("olive", name="Olive Okafor")


def at(page, path: str):
    page.goto(page.portal + path)
    return page


def heading(page, name):
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sign_in(page, login="olive", password=PASSWORD, path="/accounts/login/"):
    at(page, path)
    page.get_by_label("Username or e-mail").fill(login)
    page.get_by_label("Password", exact=True).fill(password)
    press(page, "Sign in")


def is_home(page) -> None:
    expect(page).to_have_url(re.compile(r"://[^/]+/(\?.*)?$"))


def no_sideways(page) -> None:
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def be(page, who: str) -> None:
    """Chooses somebody at a stand-in."""
    expect(page.get_by_role("heading", level=1, name=re.compile("Stand-in for"))).to_be_visible()
    page.get_by_role("button", name=re.compile(re.escape(who))).click()


def test_registering_with_an_address_and_its_code(screen):
    at(screen, "/accounts/login/").get_by_role("link", name="Register").click()
    heading(screen, "Create your account")
    no_sideways(screen)
    screen.get_by_label("E-mail").fill("ida@brandt.example")
    press(screen, "Mail me a code")
    heading(screen, "Look at your mail")
    screen.get_by_label("Code from the mail").fill(code_in(last_mail_to("ida@brandt.example")))
    press(screen, "Go on")
    heading(screen, "Who are you?")
    screen.get_by_label("Name", exact=True).fill("Ida Brandt")
    screen.get_by_label("Username").press_sequentially("ida")
    expect(screen.get_by_text("ida is free")).to_be_visible()
    screen.get_by_label("Password", exact=True).fill(PASSWORD)
    expect(screen.get_by_text("Good: 28 characters.")).to_be_visible()
    press(screen, "Show")
    expect(screen.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    screen.get_by_label(re.compile("I accept the terms")).check()
    no_sideways(screen)
    press(screen, "Create account and go on")
    is_home(screen)
    assert User.objects.get(username="ida").check_password(PASSWORD)


def test_the_mailed_link_registers_in_another_browser(screen, browser):
    at(screen, "/accounts/register/").get_by_label("E-mail").fill("ida@brandt.example")
    press(screen, "Mail me a code")
    heading(screen, "Look at your mail")
    other = browser.new_page()
    other.goto(screen.portal + link_in(last_mail_to("ida@brandt.example")))
    heading(other, "Who are you?")
    other.close()


@both
def test_registering_by_a_provider_asks_for_a_username_and_goes_on(screen, stand_in_servers, provider):
    person("nora", name="Another Nora")
    at(screen, "/organizations/")
    press(screen, NAMES[provider])
    no_sideways(screen)
    be(screen, "nora@elsewhere.example")
    heading(screen, "Choose a username")
    expect(screen.get_by_text(f"You signed in with {NAMES[provider]} as Nora Lind")).to_be_visible()
    screen.get_by_label("Username").press_sequentially("nora")
    expect(screen.get_by_text("nora is taken. These are free:")).to_be_visible()
    no_sideways(screen)
    press(screen, "nora.lind")
    expect(screen).to_have_url(re.compile("/organizations/$"))
    assert User.objects.get(email="nora@elsewhere.example").username == "nora.lind"


def test_the_first_sign_in_without_a_username_asks_for_it_without_javascript_too(browser, live_portal):
    User.objects.create_user(None, "tess@moreau.example", PASSWORD, name="Tess Moreau")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.portal = live_portal.url
    sign_in(page, "tess@moreau.example", path="/organizations/")
    heading(page, "Choose a username")
    page.get_by_label("Username").fill("tess@moreau.example")
    press(page, "Use this username")
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
    at(screen, "/profile/authentication/")
    no_sideways(screen)
    expect(screen.get_by_role("button", name="Remove the password")).to_have_count(0)
    press(screen, f"Link {name}")
    be(screen, "olive.okafor@home.example")
    heading(screen, "Authentication")
    expect(screen.get_by_role("button", name=f"Unlink {name}")).to_be_visible()
    screen.get_by_role("button", name="Remove the password").click()
    expect(screen.get_by_text("The only way in, so it stays")).to_be_visible()
    expect(screen.get_by_role("button", name=f"Unlink {name}")).to_have_count(0)
    screen.get_by_role("link", name="Set a password").click()
    screen.get_by_label("New password", exact=True).fill(NEW)
    press(screen, "Set the password")
    press(screen, f"Unlink {name}")
    expect(screen.get_by_role("button", name=f"Link {name}")).to_be_visible()
    assert [way.kind for way in ways.of(olive)] == ["password"]


def test_a_provider_whose_address_has_an_account_leads_to_sign_in_and_link(screen, stand_in_servers):
    person("nora", email="nora@elsewhere.example")
    at(screen, "/accounts/login/")
    press(screen, "GitHub")
    be(screen, "nora@elsewhere.example")
    heading(screen, "You have an account already")
    screen.get_by_role("link", name="Sign in and link GitHub").click()
    screen.get_by_label("Username or e-mail").fill("nora")
    screen.get_by_label("Password", exact=True).fill(PASSWORD)
    press(screen, "Sign in")
    press(screen, "Link GitHub")
    be(screen, "nora@elsewhere.example")
    expect(screen.get_by_role("button", name="Unlink GitHub")).to_be_visible()
    assert SocialAccount.objects.get().user.username == "nora"


def test_refusing_at_the_provider_changes_nothing(screen, stand_in_servers):
    at(screen, "/accounts/login/")
    press(screen, "Google")
    press(screen, "Refuse, go back")
    heading(screen, "Nothing happened")


def test_a_forgotten_password_is_set_anew(screen, olive):
    at(screen, "/accounts/login/").get_by_role("link", name="Forgotten?").click()
    heading(screen, "Forgotten your password?")
    screen.get_by_label("Username or e-mail").fill("olive")
    press(screen, "Mail me a code")
    heading(screen, "Set a new password")
    no_sideways(screen)
    code = code_in(last_mail_to(olive.email))
    screen.get_by_label("Code from the mail").fill(f"{code[:3]} {code[3:]}")
    screen.get_by_label("New password", exact=True).fill("short")
    press(screen, "Set the password and sign in")
    expect(screen.get_by_text("5 characters, 12 are needed.")).to_be_visible()
    expect(screen.get_by_label("Code from the mail")).to_have_value(f"{code[:3]} {code[3:]}")
    screen.get_by_label("New password", exact=True).fill(NEW)
    press(screen, "Set the password and sign in")
    is_home(screen)


def test_ten_wrong_passwords_lock_and_the_mailed_code_unlocks(screen, olive):
    for _ in range(10):
        sign_in(screen, password="wrong horse")
        expect(
            screen.get_by_label("Password", exact=True).or_(screen.get_by_label("Unlock code"))
        ).to_be_visible()
    heading(screen, "Locked after 10 wrong passwords")
    no_sideways(screen)
    sign_in(screen)
    heading(screen, "Locked after 10 wrong passwords")
    screen.get_by_label("Unlock code").fill(code_in(last_mail_to(olive.email)))
    press(screen, "Unlock and go to sign in")
    sign_in(screen)
    is_home(screen)


@pytest.fixture
def device(screen):
    """A virtual authenticator in the browser: always there, always verified."""
    session = screen.context.new_cdp_session(screen)
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


def test_a_passkey_is_added_and_signs_in_by_itself(screen, device, olive):
    sign_in(screen)
    at(screen, "/profile/authentication/")
    screen.get_by_role("link", name="Add a passkey").click()
    screen.get_by_label("Name").fill("MacBook, office")
    press(screen, "Add the passkey")
    expect(screen.get_by_text("Passkey “MacBook, office”")).to_be_visible()
    no_sideways(screen)
    screen.context.clear_cookies()
    at(screen, "/accounts/login/")
    press(screen, "Use a passkey")
    is_home(screen)
    at(screen, "/profile/authentication/").get_by_role("button", name="Remove the password").click()
    expect(screen.get_by_text("The only way in, so it stays")).to_be_visible()
    assert [way.kind for way in ways.of(olive)] == ["passkey"]


def test_a_passkey_proves_who_one_is(screen, device, olive):
    sign_in(screen)
    at(screen, "/profile/authentication/passkeys/add/")
    press(screen, "Add the passkey")
    heading(screen, "Authentication")
    signed_in(screen, olive, screen.portal)
    at(screen, "/accounts/prove/?next=/profile/")
    press(screen, "Use a passkey")
    heading(screen, "Profile")


def test_the_second_factor_is_switched_on_and_a_recovery_code_stands_in_for_the_phone(screen, olive):
    sign_in(screen)
    at(screen, "/profile/authentication/").get_by_role("link", name="Switch on").click()
    heading(screen, "Authenticator app")
    no_sideways(screen)
    expect(screen.get_by_role("img", name="QR code for the app").locator("svg")).to_be_visible()
    secret = screen.get_by_label("Key", exact=True).input_value().replace(" ", "")
    shown = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    screen.get_by_label("The 6 digits that the app shows now").fill(shown)
    press(screen, "Switch the second factor on")
    heading(screen, "10 recovery codes")
    code = screen.locator("ol code").first.inner_text()
    screen.get_by_label("I keep them where I find them without my phone").check()
    press(screen, "Done, back to authentication")
    expect(screen.get_by_text("10 of 10 left.")).to_be_visible()
    screen.context.clear_cookies()
    sign_in(screen)
    heading(screen, "One more proof")
    no_sideways(screen)
    screen.get_by_label("Code from the app").fill("000000")
    press(screen, "Sign in")
    expect(screen.get_by_text("That is not what the app shows now.")).to_be_visible()
    screen.get_by_role("link", name="Use a recovery code").click()
    screen.get_by_label("Recovery code").fill(code)
    press(screen, "Sign in")
    is_home(screen)
    assert Authenticator.objects.get(type="recovery_codes").data["used_mask"] == 1


def test_another_browser_is_signed_out_from_the_list(screen, olive, browser):
    other = browser.new_page()
    other.portal = screen.portal
    sign_in(other)
    is_home(other)
    sign_in(screen)
    at(screen, "/profile/authentication/")
    expect(screen.get_by_text("this one")).to_be_visible()
    press(screen, "Sign out everywhere else")
    heading(screen, "Authentication")
    at(other, "/profile/")
    heading(other, "Sign in")
    other.close()


def test_the_profile_is_changed_and_the_account_left(screen, olive):
    sign_in(screen)
    at(screen, "/profile/")
    no_sideways(screen)
    screen.get_by_label("Name", exact=True).fill("Olive O.")
    screen.get_by_label("Dark").check()
    press(screen, "Save profile")
    expect(screen.locator("html")).to_have_attribute("data-appearance", "dark")
    at(screen, "/profile/leaving/").get_by_role("link", name="Delete my account").click()
    screen.get_by_label("Type olive to show that you mean it").fill("olive")
    press(screen, "Delete my account")
    heading(screen, "Your account is deleted")
    assert not User.objects.exists()


def test_a_new_address_is_confirmed_by_its_code(screen, olive):
    sign_in(screen)
    at(screen, "/profile/").get_by_role("link", name="Change address").click()
    screen.get_by_label("New e-mail").fill("olive@new.example")
    press(screen, "Mail a code to it")
    screen.get_by_label("Code from the mail to the new address").fill(
        code_in(last_mail_to("olive@new.example"))
    )
    press(screen, "Make it my address")
    expect(screen.get_by_label("E-mail")).to_have_value("olive@new.example")
