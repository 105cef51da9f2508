"""Revoking the tokens of users, and unlocking them."""

import pytest

from tests.environments.emulator.api_client import user
from tests.environments.emulator.users import OPEN_CLIENT, can_sign_in

REVOKED = (401, "Auth.TokenRevoked")
PATHS = ("/adminusers/jo", "/buyers/acme/users/jo", "/suppliers/mill/users/jo")


@pytest.fixture
def client(seller_api):
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    seller_api.post("/suppliers", {"ID": "mill", "Name": "Mill", "Active": True})
    return seller_api.post("/apiclients", OPEN_CLIENT | {"RefreshTokenDuration": 60})["ID"]


def tokens_of(marketplace, client, name="jo"):
    form = {"grant_type": "password", "client_id": client, "username": name, "password": "Correct-Horse-9"}
    body = marketplace.token(**form).json()
    return marketplace.with_token(body["access_token"]), body["refresh_token"]


def refresh(marketplace, client, token):
    return marketplace.token(grant_type="refresh_token", client_id=client, refresh_token=token)


@pytest.mark.parametrize("path", PATHS)
def test_all_tokens_of_a_user_are_revoked_and_no_others(marketplace, seller_api, client, path):
    users = path.rpartition("/")[0]
    seller_api.post(users, user("jo"))
    seller_api.post(users, user("al"))
    jo, refresh_token = tokens_of(marketplace, client)
    al, other_refresh_token = tokens_of(marketplace, client, "al")
    assert jo.get("/me")["ID"] == "jo"
    seller_api.delete(f"{path}/tokens")
    assert jo.refused("GET", "/me") == REVOKED
    assert not refresh(marketplace, client, refresh_token).ok
    assert al.get("/me")["ID"] == "al"
    assert refresh(marketplace, client, other_refresh_token).ok
    again, refresh_token = tokens_of(marketplace, client)
    assert again.get("/me")["ID"] == "jo"
    assert refresh(marketplace, client, refresh_token).ok


def test_a_user_revokes_the_own_tokens(marketplace, seller_api, client):
    seller_api.post("/adminusers", user("jo"))
    jo, refresh_token = tokens_of(marketplace, client)
    jo.delete("/me/tokens")
    assert jo.refused("GET", "/me") == REVOKED
    assert not refresh(marketplace, client, refresh_token).ok


def test_the_revoked_tokens_stay_revoked_after_a_restart(marketplace, seller_api, client, emulator_server):
    seller_api.post("/adminusers", user("jo"))
    jo, _ = tokens_of(marketplace, client)
    jo.delete("/me/tokens")
    emulator_server.emulator.tokens.revocations.reload()
    assert jo.refused("GET", "/me") == REVOKED


@pytest.mark.parametrize("path", PATHS)
def test_an_unlocked_user_can_sign_in(marketplace, seller_api, client, path):
    seller_api.post(path.rpartition("/")[0], user("jo"))
    for _ in range(10):
        can_sign_in(marketplace, client, "jo", "wrong")
    assert not can_sign_in(marketplace, client, "jo", "Correct-Horse-9")
    assert seller_api.get(path)["FailedLoginAttempts"] == 10
    seller_api.post(f"{path}/unlock")
    assert seller_api.get(path)["FailedLoginAttempts"] == 0
    assert can_sign_in(marketplace, client, "jo", "Correct-Horse-9")


def test_unlocking_needs_the_role_for_the_users(marketplace, seller_api, client):
    seller_api.post("/buyers/acme/users", user("jo"))
    reader = marketplace.seller("BuyerUserReader")
    for method, part in (("POST", "unlock"), ("DELETE", "tokens")):
        refused = reader.refused(method, f"/buyers/acme/users/jo/{part}")
        assert refused == (403, "Auth.InsufficientRoles")
        assert seller_api.refused(method, f"/buyers/acme/users/no/{part}") == (404, "NotFound")
