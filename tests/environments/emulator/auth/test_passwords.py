"""Passwords: never returned, checked for strength, and unchanged when a user is replaced."""

import pytest

from tests.environments.emulator.api_client import user
from tests.environments.emulator.users import can_sign_in


@pytest.fixture
def client(seller_api):
    body = {"AppName": "Back office", "Active": True, "AllowSeller": True, "AccessTokenDuration": 60}
    return seller_api.post("/apiclients", body)["ID"]


def test_no_response_contains_a_password(seller_api):
    assert seller_api.post("/adminusers", user("boss"))["Password"] is None
    assert seller_api.get("/adminusers/boss")["Password"] is None
    assert "Correct-Horse-9" not in seller_api.call("GET", "/adminusers").text


def test_setting_a_password_dates_it(seller_api):
    assert seller_api.post("/adminusers", user("quiet", Password=None))["PasswordLastSetDate"] is None
    assert seller_api.patch("/adminusers/quiet", {"Password": "Correct-Horse-9"})["PasswordLastSetDate"]


def test_a_user_without_a_password_cannot_sign_in(marketplace, seller_api, client):
    seller_api.post("/adminusers", user("boss", Password=None))
    assert not can_sign_in(marketplace, client, "boss", "")
    assert not can_sign_in(marketplace, client, "boss", "anything")


@pytest.mark.parametrize("weak", ["Short-1", "nouppercase1", "NOLOWERCASE1", "NoDigitsHere"])
def test_a_weak_password_is_rejected(seller_api, weak):
    response = seller_api.call("POST", "/adminusers", user("boss", Password=weak))
    error = response.json()["Errors"][0]
    assert (response.status_code, error["ErrorCode"]) == (400, "PasswordReset.InsecurePassword")
    assert error["Data"]["MinimumCharacterCount"] == 10


def test_the_strictest_profile_applies(seller_api):
    config = {"MinimumCharacterCount": 16, "SpecialCharacterRequired": True}
    seller_api.post("/securityprofiles", {"ID": "strict", "Name": "S", "PasswordConfig": config})
    seller_api.post("/securityprofiles/assignments", {"SecurityProfileID": "strict"})
    assert seller_api.refused("POST", "/adminusers", user("boss"))[0] == 400
    assert seller_api.post("/adminusers", user("boss", Password="Correct-Horse-9-Battery"))


def test_a_profile_without_password_rules_uses_those_of_the_platform(seller_api):
    config = {"LockoutDuration": 5, "SpecialCharacterRequired": True}
    seller_api.post("/securityprofiles", {"ID": "locks", "Name": "L", "PasswordConfig": config})
    seller_api.post("/securityprofiles/assignments", {"SecurityProfileID": "locks"})
    response = seller_api.call("POST", "/adminusers", user("boss", Password="only-small-letters"))
    assert response.json()["Errors"][0]["Data"] == {
        "MinimumCharacterCount": 10,
        "UpperCaseRequired": True,
        "LowerCaseRequired": True,
        "SpecialCharacterRequired": True,
        "NumericRequired": True,
    }


def test_a_policy_below_ten_characters_is_rejected(seller_api):
    body = {"Name": "S", "PasswordConfig": {"MinimumCharacterCount": 9}}
    assert seller_api.refused("POST", "/securityprofiles", body) == (
        400,
        "SecurityProfile.InvalidPasswordConfiguration",
    )


def test_replacing_a_user_keeps_its_password(marketplace, seller_api, client):
    seller_api.post("/adminusers", user("boss"))
    seller_api.put("/adminusers/boss", user("boss", Password=None, FirstName="Big"))
    assert can_sign_in(marketplace, client, "boss", "Correct-Horse-9")
