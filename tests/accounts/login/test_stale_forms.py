"""Sign-in open in two tabs of one browser."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.login.stale_forms import SIGN_IN_PAGES
from tests.accounts.authenticator_app import is_signed_in
from tests.cast import PASSWORD, create_user

pytestmark = pytest.mark.django_db
EVIL = "https://evil.example/"


@pytest.fixture
def browser() -> Client:
    create_user("tess")
    return Client(enforce_csrf_checks=True)


def token_on(browser, name="account_login") -> str:
    """Return the CSRF token of the page's form."""
    return str(browser.get(reverse(name)).context["csrf_token"])


def sign_in(browser, token: str, next_page="", **sent):
    sent = {"login": "tess", "password": PASSWORD, "next": next_page, "csrfmiddlewaretoken": token, **sent}
    return browser.post(reverse("account_login"), sent)


def sign_out(browser) -> None:
    token = token_on(browser, "account_logout")
    browser.post(reverse("account_logout"), {"csrfmiddlewaretoken": token})
    assert not is_signed_in(browser)


def test_the_second_tab_redirects_to_its_requested_page(browser):
    first, second = token_on(browser), token_on(browser)
    sign_in(browser, first)
    assert sign_in(browser, second, "/organizations/?search=a")["Location"] == "/organizations/?search=a"
    assert sign_in(browser, second)["Location"] == reverse("home")
    assert sign_in(browser, second, EVIL)["Location"] == reverse("home")


@pytest.mark.parametrize("name", SIGN_IN_PAGES)
def test_every_sign_in_form_redirects_when_already_signed_in(browser, name):
    stale = token_on(browser)
    sign_in(browser, stale)
    response = browser.post(reverse(name), {"next": "/profile/", "csrfmiddlewaretoken": stale})
    assert response["Location"] == "/profile/"


def test_a_stale_form_after_sign_out_is_shown_again_and_signs_no_one_in(browser):
    stale = token_on(browser)
    sign_in(browser, stale)
    sign_out(browser)
    response = browser.post(
        reverse("account_login"),
        {"login": "tess", "password": PASSWORD, "next": "/profile/", "csrfmiddlewaretoken": stale},
        follow=True,
    )
    assert response.redirect_chain == [(f"{reverse('account_login')}?next=%2Fprofile%2F", 302)]
    assert "This form expired." in response.content.decode()
    assert not is_signed_in(browser)


@pytest.mark.parametrize(
    ("sent", "headers"),
    [({}, {}), ({"csrfmiddlewaretoken": "x"}, {}), (None, {"Origin": "https://evil.example"})],
)
def test_a_form_without_a_token_or_from_another_site_is_rejected(browser, sent, headers):
    token = token_on(browser)
    sign_in(browser, token)
    sent = {"csrfmiddlewaretoken": token} if sent is None else sent
    assert browser.post(reverse("account_login"), sent, headers=headers).status_code == 403


def test_a_stale_form_that_changes_something_is_rejected(browser):
    stale = token_on(browser)
    sign_in(browser, stale)
    for address in (reverse("github_login") + "?process=connect", reverse("profile")):
        assert browser.post(address, {"csrfmiddlewaretoken": stale}).status_code == 403
