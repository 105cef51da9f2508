"""Forgotten passwords: codes by message, and setting a new password."""

import pytest

from tests.environments.emulator.api_client import user
from tests.environments.emulator.users import can_sign_in, create_open_client


@pytest.fixture
def client(seller_api):
    return create_open_client(seller_api)


def test_an_emailed_code_sets_a_new_password_once(marketplace, seller_api, client, control, session):
    seller_api.post("/adminusers", user("boss"))
    sender = {"ID": "mail", "Name": "Mail", "MessageTypes": ["ForgottenPassword"], "URL": "https://x.example"}
    seller_api.post("/messagesenders", sender | {"SharedKey": "key"})
    seller_api.post("/messagesenders/assignments", {"MessageSenderID": "mail"})
    v1 = marketplace.base_url + "/v1/password/reset"
    assert session.post(v1, json={"ClientID": client, "Username": "boss"}).status_code == 204
    message = control("GET", "/messages", organization=marketplace.portal_id).json()["Items"][0]
    code = message["EventBody"]["PasswordRenewalVerificationCode"]
    body = {"ClientID": client, "Username": "boss", "Password": "Another-Horse-10"}
    assert session.put(f"{v1}/wrong", json=body).status_code == 400
    assert session.put(f"{v1}/{code}", json=body).status_code == 204
    assert session.put(f"{v1}/{code}", json=body).status_code == 400
    assert can_sign_in(marketplace, client, "boss", "Another-Horse-10")
    assert not can_sign_in(marketplace, client, "boss", "Correct-Horse-9")


def test_requesting_a_code_does_not_disclose_users(marketplace, client, session):
    body = {"ClientID": client, "Username": "nobody"}
    assert session.post(marketplace.base_url + "/v1/password/reset", json=body).status_code == 204


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "PasswordReset.MissingOrInvalidClientID"),
        ({"ClientID": "no"}, "PasswordReset.MissingOrInvalidClientID"),
    ],
)
def test_a_reset_code_is_for_users_of_the_client(marketplace, session, body, code):
    response = session.post(marketplace.base_url + "/v1/password/reset", json=body)
    assert (response.status_code, response.json()["Errors"][0]["ErrorCode"]) == (400, code)


def test_a_token_with_the_role_sets_the_own_password(marketplace, seller_api, client):
    seller_api.post("/adminusers", user("boss"))
    seller_api.post("/securityprofiles", {"ID": "p", "Name": "P", "Roles": ["PasswordReset"]})
    seller_api.post("/securityprofiles/assignments", {"SecurityProfileID": "p", "UserID": "boss"})
    boss = marketplace.with_assertion(username="boss", client_id=client, scope="PasswordReset")
    boss.post("/me/password", {"NewPassword": "Another-Horse-10"})
    assert can_sign_in(marketplace, client, "boss", "Another-Horse-10")
