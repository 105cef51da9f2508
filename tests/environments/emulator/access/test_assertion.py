"""The platform's assertion: tokens for an organization or for one of its users."""

import time
from dataclasses import replace

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
