"""Invitations in a browser: by username, by address with registration, accepted and declined."""

import pytest
from playwright.sync_api import expect

from contributors.models import AccessGrant, AccessPreset
from tests.browser import assert_no_horizontal_scroll, click_button, expect_heading
from tests.cast import create_user
from tests.login import signed_in
from tests.mail import code_in, last_mail_to, link_in
from tests.visual.accessibility import NARROW, axe_violations

NEW = "/organizations/acme_Sandbox/invitations/new/"


@pytest.fixture
def other_page(browser, live_portal):
    """A page of another browser."""
    context = browser.new_context(base_url=live_portal.url)
    yield context.new_page()
    context.close()


def test_someone_found_by_name_is_invited_and_accepts_on_home(sign_in, cast, other_page, live_portal):
    noor = create_user("noor", name="Noor Khalil")
    preset = AccessPreset.objects.exclude(roles=[]).first()
    page = sign_in(cast.adam, NEW)
    expect_heading(page, "Invite to Acme Sandbox")
    people = page.get_by_label("People", exact=True)
    people.press_sequentially("vict")
    expect(page.get_by_role("button", name="Victor already a contributor")).to_be_disabled()
    people.fill("noor")
    expect(page.get_by_role("button", name="Noor Khalil noor")).to_be_visible()
    people.press_sequentially("@example.com\n")  # faster than the search, which still shows the one before
    chip = page.get_by_role("button", name="Remove noor@example.com")
    chip.click()
    expect(chip).to_have_count(0)
    people.fill("noor")
    expect(page.get_by_role("button", name="Noor Khalil noor")).to_be_visible()
    people.press("Enter")
    expect(page.get_by_role("button", name="Remove Noor Khalil")).to_be_visible()
    expect(people).to_have_value("")
    people.press_sequentially("a@example.com, b@example.com")
    expect(page.get_by_role("button", name="Add 2 entries")).to_be_visible()
    people.press("Enter")
    page.get_by_role("button", name="Remove b@example.com").click()
    expect(page.get_by_role("button", name="Invite 2 people")).to_be_visible()
    page.get_by_label("Preset").select_option(str(preset.pk))
    expect(page.locator(".invite-roles").get_by_text(preset.roles[0], exact=True)).to_be_visible()
    page.get_by_role("button", name="Choose roles").click()
    page.get_by_label("Find a role").fill("zzz")
    expect(page.get_by_text("No role matches.")).to_be_visible()
    page.get_by_label("Find a role").fill("OrderReader")
    page.get_by_label("OrderReader", exact=True).check()
    page.get_by_label("Act as buyer users").check()
    assert axe_violations(page) == []
    page.set_viewport_size(NARROW)
    assert_no_horizontal_scroll(page)
    click_button(page, "Invite 2 people")
    expect(page.get_by_role("status").get_by_text("Invited Noor Khalil and a@example.com")).to_be_visible()

    signed_in(other_page, noor, live_portal.url)
    other_page.goto("/")
    waiting = other_page.get_by_role("region", name="Invitations")
    expect(waiting).to_contain_text("Adam invited you to Acme")
    expect(waiting).to_contain_text("can act as buyer users")
    waiting.get_by_role("button", name="Accept").click()
    expect(other_page.get_by_role("status").get_by_text("You joined Acme")).to_be_visible()
    expect(other_page.get_by_role("link", name="Acme", exact=True).first).to_be_visible()
    expect(waiting).to_have_count(0)
    grant = AccessGrant.objects.get(user=noor)
    assert (grant.is_accepted, grant.impersonate_buyer, "OrderReader" in grant.roles) == (True, True, True)
    assert grant.is_admin is False


def test_an_address_without_an_account_registers_and_comes_back_to_the_invitation(sign_in, cast, other_page):
    page = sign_in(cast.adam, NEW)
    page.get_by_label("People", exact=True).fill("dana@example.com")
    page.get_by_label("Message").fill("For the spring catalog.")
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_role("status").get_by_text("Invited dana@example.com")).to_be_visible()

    other_page.goto(link_in(last_mail_to("dana@example.com")))
    expect_heading(other_page, "You're invited")
    assert axe_violations(other_page) == []
    other_page.get_by_role("link", name="Create an account").click()
    expect(other_page.get_by_label("Email")).to_have_value("dana@example.com")
    click_button(other_page, "Email me a code")
    other_page.get_by_label("Verification code").fill(code_in(last_mail_to("dana@example.com")))
    click_button(other_page, "Continue")
    other_page.get_by_label("Name", exact=True).fill("Dana Reyes")
    other_page.get_by_label("Username").fill("dana")
    other_page.get_by_label("Password", exact=True).fill("a long enough phrase 7")
    other_page.get_by_role("checkbox", name="I accept the terms").check()
    click_button(other_page, "Create account")
    expect_heading(other_page, "You're invited to Acme Sandbox")
    expect(other_page.get_by_text("For the spring catalog.")).to_be_visible()
    assert axe_violations(other_page) == []
    click_button(other_page, "Accept")
    expect(other_page).to_have_url(f"{page.url.partition('/organizations')[0]}/organizations/acme_Sandbox/")
    assert AccessGrant.objects.get(user__username="dana").is_accepted


def test_an_invitation_is_declined_with_a_word(sign_in, cast):
    page = sign_in(cast.ida, "/")
    waiting = page.get_by_role("region", name="Invitations")
    expect(waiting.get_by_role("link", name="Decline")).to_have_count(3)
    waiting.get_by_role("link", name="Decline").first.click()
    page.get_by_label("Message").fill("Wrong Ida.")
    assert axe_violations(page) == []
    page.set_viewport_size(NARROW)
    assert_no_horizontal_scroll(page)
    click_button(page, "Decline")
    expect(page.get_by_role("status").get_by_text("Declined the invitation to Acme")).to_be_visible()
    expect(waiting.get_by_role("link", name="Decline")).to_have_count(2)
    assert AccessGrant.objects.filter(user=cast.ida).count() == 2


def test_the_contributors_page_opens_the_form_as_a_dialog(sign_in, cast):
    page = sign_in(cast.adam, "/organizations/acme_Sandbox/contributors/")
    page.get_by_role("link", name="Invite").click()
    dialog = page.get_by_role("dialog", name="Invite to Acme Sandbox")
    expect(dialog).to_be_visible()
    dialog.get_by_label("People", exact=True).fill("ghost")
    dialog.get_by_role("button", name="Invite", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("No one has this username.")
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("link", name="Invite", exact=True).click()
    expect(dialog.get_by_label("People", exact=True)).to_have_value("ghost")
    dialog.get_by_role("link", name="Cancel").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("link", name="Invite").click()
    dialog.get_by_label("People", exact=True).fill("stan")
    dialog.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_role("status").get_by_text("Invited Stan")).to_be_visible()
    page.get_by_role("link", name="Stan stan").click()
    expect_heading(page, "Stan Pending")
    click_button(page, "Resend")
    expect(page.get_by_role("status").get_by_text("Sent the invitation of Stan again")).to_be_visible()
    assert axe_violations(page) == []
