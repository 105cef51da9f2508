"""The platform's assertion: tokens for an organization or for one of its users."""

import time
from dataclasses import replace

import jwt
import pytest

from tests.environments.emulator.api_client import ASSERTION, claims_of, error_of


def test_an_assertion_grants_exactly_the_requested_roles(marketplace):
    token = marketplace.seller("BuyerReader ProductAdmin").token
    assert set(claims_of(token)["role"]) == {"BuyerReader", "ProductAdmin"}


def test_an_assertion_without_a_scope_grants_no_roles(marketplace):
    no_roles = marketplace.with_assertion()
    assert no_roles.get("/me")["AvailableRoles"] == []
    assert no_roles.refused("GET", "/buyers") == (403, "Auth.InsufficientRoles")


@pytest.mark.parametrize(
    "claims",
    [
        {"key": "another-key-of-thirty-two-characters"},
        {"iss": "somebody"},
        {"sub": "elsewhere"},
        {"exp": int(time.time()) - 5},
        {"aud": "http://127.0.0.1/production"},
        {"exp": "tomorrow"},
    ],
)
def test_an_invalid_assertion_is_rejected(marketplace, claims):
    response = marketplace.token(grant_type=ASSERTION, assertion=marketplace.assertion(**claims))
    assert error_of(response) == (400, "invalid_grant", "Auth.OauthError")


@pytest.mark.parametrize("other", ["production", "est-sandbox"])
def test_an_assertion_for_another_environment_or_region_is_rejected(marketplace, other):
    elsewhere = replace(marketplace, environment_path=other)
    response = elsewhere.token(grant_type=ASSERTION, assertion=elsewhere.assertion(scope="FullAccess"))
    assert error_of(response) == (400, "invalid_grant", "Auth.OauthError")


def test_the_host_in_an_assertion_may_be_any_name_of_this_machine(marketplace):
    assert marketplace.with_assertion(aud="http://emulator:8100/sandbox", scope="FullAccess").get("/me")


def test_an_assertion_for_a_user_grants_the_intersection_of_roles(marketplace, shopping_client):
    caller = marketplace.with_assertion(
        username="sally", client_id=shopping_client, scope="Shopper ProductAdmin"
    )
    assert claims_of(caller.token)["role"] == "Shopper"
    assert caller.get("/me")["Buyer"]["ID"] == "acme"


def test_full_access_in_an_assertion_grants_the_users_roles(marketplace, shopping_client):
    caller = marketplace.with_assertion(username="sally", client_id=shopping_client, scope="FullAccess")
    assert set(claims_of(caller.token)["role"]) == {"Shopper", "MeAdmin", "Brewer"}


def test_full_access_of_the_user_grants_the_roles_of_the_assertion(marketplace, seller_api, shopping_client):
    seller_api.patch("/securityprofiles/p", {"Roles": ["FullAccess"], "CustomRoles": []})
    caller = marketplace.with_assertion(username="sally", client_id=shopping_client, scope="ProductReader")
    assert claims_of(caller.token)["role"] == "ProductReader"


@pytest.mark.parametrize("more", [{"username": "nobody"}, {"client_id": "no-client"}])
def test_an_assertion_for_an_unknown_user_is_rejected(marketplace, shopping_client, more):
    claims = {"username": "sally", "client_id": shopping_client, "scope": "Shopper"} | more
    response = marketplace.token(grant_type=ASSERTION, assertion=marketplace.assertion(**claims))
    assert response.status_code in (400, 401)
    assert error_of(response)[2]


def test_a_token_of_the_portal_for_a_user_has_no_key_id_and_its_own_claims(marketplace, shopping_client):
    token = marketplace.with_assertion(username="sally", client_id=shopping_client, scope="Shopper").token
    claims = claims_of(token)
    assert "kid" not in jwt.get_unverified_header(token)
    assert (claims["usr"], claims["usrtype"], claims["cid"]) == ("sally", "buyer", shopping_client)
    assert claims["uid"]
    assert "u" not in claims


def test_two_people_who_act_as_one_user_get_different_tokens(marketplace, shopping_client):
    claims = {"username": "sally", "client_id": shopping_client, "scope": "Shopper"}
    assert marketplace.with_assertion(**claims).token != marketplace.with_assertion(**claims).token


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/apiclients/{client}", "Auth.ClientNotActive"),
        ("/buyers/acme/users/sally", "Auth.UserNotActive"),
        ("/buyers/acme", "Auth.CompanyNotActive"),
    ],
)
def test_an_assertion_for_a_user_requires_active_client_user_and_company(
    marketplace, seller_api, shopping_client, path, code
):
    seller_api.patch(path.format(client=shopping_client), {"Active": False})
    assert _refusal(marketplace, "sally", shopping_client)[2] == code


def test_an_assertion_for_a_user_whom_the_client_does_not_admit_is_rejected(
    marketplace, seller_api, shopping_client
):
    seller_api.patch(f"/apiclients/{shopping_client}", {"AllowAnyBuyer": False})
    status, _, code = _refusal(marketplace, "sally", shopping_client)
    assert (status, code) == (401, "Auth.OauthError")
    seller_api.post("/apiclients/assignments", {"ApiClientID": shopping_client, "BuyerID": "acme"})
    assert marketplace.with_assertion(username="sally", client_id=shopping_client, scope="Shopper").get("/me")


def test_the_roles_of_an_assertion_for_a_user_stay_within_those_of_the_client(
    marketplace, seller_api, shopping_client
):
    limits = {"MaximumGrantedRoles": ["Shopper"], "MaximumGrantedCustomRoles": ["Brewer"]}
    seller_api.patch(f"/apiclients/{shopping_client}", limits)
    caller = marketplace.with_assertion(username="sally", client_id=shopping_client, scope="FullAccess")
    assert set(claims_of(caller.token)["role"]) == {"Shopper", "Brewer"}
    seller_api.patch(f"/apiclients/{shopping_client}", {"MinimumRequiredRoles": ["OrderAdmin"]})
    assert _refusal(marketplace, "sally", shopping_client)[2] == "Auth.InsufficientRoles"


def _refusal(marketplace, username, client) -> tuple[int, str, str]:
    assertion = marketplace.assertion(username=username, client_id=client, scope="Shopper")
    return error_of(marketplace.token(grant_type=ASSERTION, assertion=assertion))
