"""Tokens: the grants, their checks, and the claims."""

import jwt
import pytest

from tests.environments.emulator.api_client import claims_of, error_of, user

SECRET = "a-secret-of-the-shop"


def password_grant(marketplace, client, **form):
    usual = {
        "grant_type": "password",
        "client_id": client,
        "username": "sally",
        "password": "Correct-Horse-9",
    }
    return marketplace.token(**(usual | form))


# the response


def test_a_password_token_expires_one_second_before_its_duration(marketplace, shopping_client):
    body = password_grant(marketplace, shopping_client).json()
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == 3599
    assert body["refresh_token"]


def test_the_claims_contain_user_client_and_roles(marketplace, shopping_client):
    claims = claims_of(password_grant(marketplace, shopping_client).json()["access_token"])
    assert (claims["usr"], claims["cid"], claims["usrtype"]) == ("sally", shopping_client, "buyer")
    assert set(claims["role"]) == {"Shopper", "MeAdmin", "Brewer"}
    assert claims["iss"] == claims["aud"] == marketplace.base_url
    assert claims["u"]
    assert claims["exp"] - claims["nbf"] == 3600


def test_a_single_role_is_a_bare_string(marketplace, shopping_client):
    token = password_grant(marketplace, shopping_client, scope="Shopper").json()["access_token"]
    assert claims_of(token)["role"] == "Shopper"


def test_a_token_is_verified_with_its_key(marketplace, shopping_client, session):
    token = password_grant(marketplace, shopping_client).json()["access_token"]
    kid = jwt.get_unverified_header(token)["kid"]
    key = session.get(f"{marketplace.base_url}/oauth/certs/{kid}").json()
    jwt.decode(token, jwt.PyJWK(key).key, ["RS256"], audience=marketplace.base_url)
    assert session.get(f"{marketplace.base_url}/v1/oauth/certs/{kid}").json() == key


def test_an_unknown_key_is_not_found(marketplace, session):
    assert session.get(f"{marketplace.base_url}/oauth/certs/nothing").status_code == 404


def test_the_portals_token_has_no_key_id_and_a_uid_claim(marketplace):
    token = marketplace.seller().token
    assert "kid" not in jwt.get_unverified_header(token)
    assert "uid" in claims_of(token)
    assert "u" not in claims_of(token)
    assert claims_of(token)["cid"]


# scope


def test_a_scope_narrows_roles_and_unknown_words_are_ignored(marketplace, shopping_client):
    token = password_grant(marketplace, shopping_client, scope="undefined Brewer ProductAdmin").json()[
        "access_token"
    ]
    assert claims_of(token)["role"] == "Brewer"


def test_a_scope_of_roles_that_are_not_held_gives_a_token_without_roles(marketplace, shopping_client):
    token = password_grant(marketplace, shopping_client, scope="ProductAdmin").json()["access_token"]
    assert "role" not in claims_of(token)
    caller = marketplace.with_token(token)
    assert caller.get("/me")["Username"] == "sally"
    assert caller.refused("GET", "/products") == (403, "Auth.InsufficientRoles")


def test_full_access_includes_every_api_role_and_a_token_only_the_requested(
    marketplace, seller_api, shopping_client
):
    seller_api.patch("/securityprofiles/p", {"Roles": ["FullAccess"]})
    token = password_grant(marketplace, shopping_client, scope="ProductReader Foreign").json()["access_token"]
    assert claims_of(token)["role"] == "ProductReader"


def test_maximum_granted_roles_cap_a_token(marketplace, seller_api, shopping_client):
    seller_api.patch(f"/apiclients/{shopping_client}", {"MaximumGrantedRoles": ["Shopper"]})
    token = password_grant(marketplace, shopping_client).json()["access_token"]
    assert claims_of(token)["role"] == "Shopper"


def test_minimum_required_roles_reject_users_without_them(marketplace, seller_api, shopping_client):
    seller_api.patch(f"/apiclients/{shopping_client}", {"MinimumRequiredRoles": ["OrderAdmin"]})
    response = password_grant(marketplace, shopping_client)
    assert error_of(response) == (401, "invalid_scope", "Auth.InsufficientRoles")


# errors


@pytest.mark.parametrize("form", [{"password": "wrong"}, {"username": "nobody"}])
def test_a_wrong_password_and_an_unknown_user_get_the_same_response(marketplace, shopping_client, form):
    response = password_grant(marketplace, shopping_client, **form)
    assert error_of(response) == (401, "invalid_grant", "Auth.InvalidUsernameOrPassword")


def test_a_missing_password_is_reported(marketplace, shopping_client):
    response = password_grant(marketplace, shopping_client, password="")
    assert error_of(response) == (400, "invalid_request", "Auth.UsernameAndPasswordRequired")


def test_an_unknown_client_is_rejected(marketplace, shopping_client):
    response = password_grant(marketplace, "no-such-client")
    assert error_of(response) == (401, "invalid_client", "ApiClient.InvalidClientID")


def test_a_client_with_a_secret_requires_it_for_every_grant(marketplace, seller_api, shopping_client):
    seller_api.patch(f"/apiclients/{shopping_client}", {"ClientSecret": SECRET})
    assert error_of(password_grant(marketplace, shopping_client)) == (401, "invalid_grant", "Auth.OauthError")
    assert password_grant(marketplace, shopping_client, client_secret="wrong").status_code == 401
    assert password_grant(marketplace, shopping_client, client_secret=SECRET).ok


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/apiclients/{client}", "Auth.ClientNotActive"),
        ("/buyers/acme/users/sally", "Auth.UserNotActive"),
        ("/buyers/acme", "Auth.CompanyNotActive"),
    ],
)
def test_inactive_records_prevent_sign_in(marketplace, seller_api, shopping_client, path, code):
    seller_api.patch(path.format(client=shopping_client), {"Active": False})
    assert error_of(password_grant(marketplace, shopping_client))[::2] == (401, code)


def test_a_client_allows_users_of_assigned_companies_only(marketplace, seller_api, shopping_client):
    seller_api.patch(f"/apiclients/{shopping_client}", {"AllowAnyBuyer": False})
    assert error_of(password_grant(marketplace, shopping_client))[2] == "Auth.OauthError"
    seller_api.post("/apiclients/assignments", {"ApiClientID": shopping_client, "BuyerID": "acme"})
    assert password_grant(marketplace, shopping_client).ok


def test_ten_failures_lock_an_account(marketplace, shopping_client):
    for _ in range(10):
        password_grant(marketplace, shopping_client, password="wrong")
    assert error_of(password_grant(marketplace, shopping_client))[2] == "Auth.LockedOut"


def test_a_form_and_a_known_grant_are_required(marketplace, session):
    response = session.post(marketplace.base_url + "/oauth/token", json={"grant_type": "password"})
    assert error_of(response) == (400, "invalid_request", "Request.InvalidContentType")
    assert error_of(marketplace.token(grant_type="magic")) == (
        400,
        "unsupported_grant_type",
        "Auth.OauthError",
    )


# other grants


def test_client_credentials_use_the_default_user_of_the_client(marketplace, seller_api, shopping_client):
    seller_api.patch(
        f"/apiclients/{shopping_client}", {"ClientSecret": SECRET, "DefaultContextUserName": "sally"}
    )
    response = marketplace.token(
        grant_type="client_credentials", client_id=shopping_client, client_secret=SECRET
    )
    assert claims_of(response.json()["access_token"])["usr"] == "sally"


def test_client_credentials_need_a_default_user(marketplace, seller_api, shopping_client):
    seller_api.patch(f"/apiclients/{shopping_client}", {"ClientSecret": SECRET})
    response = marketplace.token(
        grant_type="client_credentials", client_id=shopping_client, client_secret=SECRET
    )
    assert error_of(response) == (401, "invalid_grant", "Auth.OauthError")


def test_an_anonymous_shopper_has_no_secret_and_a_token_for_a_week_and_one_order(
    marketplace, seller_api, shopping_client
):
    seller_api.patch(
        f"/apiclients/{shopping_client}", {"DefaultContextUserName": "sally", "IsAnonBuyer": True}
    )
    body = marketplace.token(
        grant_type="client_credentials", client_id=shopping_client, scope="Shopper"
    ).json()
    assert body["expires_in"] == 7 * 24 * 3600 - 1
    assert "refresh_token" not in body
    shopper = marketplace.with_token(body["access_token"])
    order = shopper.post("/orders/outgoing", {})
    assert order["ID"] == claims_of(body["access_token"])["orderid"]
    assert shopper.refused("POST", "/orders/outgoing", {}) == (409, "IdExists")


def test_anonymous_shopping_needs_a_buyer_user(seller_api):
    seller_api.post("/adminusers", user("boss"))
    client = {
        "AppName": "A",
        "AccessTokenDuration": 60,
        "IsAnonBuyer": True,
        "DefaultContextUserName": "boss",
    }
    assert seller_api.refused("POST", "/apiclients", client) == (400, "ApiClient.RequiredNotAnonBuyer")


def test_a_refresh_token_gives_a_new_token_and_stays_valid(marketplace, shopping_client):
    first = password_grant(marketplace, shopping_client).json()["refresh_token"]
    for _ in range(2):
        response = marketplace.token(
            grant_type="refresh_token", client_id=shopping_client, refresh_token=first
        )
        assert claims_of(response.json()["access_token"])["usr"] == "sally"
        assert response.json()["refresh_token"]


def test_an_unknown_refresh_token_is_rejected(marketplace, shopping_client):
    response = marketplace.token(grant_type="refresh_token", client_id=shopping_client, refresh_token="no")
    assert error_of(response) == (400, "invalid_grant", "Auth.OauthError")


# use


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic abc", "Bearer a.b.c"])
def test_a_call_without_a_valid_token_is_401(marketplace, session, header):
    response = session.get(marketplace.base_url + "/v1/me", headers={"Authorization": header})
    assert (response.status_code, response.json()["Errors"][0]["ErrorCode"]) == (401, "InvalidToken")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_is_valid_in_its_own_environment_only(create_organization):
    here, there = create_organization("iso1"), create_organization("iso1_Staging", "Staging")
    token = here.seller().token
    assert there.with_token(token).refused("GET", "/me") == (401, "InvalidToken")


def test_a_missing_role_is_reported_with_the_sufficient_roles(marketplace):
    response = marketplace.seller("Shopper").call("GET", "/buyers")
    data = response.json()["Errors"][0]["Data"]
    assert data == {
        "SufficientRoles": ["FullAccess", "BuyerAdmin", "BuyerReader"],
        "AssignedRoles": ["Shopper"],
    }


def test_a_deleted_user_has_no_valid_token(marketplace, seller_api, shopping_client):
    caller = marketplace.with_assertion(username="sally", client_id=shopping_client, scope="Shopper")
    seller_api.delete("/buyers/acme/users/sally")
    assert caller.refused("GET", "/me") == (401, "InvalidToken")
