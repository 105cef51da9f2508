"""Tokens: the grants, what they check, and what is in them."""

import time

import jwt
import pytest

from tests.environments.emulator.callers import ASSERTION, claims_of, user

SECRET = "a-secret-of-the-shop"


@pytest.fixture
def shop(api):
    """A buyer user with two roles, and an API client for it; gives the client's id."""
    api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    api.post("/buyers/acme/users", user("sally"))
    profile = {"ID": "p", "Name": "P", "Roles": ["Shopper", "MeAdmin"], "CustomRoles": ["Brewer"]}
    api.post("/securityprofiles", profile)
    api.post("/securityprofiles/assignments", {"SecurityProfileID": "p", "BuyerID": "acme"})
    client = {
        "AppName": "Shop",
        "Active": True,
        "AllowAnyBuyer": True,
        "AccessTokenDuration": 60,
        "RefreshTokenDuration": 120,
    }
    return api.post("/apiclients", client)["ID"]


def password_grant(marketplace, client, **form):
    usual = {
        "grant_type": "password",
        "client_id": client,
        "username": "sally",
        "password": "Correct-Horse-9",
    }
    return marketplace.token(**(usual | form))


def error_of(answer) -> tuple[int, str, str]:
    body = answer.json()
    assert body["error_description"]
    return answer.status_code, body["error"], body["Errors"][0]["ErrorCode"]


# the answer


def test_a_password_gives_a_token_for_a_second_less_than_its_duration(marketplace, shop):
    body = password_grant(marketplace, shop).json()
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == 3599
    assert body["refresh_token"]


def test_the_claims_say_who_on_which_client_with_which_roles(marketplace, shop):
    claims = claims_of(password_grant(marketplace, shop).json()["access_token"])
    assert (claims["usr"], claims["cid"], claims["usrtype"]) == ("sally", shop, "buyer")
    assert set(claims["role"]) == {"Shopper", "MeAdmin", "Brewer"}
    assert claims["iss"] == claims["aud"] == marketplace.base
    assert claims["u"]
    assert claims["exp"] - claims["nbf"] == 3600


def test_a_single_role_is_a_bare_string(marketplace, shop):
    token = password_grant(marketplace, shop, scope="Shopper").json()["access_token"]
    assert claims_of(token)["role"] == "Shopper"


def test_an_ordinary_token_is_checked_with_the_key_it_names(marketplace, shop, session):
    token = password_grant(marketplace, shop).json()["access_token"]
    kid = jwt.get_unverified_header(token)["kid"]
    key = session.get(f"{marketplace.base}/oauth/certs/{kid}").json()
    jwt.decode(token, jwt.PyJWK(key).key, ["RS256"], audience=marketplace.base)
    assert session.get(f"{marketplace.base}/v1/oauth/certs/{kid}").json() == key


def test_an_unknown_key_is_not_found(marketplace, session):
    assert session.get(f"{marketplace.base}/oauth/certs/nothing").status_code == 404


def test_the_portals_token_names_no_key_and_calls_the_user_uid(marketplace):
    token = marketplace.seller().token
    assert "kid" not in jwt.get_unverified_header(token)
    assert "uid" in claims_of(token)
    assert "u" not in claims_of(token)
    assert claims_of(token)["cid"]


# scope


def test_a_scope_narrows_and_unknown_words_are_passed_over(marketplace, shop):
    token = password_grant(marketplace, shop, scope="undefined Brewer ProductAdmin").json()["access_token"]
    assert claims_of(token)["role"] == "Brewer"


def test_a_scope_without_anything_held_gives_a_token_without_roles(marketplace, shop):
    token = password_grant(marketplace, shop, scope="ProductAdmin").json()["access_token"]
    assert "role" not in claims_of(token)
    caller = marketplace.with_token(token)
    assert caller.get("/me")["Username"] == "sally"
    assert caller.refused("GET", "/products") == (403, "Auth.InsufficientRoles")


def test_full_access_holds_every_api_role_but_a_token_holds_only_what_was_asked(marketplace, api, shop):
    api.patch("/securityprofiles/p", {"Roles": ["FullAccess"]})
    token = password_grant(marketplace, shop, scope="ProductReader Foreign").json()["access_token"]
    assert claims_of(token)["role"] == "ProductReader"


def test_maximum_granted_roles_cap_a_token(marketplace, api, shop):
    api.patch(f"/apiclients/{shop}", {"MaximumGrantedRoles": ["Shopper"]})
    token = password_grant(marketplace, shop).json()["access_token"]
    assert claims_of(token)["role"] == "Shopper"


def test_minimum_required_roles_refuse_who_lacks_one(marketplace, api, shop):
    api.patch(f"/apiclients/{shop}", {"MinimumRequiredRoles": ["OrderAdmin"]})
    answer = password_grant(marketplace, shop)
    assert error_of(answer) == (401, "invalid_scope", "Auth.InsufficientRoles")


# refusals


@pytest.mark.parametrize("form", [{"password": "wrong"}, {"username": "nobody"}])
def test_a_wrong_password_and_an_unknown_user_are_not_told_apart(marketplace, shop, form):
    answer = password_grant(marketplace, shop, **form)
    assert error_of(answer) == (401, "invalid_grant", "Auth.InvalidUsernameOrPassword")


def test_a_missing_password_is_asked_for(marketplace, shop):
    answer = password_grant(marketplace, shop, password="")
    assert error_of(answer) == (400, "invalid_request", "Auth.UsernameAndPasswordRequired")


def test_an_unknown_client_is_refused(marketplace, shop):
    answer = password_grant(marketplace, "no-such-client")
    assert error_of(answer) == (401, "invalid_client", "ApiClient.InvalidClientID")


def test_a_client_with_a_secret_wants_it_on_every_grant(marketplace, api, shop):
    api.patch(f"/apiclients/{shop}", {"ClientSecret": SECRET})
    assert error_of(password_grant(marketplace, shop)) == (401, "invalid_grant", "Auth.OauthError")
    assert password_grant(marketplace, shop, client_secret="wrong").status_code == 401
    assert password_grant(marketplace, shop, client_secret=SECRET).ok


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/apiclients/{client}", "Auth.ClientNotActive"),
        ("/buyers/acme/users/sally", "Auth.UserNotActive"),
        ("/buyers/acme", "Auth.CompanyNotActive"),
    ],
)
def test_what_is_not_active_lets_nobody_in(marketplace, api, shop, path, code):
    api.patch(path.format(client=shop), {"Active": False})
    assert error_of(password_grant(marketplace, shop))[::2] == (401, code)


def test_a_client_lets_in_users_of_assigned_companies_only(marketplace, api, shop):
    api.patch(f"/apiclients/{shop}", {"AllowAnyBuyer": False})
    assert error_of(password_grant(marketplace, shop))[2] == "Auth.OauthError"
    api.post("/apiclients/assignments", {"ApiClientID": shop, "BuyerID": "acme"})
    assert password_grant(marketplace, shop).ok


def test_ten_failures_lock_an_account(marketplace, shop):
    for _ in range(10):
        password_grant(marketplace, shop, password="wrong")
    assert error_of(password_grant(marketplace, shop))[2] == "Auth.LockedOut"


def test_a_form_is_wanted_and_a_known_grant(marketplace, session):
    answer = session.post(marketplace.base + "/oauth/token", json={"grant_type": "password"})
    assert error_of(answer) == (400, "invalid_request", "Request.InvalidContentType")
    assert error_of(marketplace.token(grant_type="magic")) == (
        400,
        "unsupported_grant_type",
        "Auth.OauthError",
    )


# the other grants


def test_client_credentials_are_the_default_user_of_the_client(marketplace, api, shop):
    api.patch(f"/apiclients/{shop}", {"ClientSecret": SECRET, "DefaultContextUserName": "sally"})
    answer = marketplace.token(grant_type="client_credentials", client_id=shop, client_secret=SECRET)
    assert claims_of(answer.json()["access_token"])["usr"] == "sally"


def test_client_credentials_need_a_default_user(marketplace, api, shop):
    api.patch(f"/apiclients/{shop}", {"ClientSecret": SECRET})
    answer = marketplace.token(grant_type="client_credentials", client_id=shop, client_secret=SECRET)
    assert error_of(answer) == (401, "invalid_grant", "Auth.OauthError")


def test_an_anonymous_shopper_needs_no_secret_and_gets_a_week_and_one_order(marketplace, api, shop):
    api.patch(f"/apiclients/{shop}", {"DefaultContextUserName": "sally", "IsAnonBuyer": True})
    body = marketplace.token(grant_type="client_credentials", client_id=shop, scope="Shopper").json()
    assert body["expires_in"] == 7 * 24 * 3600 - 1
    assert "refresh_token" not in body
    shopper = marketplace.with_token(body["access_token"])
    order = shopper.post("/orders/outgoing", {})
    assert order["ID"] == claims_of(body["access_token"])["orderid"]


def test_anonymous_shopping_needs_a_buyer_user(api):
    api.post("/adminusers", user("boss"))
    client = {
        "AppName": "A",
        "AccessTokenDuration": 60,
        "IsAnonBuyer": True,
        "DefaultContextUserName": "boss",
    }
    assert api.refused("POST", "/apiclients", client) == (400, "ApiClient.RequiredNotAnonBuyer")


def test_a_refresh_token_gives_a_new_token_and_stays_good(marketplace, shop):
    first = password_grant(marketplace, shop).json()["refresh_token"]
    for _ in range(2):
        answer = marketplace.token(grant_type="refresh_token", client_id=shop, refresh_token=first)
        assert claims_of(answer.json()["access_token"])["usr"] == "sally"
        assert answer.json()["refresh_token"]


def test_an_unknown_refresh_token_is_refused(marketplace, shop):
    answer = marketplace.token(grant_type="refresh_token", client_id=shop, refresh_token="no")
    assert error_of(answer) == (400, "invalid_grant", "Auth.OauthError")


# the platform's assertion


def test_an_assertion_gives_exactly_the_roles_it_asks_for(marketplace):
    token = marketplace.seller("BuyerReader ProductAdmin").token
    assert set(claims_of(token)["role"]) == {"BuyerReader", "ProductAdmin"}


def test_an_assertion_without_a_scope_gives_no_roles(marketplace):
    nobody = marketplace.by_assertion()
    assert nobody.get("/me")["AvailableRoles"] == []
    assert nobody.refused("GET", "/buyers") == (403, "Auth.InsufficientRoles")


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
def test_a_false_assertion_is_refused(marketplace, claims):
    answer = marketplace.token(grant_type=ASSERTION, assertion=marketplace.assertion(**claims))
    assert error_of(answer) == (400, "invalid_grant", "Auth.OauthError")


def test_the_host_in_an_assertion_may_be_another_name_of_this_machine(marketplace):
    assert marketplace.by_assertion(aud="http://emulator:8100/sandbox", scope="FullAccess").get("/me")


def test_an_assertion_that_names_a_user_gives_the_intersection_of_roles(marketplace, shop):
    caller = marketplace.by_assertion(username="sally", client_id=shop, scope="Shopper ProductAdmin")
    assert claims_of(caller.token)["role"] == "Shopper"
    assert caller.get("/me")["Buyer"]["ID"] == "acme"


def test_full_access_in_an_assertion_lets_the_users_roles_pass(marketplace, shop):
    caller = marketplace.by_assertion(username="sally", client_id=shop, scope="FullAccess")
    assert set(claims_of(caller.token)["role"]) == {"Shopper", "MeAdmin", "Brewer"}


def test_full_access_of_the_user_lets_the_assertions_roles_pass(marketplace, api, shop):
    api.patch("/securityprofiles/p", {"Roles": ["FullAccess"], "CustomRoles": []})
    caller = marketplace.by_assertion(username="sally", client_id=shop, scope="ProductReader")
    assert claims_of(caller.token)["role"] == "ProductReader"


@pytest.mark.parametrize("more", [{"username": "nobody"}, {"client_id": "no-client"}])
def test_an_assertion_for_nobody_is_refused(marketplace, shop, more):
    claims = {"username": "sally", "client_id": shop, "scope": "Shopper"} | more
    answer = marketplace.token(grant_type=ASSERTION, assertion=marketplace.assertion(**claims))
    assert answer.status_code in (400, 401)
    assert error_of(answer)[2]


# use


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic abc", "Bearer a.b.c"])
def test_a_call_without_a_good_token_is_401(marketplace, session, header):
    answer = session.get(marketplace.base + "/v1/me", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["Errors"][0]["ErrorCode"]) == (401, "InvalidToken")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_is_good_in_its_own_environment_only(found):
    here, there = found("iso1"), found("iso1_Staging", "Staging")
    token = here.seller().token
    assert there.with_token(token).refused("GET", "/me") == (401, "InvalidToken")


def test_a_missing_role_is_named_with_those_that_would_do(marketplace):
    answer = marketplace.seller("Shopper").call("GET", "/buyers")
    data = answer.json()["Errors"][0]["Data"]
    assert data == {
        "SufficientRoles": ["FullAccess", "BuyerAdmin", "BuyerReader"],
        "AssignedRoles": ["Shopper"],
    }


def test_a_deleted_user_has_no_good_token(marketplace, api, shop):
    caller = marketplace.by_assertion(username="sally", client_id=shop, scope="Shopper")
    api.delete("/buyers/acme/users/sally")
    assert caller.refused("GET", "/me") == (401, "InvalidToken")
