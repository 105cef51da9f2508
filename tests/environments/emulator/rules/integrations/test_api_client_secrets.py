"""Secrets that the server makes for API clients, and that grants need from then on."""

import base64
import sqlite3
from datetime import timedelta

import pytest

from environments.emulator.values import dates
from lib import clock as emulator_clock
from tests.environments.emulator.api_client import error_of, user
from tests.environments.emulator.users import OPEN_CLIENT

REFUSED = (401, "invalid_grant", "Auth.OauthError")


@pytest.fixture
def client(seller_api):
    seller_api.post("/adminusers", user("boss"))
    body = OPEN_CLIENT | {"RefreshTokenDuration": 60, "DefaultContextUserName": "boss"}
    return seller_api.post("/apiclients", body)["ID"]


@pytest.fixture
def secrets(client):
    return f"/apiclients/{client}/secrets"


def sign_in(marketplace, client, secret=None):
    form = {"client_secret": secret} if secret is not None else {}
    return marketplace.token(
        grant_type="password", client_id=client, username="boss", password="Correct-Horse-9", **form
    )


def test_only_the_response_to_the_creation_has_the_secret(seller_api, secrets, emulator_server):
    created = seller_api.post(secrets, {"ID": "deploy", "Name": "Deploy"})
    assert len(base64.b64decode(created.pop("ClientSecret"), validate=True)) == 256
    assert created == {"ID": "deploy", "Name": "Deploy", "Expiration": None}
    assert seller_api.get(f"{secrets}/deploy") == created
    assert seller_api.items(secrets) == [created]


def test_the_stored_secret_is_a_digest(seller_api, secrets, emulator_server):
    value = seller_api.post(secrets, {"Name": "Deploy"})["ClientSecret"]
    with emulator_server.emulator.store.read_transaction() as connection:
        assert value not in "\n".join(_dump(connection))


def _dump(connection: sqlite3.Connection) -> list[str]:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    secret = [name for name in tables if "Secret" in name]
    assert secret
    return [str(row) for name in secret for row in connection.execute(f'SELECT * FROM "{name}"')]


def test_every_grant_needs_a_secret_once_the_client_has_one(marketplace, seller_api, client, secrets):
    refresh = sign_in(marketplace, client).json()["refresh_token"]
    secret = seller_api.post(secrets, {"Name": "Deploy"})["ClientSecret"]
    for grant in (
        {"grant_type": "password", "username": "boss", "password": "Correct-Horse-9"},
        {"grant_type": "client_credentials"},
        {"grant_type": "refresh_token", "refresh_token": refresh},
    ):
        assert error_of(marketplace.token(client_id=client, **grant)) == REFUSED
        assert error_of(marketplace.token(client_id=client, client_secret="wrong", **grant)) == REFUSED
        assert marketplace.token(client_id=client, client_secret=secret, **grant).ok


def test_the_secret_of_the_client_itself_works_beside_the_made_ones(marketplace, seller_api, client, secrets):
    seller_api.patch(f"/apiclients/{client}", {"ClientSecret": "own-secret"})
    made = [seller_api.post(secrets, {"Name": name})["ClientSecret"] for name in "ab"]
    assert all(sign_in(marketplace, client, secret).ok for secret in (*made, "own-secret"))
    assert error_of(sign_in(marketplace, client)) == REFUSED


def test_an_expired_secret_fails_until_it_is_extended(marketplace, seller_api, client, secrets, clock):
    expiration = dates.write(emulator_clock.now().replace(microsecond=0) + timedelta(minutes=5))
    created = seller_api.post(secrets, {"ID": "s", "Name": "S", "Expiration": expiration})
    assert sign_in(marketplace, client, created["ClientSecret"]).ok
    clock(600)
    assert error_of(sign_in(marketplace, client, created["ClientSecret"])) == REFUSED
    assert error_of(sign_in(marketplace, client)) == REFUSED
    seller_api.patch(f"{secrets}/s", {"Expiration": None})
    assert sign_in(marketplace, client, created["ClientSecret"]).ok


def test_a_deleted_secret_no_longer_works(marketplace, seller_api, client, secrets):
    first, second = (seller_api.post(secrets, {"ID": id_, "Name": id_})["ClientSecret"] for id_ in "ab")
    seller_api.delete(f"{secrets}/a")
    assert error_of(sign_in(marketplace, client, first)) == REFUSED
    assert sign_in(marketplace, client, second).ok
    seller_api.delete(f"{secrets}/b")
    assert sign_in(marketplace, client).ok


def test_a_client_has_at_most_ten_secrets(seller_api, secrets):
    for number in range(10):
        seller_api.post(secrets, {"Name": f"Secret {number}"})
    reached = (400, "ApiClientSecret.MaximumClientSecretsReached")
    assert seller_api.refused("POST", secrets, {"Name": "Eleventh"}) == reached


def test_a_secret_cannot_expire_in_the_past(seller_api, secrets):
    body = {"ID": "s", "Name": "S"}
    past = {"Expiration": "2020-01-01T00:00:00Z"}
    invalid = (400, "ApiClientSecret.InvalidExpirationDate")
    assert seller_api.refused("POST", secrets, body | past) == invalid
    seller_api.post(secrets, body)
    assert seller_api.refused("PATCH", f"{secrets}/s", past) == invalid
    assert seller_api.patch(f"{secrets}/s", {"Name": "Other"})["Name"] == "Other"


def test_secrets_of_another_client_are_not_found(seller_api, secrets):
    seller_api.post(secrets, {"ID": "s", "Name": "S"})
    other = seller_api.post("/apiclients", OPEN_CLIENT)["ID"]
    assert seller_api.refused("GET", f"/apiclients/{other}/secrets/s") == (404, "NotFound")


def test_secrets_need_the_roles_of_api_clients(marketplace, secrets):
    reader = marketplace.seller("ApiClientReader")
    assert reader.items(secrets) == []
    assert reader.refused("POST", secrets, {"Name": "S"}) == (403, "Auth.InsufficientRoles")


def test_anonymous_tokens_live_as_long_as_the_client_says(marketplace, seller_api):
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    seller_api.post("/buyers/acme/users", user("guest"))
    shop = OPEN_CLIENT | {"IsAnonBuyer": True, "DefaultContextUserName": "guest"}
    client = seller_api.post("/apiclients", shop)
    grant = {"grant_type": "client_credentials", "client_id": client["ID"]}
    assert client["AnonymousTokenDuration"] == 10_080
    assert marketplace.token(**grant).json()["expires_in"] == 10_080 * 60 - 1
    path = f"/apiclients/{client['ID']}"
    seller_api.patch(path, {"AnonymousTokenDuration": 20_160})
    assert marketplace.token(**grant).json()["expires_in"] == 20_160 * 60 - 1
    for minutes in (10_079, 86_401):
        assert seller_api.refused("PATCH", path, {"AnonymousTokenDuration": minutes})[0] == 400


def test_refresh_tokens_live_up_to_a_year_except_in_the_older_version(seller_api, control, marketplace):
    path = f"/apiclients/{seller_api.post('/apiclients', OPEN_CLIENT)['ID']}"
    assert seller_api.patch(path, {"RefreshTokenDuration": 524_160})["RefreshTokenDuration"] == 524_160
    assert seller_api.refused("PATCH", path, {"RefreshTokenDuration": 524_161})[0] == 400
    control("PUT", f"/organizations/{marketplace.portal_id}", {"ApiVersion": "1.0.239"}).raise_for_status()
    assert seller_api.refused("PATCH", path, {"RefreshTokenDuration": 43_201})[0] == 400
