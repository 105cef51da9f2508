"""Tokens by API client, user and roles, and the errors of token requests."""

import pytest

from tests.environments.emulator.api_client import claims_of, error_of, user
from tests.environments.emulator.users import OPEN_CLIENT

SECRET = "a-secret-of-the-shop"
SALLY = {"username": "sally", "password": "Correct-Horse-9"}


def password_grant(marketplace, client, **form):
    return marketplace.token(**({"grant_type": "password", "client_id": client} | SALLY | form))


def refresh_grant(marketplace, client, token, **form):
    return marketplace.token(grant_type="refresh_token", client_id=client, refresh_token=token, **form)


def credentials_grant(marketplace, client, **form):
    return marketplace.token(grant_type="client_credentials", client_id=client, **form)


# users that a client accepts


@pytest.fixture
def people(seller_api):
    """Create a user of each type, and return its path by type."""
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    seller_api.post("/suppliers", {"ID": "mill", "Name": "Mill", "Active": True})
    places = {"admin": "/adminusers", "buyer": "/buyers/acme/users", "supplier": "/suppliers/mill/users"}
    for type_, path in places.items():
        seller_api.post(path, user(type_))
    return places


@pytest.mark.parametrize(
    ("type_", "switch"),
    [("admin", "AllowSeller"), ("buyer", "AllowAnyBuyer"), ("supplier", "AllowAnySupplier")],
)
def test_each_user_type_is_allowed_by_its_own_setting(marketplace, seller_api, people, type_, switch):
    closed = OPEN_CLIENT | {"AllowSeller": False, "AllowAnyBuyer": False, "AllowAnySupplier": False}
    client = seller_api.post("/apiclients", closed | {switch: True})["ID"]
    for other in people:
        response = password_grant(marketplace, client, username=other)
        if other == type_:
            assert claims_of(response.json()["access_token"])["usrtype"] == type_
        else:
            assert error_of(response) == (401, "invalid_grant", "Auth.OauthError")


def test_an_assigned_supplier_is_allowed_without_the_setting(marketplace, seller_api, people):
    client = seller_api.post("/apiclients", OPEN_CLIENT | {"AllowAnySupplier": False})["ID"]
    assert not password_grant(marketplace, client, username="supplier").ok
    seller_api.post("/apiclients/assignments", {"ApiClientID": client, "SupplierID": "mill"})
    assert password_grant(marketplace, client, username="supplier").ok


def test_users_of_an_inactive_supplier_cannot_sign_in(marketplace, seller_api, people):
    client = seller_api.post("/apiclients", OPEN_CLIENT)["ID"]
    seller_api.patch("/suppliers/mill", {"Active": False})
    response = password_grant(marketplace, client, username="supplier")
    assert error_of(response) == (401, "invalid_grant", "Auth.CompanyNotActive")


def test_a_client_id_is_accepted_in_any_case_and_returned_in_lower_case(marketplace, shopping_client):
    token = password_grant(marketplace, shopping_client.upper()).json()["access_token"]
    assert claims_of(token)["cid"] == shopping_client.lower()


# roles


def test_required_custom_roles_are_not_replaced_by_full_access(marketplace, seller_api, shopping_client):
    seller_api.patch("/securityprofiles/p", {"Roles": ["FullAccess"]})
    path = f"/apiclients/{shopping_client}"
    seller_api.patch(path, {"MinimumRequiredRoles": ["OrderAdmin"], "MinimumRequiredCustomRoles": ["Brewer"]})
    assert password_grant(marketplace, shopping_client).ok
    seller_api.patch(path, {"MinimumRequiredCustomRoles": ["Taster"]})
    response = password_grant(marketplace, shopping_client)
    assert error_of(response) == (401, "invalid_scope", "Auth.InsufficientRoles")


def test_a_custom_role_grants_nothing_even_with_the_name_of_an_api_role(
    marketplace, seller_api, shopping_client
):
    seller_api.patch("/securityprofiles/p", {"CustomRoles": ["Brewer", "BuyerReader"]})
    token = password_grant(marketplace, shopping_client).json()["access_token"]
    assert set(claims_of(token)["role"]) == {"Shopper", "MeAdmin", "Brewer"}
    refused = (403, "Auth.InsufficientRoles")
    assert marketplace.with_token(token).refused("GET", "/buyers") == refused


def test_custom_roles_are_capped_too(marketplace, seller_api, shopping_client):
    seller_api.patch(f"/apiclients/{shopping_client}", {"MaximumGrantedCustomRoles": ["Brewer"]})
    token = password_grant(marketplace, shopping_client).json()["access_token"]
    assert claims_of(token)["role"] == "Brewer"


@pytest.mark.parametrize("blank", ["+", "%20"])
def test_spaces_in_a_scope_may_be_encoded_either_way(marketplace, session, shopping_client, blank):
    form = f"grant_type=password&client_id={shopping_client}&username=sally&password=Correct-Horse-9"
    response = session.post(
        marketplace.base_url + "/oauth/token",
        data=f"{form}&scope=Shopper{blank}MeAdmin",
        headers={"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"},
    )
    assert set(claims_of(response.json()["access_token"])["role"]) == {"Shopper", "MeAdmin"}


def test_a_token_without_roles_has_no_role_claim(marketplace, seller_api, shopping_client):
    seller_api.delete("/securityprofiles/p")
    response = password_grant(marketplace, shopping_client)
    assert response.ok
    assert "role" not in claims_of(response.json()["access_token"])


# refresh tokens


def test_there_is_no_refresh_token_without_a_duration_at_the_client(marketplace, seller_api, shopping_client):
    seller_api.patch(f"/apiclients/{shopping_client}", {"RefreshTokenDuration": 0})
    assert "refresh_token" not in password_grant(marketplace, shopping_client).json()


def test_a_refresh_keeps_the_scope_unless_it_has_its_own(marketplace, shopping_client):
    first = password_grant(marketplace, shopping_client, scope="Shopper MeAdmin").json()["refresh_token"]
    access_token = refresh_grant(marketplace, shopping_client, first).json()["access_token"]
    assert set(claims_of(access_token)["role"]) == {"Shopper", "MeAdmin"}
    narrowed = refresh_grant(marketplace, shopping_client, first, scope="Shopper").json()["access_token"]
    assert claims_of(narrowed)["role"] == "Shopper"


def test_a_refresh_requires_its_own_client_and_secret(marketplace, seller_api, shopping_client):
    first = password_grant(marketplace, shopping_client).json()["refresh_token"]
    other = seller_api.post("/apiclients", OPEN_CLIENT)["ID"]
    response = refresh_grant(marketplace, other, first)
    assert error_of(response) == (400, "invalid_grant", "Auth.OauthError")
    seller_api.patch(f"/apiclients/{shopping_client}", {"ClientSecret": SECRET})
    response = refresh_grant(marketplace, shopping_client, first)
    assert error_of(response) == (401, "invalid_grant", "Auth.OauthError")
    assert refresh_grant(marketplace, shopping_client, first, client_secret=SECRET).ok


def test_an_inactive_user_cannot_refresh(marketplace, seller_api, shopping_client):
    first = password_grant(marketplace, shopping_client).json()["refresh_token"]
    seller_api.patch("/buyers/acme/users/sally", {"Active": False})
    response = refresh_grant(marketplace, shopping_client, first)
    assert error_of(response) == (401, "invalid_grant", "Auth.UserNotActive")


# client credentials


def test_a_wrong_or_missing_secret_is_rejected(marketplace, seller_api, shopping_client):
    path = f"/apiclients/{shopping_client}"
    seller_api.patch(path, {"DefaultContextUserName": "sally"})
    refused = (401, "invalid_grant", "Auth.OauthError")
    assert error_of(credentials_grant(marketplace, shopping_client)) == refused
    seller_api.patch(path, {"ClientSecret": SECRET})
    response = credentials_grant(marketplace, shopping_client, client_secret="wrong")
    assert error_of(response) == refused


def test_an_anonymous_shopper_may_have_an_external_id(marketplace, seller_api, shopping_client):
    changes = {"DefaultContextUserName": "sally", "IsAnonBuyer": True, "ClientSecret": SECRET}
    seller_api.patch(f"/apiclients/{shopping_client}", changes)
    response = credentials_grant(marketplace, shopping_client, anonuserid="visitor-7", scope="Shopper")
    claims = claims_of(response.json()["access_token"])
    assert (claims["usr"], claims["role"], bool(claims["orderid"])) == ("sally", "Shopper", True)


def test_an_anonymous_shopper_must_be_an_active_user(marketplace, seller_api, shopping_client):
    changes = {"DefaultContextUserName": "sally", "IsAnonBuyer": True}
    seller_api.patch(f"/apiclients/{shopping_client}", changes)
    seller_api.patch("/buyers/acme/users/sally", {"Active": False})
    response = credentials_grant(marketplace, shopping_client)
    assert error_of(response) == (401, "invalid_grant", "Auth.UserNotActive")


def test_an_anonymous_shopper_cannot_edit_a_profile(marketplace, seller_api, shopping_client):
    changes = {"DefaultContextUserName": "sally", "IsAnonBuyer": True}
    seller_api.patch(f"/apiclients/{shopping_client}", changes)
    visitor = marketplace.with_token(credentials_grant(marketplace, shopping_client).json()["access_token"])
    refused = (403, "Auth.AnonUserProhibited")
    assert visitor.refused("PATCH", "/me", {"FirstName": "X"}) == refused
    assert visitor.refused("PUT", "/me/orders", anonUserToken=visitor.token) == refused


# errors


def test_every_rejection_has_the_members_of_oauth(marketplace, session, control, shopping_client):
    bad = [
        password_grant(marketplace, shopping_client, password="wrong"),
        session.get(marketplace.base_url + "/oauth/token"),
        session.post(marketplace.base_url + "/oauth/token", data={"grant_type": "x" * 5_000_000}),
    ]
    control("POST", "/faults", {"Rules": [{"Path": "/oauth/token", "Status": 429}]})
    bad.append(password_grant(marketplace, shopping_client))
    control("DELETE", "/faults")
    assert [response.status_code for response in bad] == [401, 405, 413, 429]
    for response in bad:
        assert set(response.json()) == {"error", "error_description", "Errors"}
        assert set(response.json()["Errors"][0]) == {"ErrorCode", "Message", "Data"}
    assert bad[-1].headers["Retry-After"]
