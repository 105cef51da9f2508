"""Tokens of the Portal API, as the vendor's client library requests them."""

from datetime import timedelta

import jwt
import pytest
from django.conf import settings
from django.test import Client

from accounts.audit.events import Event
from accounts.login import active_sessions, api_tokens, passwords
from accounts.mfa import enrollment
from accounts.models import AuditEntry, RefreshToken
from lib import clock as portal_clock
from tests.accounts.authenticator_app import SECRET
from tests.cast import PASSWORD, create_user
from tests.login import signed_in
from tests.mail import code_in, mails_to

pytestmark = pytest.mark.django_db


def request_token(client, **fields):
    return client.post(
        "/api/v1/oauth/token", "&".join(f"{k}={v}" for k, v in fields.items()), content_type=FORM
    )


FORM = "application/x-www-form-urlencoded"


def by_password(client, username="olive", password=PASSWORD, **more):
    return request_token(client, grant_type="password", username=username, password=password, **more)


def get_me(client, token):
    return client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("username", ["olive", "Olive", "olive@example.com"])
def test_username_or_email_and_password_give_a_token_for_me(client, olive, username):
    response = by_password(client, username).json()
    assert set(response) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert (response["token_type"], response["expires_in"]) == ("bearer", 1200)
    me = get_me(client, response["access_token"])
    assert (me.status_code, me.json()["Username"], me.json()["Email"]) == (200, "olive", "olive@example.com")


def test_a_captcha_token_is_accepted_and_ignored(client, olive):
    assert by_password(client, recaptchaToken="anything").status_code == 200


def test_the_token_is_a_jwt_with_the_claims_that_clients_read(client, olive):
    claims = jwt.decode(by_password(client).json()["access_token"], options={"verify_signature": False})
    assert claims["usr"] == "olive"
    assert claims["iss"] == settings.SITE_URL
    assert claims["aud"] == f"{settings.SITE_URL}/api/v1"
    assert claims["exp"] - claims["nbf"] == 1200
    assert abs(claims["nbf"] - portal_clock.timestamp()) < 10


@pytest.mark.parametrize("username", ["olive", "nobody"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_error(client, olive, username):
    response = by_password(client, username, "wrong")
    assert response.status_code == 401
    assert response.json() == {
        "error": "invalid_grant",
        "error_description": "Incorrect username or password.",
        "Errors": [
            {
                "ErrorCode": "Auth.InvalidUsernameOrPassword",
                "Message": "Incorrect username or password.",
                "Data": None,
            }
        ],
    }


def test_ten_wrong_passwords_lock_the_api_as_well(client, olive):
    codes = [by_password(client, "olive", "wrong").json()["Errors"][0]["ErrorCode"] for _ in range(10)]
    assert codes[8:] == ["Auth.InvalidUsernameOrPassword", "Auth.LockedOut"]
    assert by_password(client).json()["Errors"][0]["ErrorCode"] == "Auth.LockedOut"


def test_missing_fields_a_wrong_type_and_an_unknown_grant_have_their_own_errors(client, olive):
    assert by_password(client, "olive", "").json()["error"] == "invalid_request"
    as_json = client.post("/api/v1/oauth/token", {"grant_type": "password"}, content_type="application/json")
    assert as_json.json()["Errors"][0]["ErrorCode"] == "Request.InvalidContentType"
    assert request_token(client, grant_type="magic").json()["error"] == "unsupported_grant_type"


def test_a_user_without_a_username_chooses_one_first(client, olive):
    create_user("someone", email="new@example.com")
    type(olive).objects.filter(username="someone").update(username=None)
    response = by_password(client, "new@example.com")
    assert response.json()["Errors"][0]["ErrorCode"] == "Auth.UsernameRequired"


def test_a_refresh_gives_a_new_pair_and_keeps_the_earlier_refresh_token_valid(client, olive):
    first = by_password(client).json()
    second = request_token(client, grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    again = request_token(client, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert get_me(client, again.json()["access_token"]).status_code == 200


def refresh(client, token, agent="sdk/1", ip="10.4.0.17"):
    form = f"grant_type=refresh_token&refresh_token={token}"
    return client.post(
        "/api/v1/oauth/token", form, content_type=FORM, headers={"User-Agent": agent}, REMOTE_ADDR=ip
    )


def test_a_refresh_token_that_is_exchanged_again_works_and_is_audited_once(client, olive):
    first = by_password(client).json()["refresh_token"]
    second = refresh(client, first).json()["refresh_token"]
    reused = AuditEntry.objects.filter(event=Event.REFRESH_TOKEN_REUSED)
    assert not reused.exists()
    for _ in range(3):
        assert refresh(client, first, "other/2", "192.0.2.9").status_code == 200
    entry = reused.get()
    assert entry.actor == olive
    assert (entry.details["client"], entry.details["network"]) == ("other/2", "192.0.2.9")
    refresh(client, second), refresh(client, second)
    assert [row.details["client"] for row in reused.order_by("pk")] == ["other/2", "sdk/1"]


@pytest.mark.parametrize("sign_out", [True, False])
@pytest.mark.parametrize("by", ["change", "reset"])
def test_a_new_password_ends_every_family_even_when_browsers_stay(client, olive, by, sign_out):
    first = by_password(client).json()
    second = refresh(client, first["refresh_token"]).json()
    if by == "change":
        passwords.change(olive, PASSWORD, "a new one of four words", sign_out=sign_out)
    else:
        passwords.request_reset("olive")
        code = code_in(mails_to(olive.email)[0])
        passwords.reset("olive", code, "a new one of four words", sign_out=sign_out)
    for pair in (first, second):
        assert get_me(client, pair["access_token"]).status_code == 401
        assert refresh(client, pair["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_right_password_that_is_refused_for_two_factor_authentication_is_audited(client, olive):
    enrollment.enable_totp(olive, SECRET)
    assert by_password(client).status_code == 401
    entry = AuditEntry.objects.get(event=Event.USER_SIGN_IN_FAILED)
    assert (entry.target_id, entry.details["why"]) == (str(olive.pk), "two-factor authentication")
    assert not RefreshToken.objects.exists()


def test_the_list_of_sessions_shows_the_client_of_the_last_refresh(client, olive, clock):
    token = by_password(client).json()["refresh_token"]
    clock.move(timedelta(hours=3))
    refresh(client, token, "@ordercloud/portal-javascript-sdk", "10.4.0.17")
    clock.move(timedelta(hours=2))
    (session,) = active_sessions.active_sessions(olive, None)
    assert (session.name, session.ip) == ("@ordercloud/portal-javascript-sdk", "10.4.0.17")
    page = signed_in(Client(), olive).get("/profile/authentication/").content.decode()
    assert "refreshed" in page
    assert ">2 h ago</time>" in page


def test_revoking_ends_the_whole_token_family_immediately_and_no_other(client, olive):
    first, other = by_password(client).json(), by_password(client).json()
    second = request_token(client, grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    client.post("/api/v1/oauth/revoke", f"token={second['refresh_token']}", content_type=FORM)
    refused = request_token(client, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert get_me(client, second["access_token"]).status_code == 401
    assert get_me(client, other["access_token"]).status_code == 200


def test_revoking_an_unknown_token_succeeds(client):
    assert client.post("/api/v1/oauth/revoke", "token=unknown", content_type=FORM).status_code == 204


def test_access_lasts_20_minutes_and_a_refresh_token_30_days(client, olive, clock):
    pair = by_password(client).json()
    clock.move(timedelta(minutes=20, seconds=1))
    assert get_me(client, pair["access_token"]).status_code == 401
    clock.move(timedelta(days=29))
    assert (
        request_token(client, grant_type="refresh_token", refresh_token=pair["refresh_token"]).status_code
        == 200
    )
    clock.move(timedelta(days=1))
    assert (
        request_token(client, grant_type="refresh_token", refresh_token=pair["refresh_token"]).status_code
        == 400
    )


@pytest.mark.parametrize(
    "header", [None, "", "Bearer ", "Bearer nonsense", "Bearer a.b.c", "Basic b2xpdmU6eA=="]
)
def test_without_a_valid_token_the_response_is_401_in_the_envelope(client, header):
    response = client.get("/api/v1/me", headers={"Authorization": header} if header is not None else {})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["Errors"][0]["ErrorCode"] == "InvalidToken"


def test_a_token_of_another_portal_or_another_key_is_rejected(client, olive):
    claims = jwt.decode(api_tokens.issue(olive).access_token, options={"verify_signature": False})
    forged = jwt.encode(claims, "another key, which is long enough", "HS256")
    assert get_me(client, forged).status_code == 401
    unsigned = jwt.encode(claims, None, "none")
    assert get_me(client, unsigned).status_code == 401


def test_closing_the_account_ends_its_tokens(client, olive):
    pair = by_password(client).json()
    olive.is_active = False
    olive.save()
    assert get_me(client, pair["access_token"]).status_code == 401
    assert (
        request_token(client, grant_type="refresh_token", refresh_token=pair["refresh_token"]).status_code
        == 400
    )


@pytest.mark.usefixtures("frozen_time")
def test_a_network_may_request_120_tokens_a_minute(client):
    fields_sent = {"grant_type": "refresh_token", "refresh_token": "unknown"}
    assert [request_token(client, **fields_sent).status_code for _ in range(121)] == [400] * 120 + [429]


@pytest.mark.usefixtures("frozen_time")
def test_wrong_passwords_of_one_network_are_rate_limited(client):
    responses = [by_password(client, f"nobody{number}", "wrong").status_code for number in range(31)]
    assert responses == [401] * 30 + [429]


def test_only_the_digest_of_a_refresh_token_is_stored(client, olive):
    pair = by_password(client).json()
    row = RefreshToken.objects.get()
    assert pair["refresh_token"] not in str(vars(row))
    assert len(row.digest) == 64


def test_expired_tokens_are_deleted(client, olive, clock):
    by_password(client)
    clock.move(timedelta(days=31))
    assert api_tokens.purge_expired() == 1


def test_an_api_sign_in_is_audited(client, olive):
    by_password(client)
    entry = AuditEntry.objects.get(event=Event.USER_SIGNED_IN)
    assert (entry.actor, entry.details["method"]) == (olive, "Portal API")


@pytest.mark.parametrize("field", ["username", "password"])
def test_a_nul_character_gets_no_token(client, olive, field):
    form = {"grant_type": "password", "username": "olive", "password": PASSWORD}
    form[field] += "%00"
    body = "&".join(f"{name}={value}" for name, value in form.items())
    response = client.post("/api/v1/oauth/token", body, content_type=FORM)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


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
