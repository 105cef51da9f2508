"""The password meter in the browser accepts only what the server accepts."""

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD


@pytest.fixture
def meter(sign_in, cast):
    """Open the page on which Olive changes her password."""
    return sign_in(cast.olive, "/profile/password/")


def strength(page):
    return page.get_by_role("progressbar", name="Password strength")


def test_only_a_password_that_the_server_accepts_is_shown_as_accepted(meter):
    new = meter.locator("[data-password] input")
    new.fill(PASSWORD)
    expect(strength(meter)).to_have_attribute("data-valid", "")
    new.fill("password1234")
    expect(meter.get_by_text("This password is commonly used. Choose another.")).to_be_visible()
    expect(strength(meter)).not_to_have_attribute("data-valid", "")


def test_no_password_hint_is_shown_without_a_response_of_the_server(meter):
    meter.route("**/accounts/password/check/", lambda route: route.abort())
    meter.locator("[data-password] input").fill(PASSWORD)
    expect(meter.get_by_text("It is checked when you continue.")).to_be_visible()
    expect(strength(meter)).not_to_have_attribute("data-valid", "")
