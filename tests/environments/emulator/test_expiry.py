"""Expiry of locks, passwords, codes and tokens. The tests set the clock ahead instead of waiting."""

import pytest

from tests.environments.emulator.api_client import error_of, user
from tests.environments.emulator.users import OPEN_CLIENT

MINUTE, HOUR, DAY = 60, 3600, 86_400
GOOD, BETTER = "Correct-Horse-9", "Another-Horse-10"


@pytest.fixture
def client(seller_api):
    seller_api.post("/adminusers", user("boss"))
    return seller_api.post("/apiclients", OPEN_CLIENT | {"RefreshTokenDuration": 120})["ID"]


@pytest.fixture
def sign_in(marketplace, client):
    def response(password: str = GOOD):
        form = {"grant_type": "password", "client_id": client, "username": "boss"}
        return marketplace.token(**form, password=password)

    return response


def set_password_policy(api, **config) -> None:
    """Create a security profile of all seller users with these password rules."""
    body = {"ID": "rules", "Name": "Rules", "Roles": ["PasswordReset"], "PasswordConfig": config}
    api.put("/securityprofiles/rules", body)
    api.post("/securityprofiles/assignments", {"SecurityProfileID": "rules"})


def locked(response) -> bool:
    return not response.ok and error_of(response)[2] == "Auth.LockedOut"


# locks


def test_a_lock_ends_after_two_minutes(sign_in, clock):
    for _ in range(10):
        assert not locked(sign_in("wrong"))
    assert locked(sign_in())
    clock(MINUTE)
    assert locked(sign_in())
    clock(2 * MINUTE + 1)
    assert sign_in().ok


def test_a_profile_sets_failures_and_duration_of_a_lock(seller_api, sign_in, clock):
    set_password_policy(seller_api, AllowedFailedAttempts=3, LockoutDuration=10)
    for _ in range(3):
        sign_in("wrong")
    assert locked(sign_in())
    clock(5 * MINUTE)
    assert locked(sign_in())
    clock(10 * MINUTE + 1)
    assert sign_in().ok


def test_a_success_resets_the_failures(sign_in):
    for _ in range(2):
        for _ in range(9):
            sign_in("wrong")
        assert sign_in().ok


# passwords


def test_a_profile_may_let_passwords_expire(seller_api, sign_in, clock):
    set_password_policy(seller_api, MaximumPasswordAge=30)
    clock(29 * DAY)
    assert sign_in().ok
    clock(31 * DAY)
    assert error_of(sign_in()) == (400, "invalid_grant", "Auth.PasswordExpired")


def test_a_password_below_a_stricter_policy_is_rejected(seller_api, sign_in):
    set_password_policy(seller_api, MinimumCharacterCount=20, SpecialCharacterRequired=True)
    response = sign_in()
    assert error_of(response) == (400, "invalid_grant", "PasswordReset.InsecurePassword")
    data = response.json()["Errors"][0]["Data"]
    assert (data["MinimumCharacterCount"], data["SpecialCharacterRequired"]) == (20, True)


def test_a_password_is_not_reused_or_changed_too_soon(marketplace, seller_api, client):
    set_password_policy(seller_api, LimitPasswordReuse=2, MinimumPasswordAge=1)
    boss = marketplace.with_assertion(username="boss", client_id=client, scope="PasswordReset")
    soon = (400, "PasswordReset.TooSoonToChange")
    assert boss.refused("POST", "/me/password", {"NewPassword": BETTER}) == soon
    again = (400, "PasswordReset.CannotReusePassword")
    assert boss.refused("POST", "/me/password", {"NewPassword": GOOD}) == again


# codes


@pytest.fixture
def mailed(marketplace, seller_api, client, session, control):
    """Request a password reset for boss, and return the body of the message."""
    sender = {"ID": "mail", "Name": "Mail", "MessageTypes": ["ForgottenPassword"], "SharedKey": "key"}
    seller_api.post("/messagesenders", sender | {"URL": "https://x.example"})
    seller_api.post("/messagesenders/assignments", {"MessageSenderID": "mail"})
    body = {"ClientID": client, "Email": "boss@example.com", "URL": "https://shop.example/reset"}
    assert session.post(marketplace.base_url + "/v1/password/reset", json=body).status_code == 204
    (message,) = control("GET", "/messages", organization=marketplace.portal_id).json()["Items"]
    return message["EventBody"]


@pytest.fixture
def reset_password(marketplace, client, session):
    def response(code: str, **body):
        usual = {"ClientID": client, "Username": "boss", "Password": BETTER}
        return session.put(f"{marketplace.base_url}/v1/password/reset/{code}", json=usual | body)

    return response


def code_of(response) -> str:
    return response.json()["Errors"][0]["ErrorCode"]


def test_a_code_expires_after_two_hours(mailed, reset_password, clock):
    clock(2 * HOUR + 1)
    response = reset_password(mailed["PasswordRenewalVerificationCode"])
    assert (response.status_code, code_of(response)) == (400, "PasswordReset.InvalidVerification")
    clock(HOUR)
    assert reset_password(mailed["PasswordRenewalVerificationCode"]).status_code == 204


def test_a_password_reset_reports_missing_and_invalid_values(
    mailed, reset_password, marketplace, client, session
):
    code = mailed["PasswordRenewalVerificationCode"]
    assert code_of(reset_password(code, Username=None)) == "PasswordReset.MissingUsername"
    assert code_of(reset_password(code, Username="other")) == "PasswordReset.InvalidVerification"
    assert code_of(reset_password(code, ClientID=None)) == "PasswordReset.MissingOrInvalidClientID"
    assert code_of(reset_password(code, Password="weak")) == "PasswordReset.InsecurePassword"
    response = session.post(marketplace.base_url + "/v1/password/reset", json={"ClientID": client})
    assert (response.status_code, code_of(response)) == (400, "PasswordReset.MissingUsernameOrEmail")
    assert reset_password(code).status_code == 204


def test_the_emailed_token_can_only_set_the_password(mailed, marketplace, sign_in):
    assert mailed["PasswordRenewalUrl"] == "https://shop.example/reset"
    caller = marketplace.with_token(mailed["PasswordRenewalAccessToken"])
    assert caller.refused("GET", "/buyers") == (403, "Auth.InsufficientRoles")
    caller.post("/me/password", {"NewPassword": BETTER})
    assert sign_in(BETTER).ok


# tokens


def test_a_token_expires_after_its_duration(marketplace, sign_in, clock):
    caller = marketplace.with_token(sign_in().json()["access_token"])
    clock(50 * MINUTE)
    assert caller.get("/me")
    clock(HOUR + 1)
    assert caller.refused("GET", "/me") == (401, "InvalidToken")


def test_a_refresh_token_expires_after_its_duration(marketplace, client, sign_in, clock):
    form = {"grant_type": "refresh_token", "client_id": client}
    token = sign_in().json()["refresh_token"]
    clock(2 * HOUR + 1)
    response = marketplace.token(**form, refresh_token=token)
    assert error_of(response) == (400, "invalid_grant", "Auth.OauthError")
    clock(HOUR)
    assert marketplace.token(**form, refresh_token=token).ok
