"""Impersonating buyer users through the API."""

import pytest

from tests.environments.emulator.api_client import claims_of, user
from tests.environments.emulator.users import create_open_client, signed_in_user

PATH = "/buyers/acme/users/sally/accesstoken"


def test_the_token_is_the_users_with_the_roles_of_the_config(impersonation_setup):
    api, client = impersonation_setup
    response = api.call("POST", PATH, {"ClientID": client})
    claims = claims_of(response.json()["access_token"])
    assert response.status_code == 200
    assert (claims["usr"], claims["usrtype"], claims["cid"]) == ("sally", "buyer", client)
    assert set(claims["role"]) == {"Shopper", "MeAdmin", "Brewer"}
    assert claims["imp"]


def test_roles_are_narrowed_to_the_requested(impersonation_setup):
    api, client = impersonation_setup
    body = {"ClientID": client, "Roles": ["Shopper", "OrderAdmin"], "CustomRoles": []}
    assert claims_of(api.post(PATH, body)["access_token"])["role"] == "Shopper"


def test_without_a_config_no_one_can_impersonate(impersonation_setup):
    api, client = impersonation_setup
    api.delete("/impersonationconfig/i")
    assert api.refused("POST", PATH, {"ClientID": client}) == (400, "Impersonation.ConfigError")


def test_a_config_may_limit_impersonating_and_impersonated_users(impersonation_setup, marketplace):
    api, client = impersonation_setup
    boss = signed_in_user(api, "/adminusers", "boss", ["BuyerImpersonation"], client)
    api.post("/adminusers", user("other"))
    api.patch("/impersonationconfig/i", {"ImpersonationUserID": "other"})
    assert boss.refused("POST", PATH, {"ClientID": client}) == (400, "Impersonation.ConfigError")
    api.patch("/impersonationconfig/i", {"ImpersonationUserID": "boss"})
    assert boss.post(PATH, {"ClientID": client})
    api.post("/buyers/acme/usergroups", {"ID": "vip", "Name": "V"})
    api.patch("/impersonationconfig/i", {"GroupID": "vip"})
    assert boss.refused("POST", PATH, {"ClientID": client}) == (400, "Impersonation.ConfigError")
    api.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "vip", "UserID": "sally"})
    assert boss.post(PATH, {"ClientID": client})


def test_a_buyer_user_impersonates_users_of_its_buyer_only(impersonation_setup):
    api, client = impersonation_setup
    api.post("/buyers", {"ID": "zeta", "Name": "Zeta", "Active": True})
    bea = signed_in_user(api, "/buyers/acme/users", "bea", ["BuyerImpersonation"], client, BuyerID="acme")
    zoe = signed_in_user(api, "/buyers/zeta/users", "zoe", ["BuyerImpersonation"], client, BuyerID="zeta")
    api.patch("/impersonationconfig/i", {"ImpersonationBuyerID": "acme"})
    assert bea.post(PATH, {"ClientID": client})
    assert zoe.refused("POST", PATH, {"ClientID": client})[0] in (403, 404)


def test_the_client_must_exist_be_active_and_allow_the_buyer(impersonation_setup):
    api, client = impersonation_setup
    assert api.refused("POST", PATH, {"ClientID": "none"}) == (404, "Impersonation.ClientIDNotFound")
    api.patch(f"/apiclients/{client}", {"AllowAnyBuyer": False})
    assert api.refused("POST", PATH, {"ClientID": client}) == (400, "Impersonation.BuyerNotAssigned")
    api.patch(f"/apiclients/{client}", {"Active": False})
    assert api.refused("POST", PATH, {"ClientID": client}) == (400, "Impersonation.BadApiClient")
    assert api.refused("POST", PATH, {}) == (400, "RequiredField")


def test_the_portal_impersonates_seller_and_supplier_users_too(seller_api, marketplace):
    client = create_open_client(seller_api)
    seller_api.post("/suppliers", {"ID": "mill", "Name": "Mill", "Active": True})
    signed_in_user(seller_api, "/adminusers", "boss", ["OrderAdmin", "ProductAdmin"], client)
    signed_in_user(seller_api, "/suppliers/mill/users", "sol", ["ProductAdmin"], client, SupplierID="mill")
    boss = marketplace.with_assertion(username="boss", client_id=client, scope="ProductAdmin ProductReader")
    assert claims_of(boss.token) | {"usrtype": "admin", "role": "ProductAdmin"} == claims_of(boss.token)
    sol = marketplace.with_assertion(username="sol", client_id=client, scope="FullAccess")
    assert sol.get("/me")["Supplier"] == {"ID": "mill"}


def test_a_response_has_a_token_without_a_refresh_token(impersonation_setup):
    api, client = impersonation_setup
    response = api.post(PATH, {"ClientID": client.upper()})
    claims = claims_of(response["access_token"])
    assert (response["token_type"], response["expires_in"]) == ("bearer", 3599)
    assert response["refresh_token"] is None
    assert (claims["cid"], claims["imp"] != claims["u"]) == (client, True)


def test_a_profile_without_roles_allows_no_impersonation(impersonation_setup):
    api, client = impersonation_setup
    api.patch("/securityprofiles/shopping", {"Roles": [], "CustomRoles": []})
    assert api.refused("POST", PATH, {"ClientID": client}) == (400, "Impersonation.ConfigError")


@pytest.mark.parametrize("path", ["/buyers/acme", "/buyers/acme/users/sally"])
def test_inactive_users_cannot_be_impersonated(impersonation_setup, path):
    api, client = impersonation_setup
    api.patch(path, {"Active": False})
    assert api.refused("POST", PATH, {"ClientID": client}) == (400, "Impersonation.ConfigError")


def test_a_config_applies_to_its_own_client(impersonation_setup):
    api, _ = impersonation_setup
    other = create_open_client(api)
    assert api.refused("POST", PATH, {"ClientID": other}) == (400, "Impersonation.ConfigError")


def test_impersonation_requires_the_role(impersonation_setup, marketplace):
    _, client = impersonation_setup
    reader = marketplace.seller("BuyerUserAdmin")
    assert reader.refused("POST", PATH, {"ClientID": client}) == (403, "Auth.InsufficientRoles")
    assert marketplace.seller("BuyerImpersonation").post(PATH, {"ClientID": client})


def test_seller_and_supplier_users_have_no_impersonation_call(impersonation_setup):
    api, client = impersonation_setup
    for path in ("/adminusers/x/accesstoken", "/suppliers/x/users/y/accesstoken"):
        assert api.refused("POST", path, {"ClientID": client}) == (404, "NotFound")
