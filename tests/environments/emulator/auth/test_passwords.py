"""Passwords: never shown, strong enough, and set anew with a mailed code."""

import pytest

from tests.environments.emulator.api_client import user


@pytest.fixture
def client(seller_api):
    body = {"AppName": "Back office", "Active": True, "AllowSeller": True, "AccessTokenDuration": 60}
    return seller_api.post("/apiclients", body)["ID"]


def signs_in(marketplace, client, password, username="boss") -> bool:
    form = {"grant_type": "password", "client_id": client, "username": username, "password": password}
    return marketplace.token(**form).ok


def test_no_answer_shows_a_password(seller_api):
    assert seller_api.post("/adminusers", user("boss"))["Password"] is None
    assert seller_api.get("/adminusers/boss")["Password"] is None
    assert "Correct-Horse-9" not in seller_api.call("GET", "/adminusers").text


def test_setting_a_password_dates_it(seller_api):
    assert seller_api.post("/adminusers", user("quiet", Password=None))["PasswordLastSetDate"] is None
    assert seller_api.patch("/adminusers/quiet", {"Password": "Correct-Horse-9"})["PasswordLastSetDate"]


def test_a_user_without_a_password_cannot_sign_in(marketplace, seller_api, client):
    seller_api.post("/adminusers", user("boss", Password=None))
    assert not signs_in(marketplace, client, "")
    assert not signs_in(marketplace, client, "anything")


@pytest.mark.parametrize("weak", ["Short-1", "nouppercase1", "NOLOWERCASE1", "NoDigitsHere"])
def test_a_weak_password_is_refused(seller_api, weak):
    answer = seller_api.call("POST", "/adminusers", user("boss", Password=weak))
    error = answer.json()["Errors"][0]
    assert (answer.status_code, error["ErrorCode"]) == (400, "PasswordReset.InsecurePassword")
    assert error["Data"]["MinimumCharacterCount"] == 10


def test_the_strictest_of_the_profiles_counts(seller_api):
    config = {"MinimumCharacterCount": 16, "SpecialCharacterRequired": True}
    seller_api.post("/securityprofiles", {"ID": "strict", "Name": "S", "PasswordConfig": config})
    seller_api.post("/securityprofiles/assignments", {"SecurityProfileID": "strict"})
    assert seller_api.refused("POST", "/adminusers", user("boss"))[0] == 400
    assert seller_api.post("/adminusers", user("boss", Password="Correct-Horse-9-Battery"))


def test_a_profile_that_says_little_of_passwords_leaves_the_platforms_rules(seller_api):
    config = {"LockoutDuration": 5, "SpecialCharacterRequired": True}
    seller_api.post("/securityprofiles", {"ID": "locks", "Name": "L", "PasswordConfig": config})
    seller_api.post("/securityprofiles/assignments", {"SecurityProfileID": "locks"})
    answer = seller_api.call("POST", "/adminusers", user("boss", Password="only-small-letters"))
    assert answer.json()["Errors"][0]["Data"] == {
        "MinimumCharacterCount": 10,
        "UpperCaseRequired": True,
        "LowerCaseRequired": True,
        "SpecialCharacterRequired": True,
        "NumericRequired": True,
    }


def test_a_policy_below_ten_characters_is_refused(seller_api):
    body = {"Name": "S", "PasswordConfig": {"MinimumCharacterCount": 9}}
    assert seller_api.refused("POST", "/securityprofiles", body) == (
        400,
        "SecurityProfile.InvalidPasswordConfiguration",
    )


def test_replacing_a_user_keeps_its_password(marketplace, seller_api, client):
    seller_api.post("/adminusers", user("boss"))
    seller_api.put("/adminusers/boss", user("boss", Password=None, FirstName="Big"))
    assert signs_in(marketplace, client, "Correct-Horse-9")


def test_a_mailed_code_sets_a_new_password_once(marketplace, seller_api, client, control, session):
    seller_api.post("/adminusers", user("boss"))
    sender = {"ID": "mail", "Name": "Mail", "MessageTypes": ["ForgottenPassword"], "URL": "https://x.example"}
    seller_api.post("/messagesenders", sender | {"SharedKey": "key"})
    seller_api.post("/messagesenders/assignments", {"MessageSenderID": "mail"})
    v1 = marketplace.base + "/v1/password/reset"
    assert session.post(v1, json={"ClientID": client, "Username": "boss"}).status_code == 204
    message = control("GET", "/messages", organization=marketplace.portal_id).json()["Items"][0]
    code = message["EventBody"]["PasswordRenewalVerificationCode"]
    body = {"ClientID": client, "Username": "boss", "Password": "Another-Horse-10"}
    assert session.put(f"{v1}/wrong", json=body).status_code == 400
    assert session.put(f"{v1}/{code}", json=body).status_code == 204
    assert session.put(f"{v1}/{code}", json=body).status_code == 400
    assert signs_in(marketplace, client, "Another-Horse-10")
    assert not signs_in(marketplace, client, "Correct-Horse-9")


def test_asking_for_a_code_does_not_tell_who_is_there(marketplace, client, session):
    body = {"ClientID": client, "Username": "nobody"}
    assert session.post(marketplace.base + "/v1/password/reset", json=body).status_code == 204


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "PasswordReset.MissingOrInvalidClientID"),
        ({"ClientID": "no"}, "PasswordReset.MissingOrInvalidClientID"),
    ],
)
def test_a_code_is_for_users_of_a_client(marketplace, session, body, code):
    answer = session.post(marketplace.base + "/v1/password/reset", json=body)
    assert (answer.status_code, answer.json()["Errors"][0]["ErrorCode"]) == (400, code)


def test_a_token_with_the_role_sets_the_own_password(marketplace, seller_api, client):
    seller_api.post("/adminusers", user("boss"))
    seller_api.post("/securityprofiles", {"ID": "p", "Name": "P", "Roles": ["PasswordReset"]})
    seller_api.post("/securityprofiles/assignments", {"SecurityProfileID": "p", "UserID": "boss"})
    boss = marketplace.by_assertion(username="boss", client_id=client, scope="PasswordReset")
    boss.post("/me/password", {"NewPassword": "Another-Horse-10"})
    assert signs_in(marketplace, client, "Another-Horse-10")
