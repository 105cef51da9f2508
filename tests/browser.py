"""Steps through the portal in a browser, as a user takes them."""

import re

from playwright.sync_api import expect

from tests.cast import PASSWORD


def open_path(page, path: str):
    """Opens a path of the portal."""
    page.goto(page.portal + path)
    return page


def expect_heading(page, name):
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    page.wait_for_load_state()  # htmx hears what is typed from then on


def click_button(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sign_in(page, login="olive", password=PASSWORD, path="/accounts/login/"):
    open_path(page, path)
    page.get_by_label("Username or email").fill(login)
    page.get_by_label("Password", exact=True).fill(password)
    click_button(page, "Sign in")


def expect_home(page) -> None:
    expect(page).to_have_url(re.compile(r"://[^/]+/(\?.*)?$"))


def assert_no_horizontal_scroll(page) -> None:
    """Nothing makes the page wider than its screen, once its style sheets are there."""
    page.wait_for_load_state()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def choose_identity(page, who: str) -> None:
    """Choose a user at a stand-in."""
    expect(page.get_by_role("heading", level=1, name=re.compile("Stand-in for"))).to_be_visible()
    page.get_by_role("button", name=re.compile(re.escape(who))).click()
