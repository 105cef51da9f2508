"""The transfer in a browser: the choice redraws what changes, and the code from the email makes it so."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from organizations.models import Organization
from tests.browser import assert_no_horizontal_scroll, click_button, expect_heading
from tests.cast import create_access, create_user
from tests.mail import code_in, last_mail_to
from tests.visual.accessibility import NARROW, axe_violations

TRANSFER = "/organizations/acme/transfer/"


@pytest.fixture
def crowd(cast):
    """Enough contributors for the search to be there."""
    for number in range(3):
        create_access(cast.pair.production, ["BuyerReader"], user=create_user(f"person{number}"))


def test_the_owner_transfers_the_pair_with_the_code_from_the_email(sign_in, cast, crowd, live_portal):
    page = sign_in(cast.olive, "/organizations/acme/settings/")
    page.get_by_role("link", name="Transfer ownership").click()
    expect_heading(page, "Transfer Acme Production")
    changes = page.get_by_role("region", name="What changes")
    expect(changes).to_contain_text("Choose a new owner to see what changes.")
    page.get_by_role("searchbox", name="Search people").fill("vic")
    expect(page.get_by_role("radio", name="Adam")).to_have_count(0)
    page.get_by_role("radio", name="Victor").check()
    expect(changes).to_contain_text("Only Victor can transfer them back.")
    page.get_by_role("searchbox", name="Search people").fill("")
    expect(page.get_by_role("radio", name="Victor")).to_be_checked()
    expect(page.get_by_role("radio", name="Ida")).to_be_disabled()
    page.get_by_role("radio", name="Adam").check()
    expect(changes.get_by_role("row", name="Olive Owner")).to_contain_text("Admin, full access")
    page.get_by_role("radio", name="Leave both").check()
    expect(changes.get_by_role("row", name="Olive Owner")).to_contain_text("No access")
    page.get_by_role("radio", name="Stay as admin").check()
    expect(changes.get_by_role("row", name="Olive Owner")).to_contain_text("Admin, full access")
    page.reload()  # the choice is in the address
    expect(page.get_by_role("radio", name="Adam")).to_be_checked()
    expect(changes.get_by_role("row", name="Olive Owner")).to_contain_text("Admin, full access")
    assert axe_violations(page) == []
    page.set_viewport_size(NARROW)
    assert_no_horizontal_scroll(page)
    click_button(page, "Send confirmation code")
    expect_heading(page, "Transfer Acme Production")
    assert_no_horizontal_scroll(page)
    assert axe_violations(page) == []
    page.get_by_label("Confirmation code").fill(code_in(last_mail_to(cast.olive.email)))
    click_button(page, "Make Adam the owner of both")
    expect(page.get_by_role("status").get_by_text("Transferred Acme to Adam")).to_be_visible()
    owners = User.objects.filter(pk__in=Organization.objects.filter(pk__startswith="acme").values("owner"))
    assert set(owners.values_list("username", flat=True)) == {"adam", "olive"}  # the sandbox stays
    assert Organization.objects.get(pk="acme_Staging").owner == cast.adam


def test_an_admin_is_told_who_may_transfer(sign_in, cast):
    page = sign_in(cast.adam, "/organizations/acme/settings/")
    expect(page.get_by_role("link", name="Transfer ownership")).to_have_count(0)
    sign_in(cast.adam, TRANSFER)
    expect(
        page.get_by_text("Only the owner can transfer this organization. The owner is Olive.")
    ).to_be_visible()
