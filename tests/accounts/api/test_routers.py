"""The Portal API for people: registration, passwords, ways to sign in, other people."""

import json
from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from accounts.login import api_tokens
from accounts.login import password as password_login
from accounts.models import User
from tests.cast import PASSWORD, create_user
from tests.mail import code_in, last_mail_to, mails_to, wrong

pytestmark = pytest.mark.django_db
NEW = "a new one of four words"
IDA = "ida@brandt.example"
WHO = {"Email": IDA, "Name": "Ida Brandt", "Username": "ida", "Password": PASSWORD}


@pytest.fixture
def olive():
    return create_user("olive", name="Olive Okafor")


@pytest.fixture
def call(client):
    def send(method, path, body=None, user=None, pair=None):
        pair = pair or (api_tokens.issue(user) if user else None)
        headers = {"Authorization": f"Bearer {pair.access_token}"} if pair else {"Authorization": "Bearer "}
        data = "" if body is None else json.dumps(body)
        kind = "application/json" if body is not None else ""
        return client.generic(method, f"/api/v1{path}", data, kind, headers=headers)

    return send


def code_of(answer) -> str:
    return answer.json()["Errors"][0]["ErrorCode"]


def test_a_user_registers_with_the_api(call):
    assert call("POST", "/register", {"Email": IDA, "Recaptcha": {"Token": "x"}}).status_code == 204
    code = code_in(last_mail_to(IDA))
    refused = call("POST", "/verify", {**WHO, "Code": wrong(code)})
    assert (refused.status_code, code_of(refused)) == (400, "Registration.InvalidCode")
    done = call("POST", "/verify", {**WHO, "Code": code, "Country": "SE", "SCAdmin": True, "Verified": True})
    assert done.status_code == 204
    ida = password_login.authenticate("ida", PASSWORD)
    assert (ida.email, ida.country, ida.is_staff) == (IDA, "SE", False)


def test_a_user_registered_with_the_api_accepts_the_terms_with_another_call(call):
    call("POST", "/register", {"Email": IDA})
    call("POST", "/verify", {**WHO, "Code": code_in(last_mail_to(IDA)), "TermsAccepted": "2026-09-01"})
    ida = User.objects.get(email=IDA)
    assert call("GET", "/me", user=ida).json()["TermsAccepted"] is None
    assert call("POST", "/me/accept", user=ida).status_code == 204
    assert call("POST", "/me/accept", user=ida).status_code == 400
    assert call("GET", "/me", user=ida).json()["TermsAccepted"]


def test_invalid_values_are_reported_before_the_code_is_used(call):
    call("POST", "/register", {"Email": IDA})
    code = code_in(last_mail_to(IDA))
    refused = call("POST", "/verify", {**WHO, "Code": code, "Username": IDA, "Password": "short"})
    assert refused.status_code == 400
    assert set(refused.json()["Errors"][0]["Data"]) == {"username", "password"}
    assert call("POST", "/verify", {**WHO, "Code": code}).status_code == 204


def test_a_known_email_gets_the_same_responses(call, olive):
    for address in (IDA, olive.email):
        assert call("POST", "/register", {"Email": address}).status_code == 204
    answers = [
        call("POST", "/verify", {**WHO, "Email": address, "Code": "000000"}) for address in (IDA, olive.email)
    ]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("path", ["/register", "/verify", "/forgotpassword", "/resetpassword", "/unlock"])
@pytest.mark.parametrize("body", [{}, [], "x", 1])
def test_a_malformed_body_is_rejected_without_sign_in(call, path, body):
    assert call("POST", path, body).status_code == 400


def test_a_forgotten_password_is_reset(call, olive):
    assert call("POST", "/forgotpassword", {"Email": olive.email}).status_code == 204
    assert call("POST", "/forgotpassword", {"Email": "nobody@example.com"}).status_code == 204
    code = code_in(last_mail_to(olive.email))
    body = {"Email": olive.email, "Password": NEW, "Code": wrong(code)}
    assert code_of(call("POST", "/resetpassword", body)) == "PasswordReset.InvalidVerification"
    done = call("POST", "/resetpassword", {**body, "Code": code})
    assert (done.status_code, done.json()["Username"]) == (200, "olive")
    assert password_login.authenticate("olive", NEW) == olive


def test_unlocking_ignores_the_empty_header_that_the_library_sends(call, olive):
    for _ in range(10):
        with pytest.raises((password_login.InvalidCredentials, password_login.AccountLocked)):
            password_login.authenticate("olive", "wrong")
    code = code_in(last_mail_to(olive.email))
    refused = call("POST", "/unlock", {"Email": olive.email, "Code": wrong(code)})
    assert (refused.status_code, code_of(refused)) == (400, "Unlock.InvalidCode")
    assert call("POST", "/unlock", {"Email": olive.email, "Code": code}).status_code == 204
    assert password_login.authenticate("olive", PASSWORD) == olive


def test_the_terms_are_accepted_once(call, olive):
    assert call("POST", "/me/accept", user=olive).status_code == 204
    again = call("POST", "/me/accept", user=olive)
    assert (again.status_code, code_of(again)) == (400, "Terms.AlreadyAccepted")
    assert call("GET", "/me", user=olive).json()["TermsAccepted"]


def test_changing_the_password_keeps_the_given_session_and_ends_the_others(call, olive):
    kept, other = api_tokens.issue(olive), api_tokens.issue(olive)
    body = {"NewPassword": NEW, "CurrentPassword": "wrong", "RefreshToken": kept.refresh_token}
    assert call("PUT", "/me/password", body, pair=kept).status_code == 400
    done = call("PUT", "/me/password", {**body, "CurrentPassword": PASSWORD}, pair=kept)
    assert (done.status_code, done.json()["Username"]) == (200, "olive")
    assert call("GET", "/me", pair=kept).status_code == 200
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
    assert (last.status_code, code_of(last)) == (400, "AuthorizationMethod.LastOne")
    assert call("DELETE", "/me/authorizationmethods/Google", user=olive).status_code == 404
    assert call("DELETE", "/me/authorizationmethods/Facebook", user=olive).status_code == 404


def test_removing_a_sign_in_method_requires_recent_sign_in_or_a_confirmed_code(call, olive, clock):
    SocialAccount.objects.create(user=olive, provider="github", uid="1")
    pair = api_tokens.issue(olive)
    clock.move(timedelta(minutes=16))
    refused = call("DELETE", "/me/authorizationmethods/Github", pair=pair)
    assert (refused.status_code, code_of(refused)) == (403, "Confirmation.Required")
    call("POST", "/me/verifyemail", pair=pair)
    call("POST", "/confirmation", {"Code": code_in(last_mail_to(olive.email))}, pair=pair)
    assert call("DELETE", "/me/authorizationmethods/Github", pair=pair).status_code == 204


def test_linking_responds_with_the_address_for_the_browser(call, olive, client):
    answer = call("POST", "/me/authorizationmethods/Google/link", user=olive).json()
    path = "/profile/authentication/link/google/"
    assert answer == {"RedirectUrl": settings.SITE_URL + path}
    assert client.get(path)["Location"].startswith("/accounts/login/")
    assert call("POST", "/me/authorizationmethods/Password/link", user=olive).status_code == 404


def test_users_are_found_by_name_or_username_and_shown_without_email(call, olive):
    create_user("oliver", name="Oliver Stone", email="secret@example.com")
    found = call("GET", "/portalusers?search=oliv&pageSize=1", user=olive)
    assert found.json() == {
        "Meta": {
            "Page": 1,
            "PageSize": 1,
            "TotalCount": 2,
            "TotalPages": 2,
            "ItemRange": [1, 1],
            "NextPageKey": None,
        },
        "Items": [{"Username": "olive", "Name": "Olive Okafor"}],
    }
    second = call("GET", "/portalusers?SEARCH=oliv&pageSize=1&page=2", user=olive).json()["Items"]
    assert second == [{"Username": "oliver", "Name": "Oliver Stone"}]
    assert call("GET", "/portalusers?search=secret", user=olive).json()["Items"] == []
    assert call("GET", "/portalusers", user=olive).json()["Items"] == []


@pytest.mark.parametrize(
    "query",
    [
        "pageSize=0",
        "pageSize=101",
        "page=x",
        "page=-1",
        "page=²",
        f"page=1{'0' * 5000}",
    ],
)
def test_invalid_pages_are_rejected(call, olive, query):
    assert call("GET", f"/portalusers?search=o&{query}", user=olive).status_code == 400


def test_a_user_is_read_by_username_in_any_case(call, olive):
    assert call("GET", "/portalusers/OLIVE", user=olive).json() == {
        "Username": "olive",
        "Name": "Olive Okafor",
    }
    missing = call("GET", "/portalusers/nobody", user=olive)
    assert missing.status_code == 404
    assert missing.json()["Errors"][0]["Data"] == {"ObjectType": "User", "ObjectID": "nobody"}
    assert call("GET", "/portalusers/olive@example.com", user=olive).status_code == 404


def test_a_first_sign_in_of_another_api_client_is_emailed(client, olive):
    def get_token(agent):
        client.post(
            "/api/v1/oauth/token",
            f"grant_type=password&username=olive&password={PASSWORD}",
            content_type="application/x-www-form-urlencoded",
            headers={"User-Agent": agent},
        )

    get_token("curl/8.5")
    get_token("curl/8.5")
    assert mails_to(olive.email) == []
    get_token("node-fetch/3")
    assert mails_to(olive.email)[0].subject == "New sign-in from node-fetch"
