"""The page after sign-in: the one that was requested, and never one of another site."""

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from lib import next_url
from tests.accounts.login_flows import register, reset_password, sign_in, sign_in_with_mfa
from tests.cast import PASSWORD, create_user
from tests.login import signed_in

pytestmark = pytest.mark.django_db
WANTED = "/organizations/?search=a&environment=Sandbox"
FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "https:///evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example/",
    " //evil.example/",
    "\x01//evil.example/",
    "http://testserver.evil.example/",
    f"/{'x' * next_url.MAX_LENGTH}",
]


def choose_a_username(client, wanted):
    signed_in(client, User.objects.create_user(None, "tess@example.com", name="Tess Moreau"))
    return client.post(reverse("choose_username"), {"username": "tess", "next": wanted})


def revisit_username_choice(client, wanted):
    signed_in(client, create_user("tess"))
    return client.get(reverse("choose_username"), {"next": wanted})


def reauthenticate(client, wanted):
    signed_in(client, create_user("tess"))
    form = {"by": "password", "password": PASSWORD, "next": wanted}
    return client.post(reverse("account_reauthenticate"), form)


STEPS = [
    sign_in,
    sign_in_with_mfa,
    register,
    reset_password,
    choose_a_username,
    revisit_username_choice,
    reauthenticate,
]


@pytest.mark.parametrize("step", STEPS)
def test_each_sign_in_step_redirects_to_the_requested_page(client, step):
    assert step(client, WANTED)["Location"] == WANTED


@pytest.mark.parametrize("url", FOREIGN)
def test_an_address_of_another_site_is_not_a_redirect_target(url):
    for scheme in ("http", "https"):
        request = RequestFactory().get("/", secure=scheme == "https")
        assert next_url.safe_url(request, url) == ""


@pytest.mark.parametrize("url", [WANTED, "/", "http://testserver/profile/"])
def test_an_address_of_the_portal_is_unchanged(url):
    assert next_url.safe_url(RequestFactory().get("/"), url) == url


@pytest.mark.parametrize("step", STEPS)
def test_no_sign_in_step_redirects_to_another_site(client, step):
    assert step(client, FOREIGN[0])["Location"] == reverse("home")


def test_signing_out_never_redirects_to_another_site(client):
    signed_in(client, create_user("tess"))
    response = client.post(reverse("account_logout"), {"next": FOREIGN[0]})
    assert response["Location"] == reverse("account_login")


@pytest.mark.parametrize(
    "name", ["account_login", "register", "account_reset_password", "account_reauthenticate"]
)
def test_no_sign_in_page_links_to_another_site(client, name):
    if name == "account_reauthenticate":
        signed_in(client, create_user("tess"))
    assert "evil" not in client.get(reverse(name), {"next": FOREIGN[0]}).content.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [("account_login", "Register"), ("account_login", "Forgot password?"), ("register", "Sign in")],
)
def test_another_sign_in_method_still_redirects_to_the_requested_page(name, words):
    page = Client().get(reverse(name), {"next": WANTED}).content.decode()
    address = re.search(rf'href="([^"]+)">{re.escape(words)}<', page)[1]
    onward = Client().get(address).content.decode()
    assert f'name="next" value="{WANTED.replace("&", "&amp;")}"' in onward
