"""Sign-in methods, password and email in the Portal API."""

from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from accounts.login import api_tokens
from accounts.models import User
from tests.accounts.api.errors import error_code
from tests.cast import PASSWORD
from tests.mail import code_in, last_mail_to

pytestmark = pytest.mark.django_db
NEW = "a new one of four words"


def test_changing_the_password_keeps_the_given_session_and_ends_the_others(call, olive):
    expected, other = api_tokens.issue(olive), api_tokens.issue(olive)
    body = {"NewPassword": NEW, "CurrentPassword": "wrong", "RefreshToken": expected.refresh_token}
    assert call("PUT", "/me/password", body, pair=expected).status_code == 400
    done = call("PUT", "/me/password", {**body, "CurrentPassword": PASSWORD}, pair=expected)
    assert (done.status_code, done.json()["Username"]) == (200, "olive")
    assert call("GET", "/me", pair=expected).status_code == 200
    assert call("GET", "/me", pair=other).status_code == 401


def test_a_new_email_requires_the_password_and_its_code(call, olive):
    body = {"Email": "olive@new.example", "Password": "wrong"}
    assert call("PUT", "/me/email", body, user=olive).status_code == 400
    assert call("PUT", "/me/email", {**body, "Password": PASSWORD}, user=olive).status_code == 204
    code = code_in(last_mail_to("olive@new.example"))
    assert call("POST", "/confirmation", {"Code": code}, user=olive).status_code == 204
    assert User.objects.get().email == "olive@new.example"


def test_sign_in_methods_are_listed_as_in_the_contract(call, olive):
    SocialAccount.objects.create(user=olive, provider="github", uid="1")
    methods = call("GET", "/me/authorizationmethods", user=olive).json()
    assert methods == [{"Name": "Password"}, {"Name": "Github"}]


def test_a_sign_in_method_is_removed_unless_it_is_the_last(call, olive):
    SocialAccount.objects.create(user=olive, provider="github", uid="1")
    assert call("DELETE", "/me/authorizationmethods/Github", user=olive).status_code == 204
    last = call("DELETE", "/me/authorizationmethods/Password", user=olive)
    assert (last.status_code, error_code(last)) == (400, "AuthorizationMethod.LastOne")
    assert call("DELETE", "/me/authorizationmethods/Google", user=olive).status_code == 404
    assert call("DELETE", "/me/authorizationmethods/Facebook", user=olive).status_code == 404


def test_removing_a_sign_in_method_requires_recent_sign_in_or_a_confirmed_code(call, olive, clock):
    SocialAccount.objects.create(user=olive, provider="github", uid="1")
    pair = api_tokens.issue(olive)
    clock.move(timedelta(minutes=16))
    refused = call("DELETE", "/me/authorizationmethods/Github", pair=pair)
    assert (refused.status_code, error_code(refused)) == (403, "Confirmation.Required")
    call("POST", "/me/verifyemail", pair=pair)
    call("POST", "/confirmation", {"Code": code_in(last_mail_to(olive.email))}, pair=pair)
    assert call("DELETE", "/me/authorizationmethods/Github", pair=pair).status_code == 204


def test_linking_responds_with_the_address_for_the_browser(call, olive, client):
    response = call("POST", "/me/authorizationmethods/Google/link", user=olive).json()
    path = "/profile/authentication/link/google/"
    assert response == {"RedirectUrl": settings.SITE_URL + path}
    assert client.get(path)["Location"].startswith("/accounts/login/")
    assert call("POST", "/me/authorizationmethods/Password/link", user=olive).status_code == 404
