"""References: unknown targets, renames, and deletions that cascade."""

import pytest

from tests.environments.emulator.api_client import address, user
from tests.environments.emulator.users import create_open_client, signed_in_user


@pytest.fixture
def company(seller_api):
    """Create a buyer with a user in a group, and assignments at every level."""
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    seller_api.post("/buyers/acme/users", user("sally"))
    seller_api.post("/buyers/acme/usergroups", {"ID": "team", "Name": "Team"})
    seller_api.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "team", "UserID": "sally"})
    seller_api.post("/securityprofiles", {"ID": "p", "Name": "P", "Roles": ["Shopper"]})
    seller_api.post(
        "/securityprofiles/assignments", {"SecurityProfileID": "p", "BuyerID": "acme", "UserID": "sally"}
    )
    return seller_api


# unknown targets


@pytest.mark.parametrize(
    ("path", "body", "missing"),
    [
        ("/buyers", {"Name": "B", "DefaultCatalogID": "none"}, ("Catalog", "none")),
        ("/products", {"Name": "P", "DefaultPriceScheduleID": "none"}, ("PriceSchedule", "none")),
        ("/products", {"Name": "P", "DefaultSupplierID": "none"}, ("Supplier", "none")),
        ("/products", {"Name": "P", "ShipFromAddressID": "none"}, ("Address", "none")),
        ("/products", {"Name": "P", "OwnerID": "none"}, ("Supplier", "none")),
        ("/catalogs/assignments", {"CatalogID": "none", "BuyerID": "none"}, ("Catalog", "none")),
        ("/securityprofiles/assignments", {"SecurityProfileID": "none"}, ("SecurityProfile", "none")),
        (
            "/apiclients",
            {"AppName": "A", "AccessTokenDuration": 60, "DefaultContextUserName": "none"},
            ("User", "none"),
        ),
        (
            "/webhooks",
            {"Name": "W", "Url": "https://x.example", "HashKey": "k", "ApiClientIDs": ["none"]},
            ("ApiClient", "none"),
        ),
    ],
)
def test_a_missing_reference_is_404_with_type_and_id(seller_api, path, body, missing):
    response = seller_api.call("POST", path, body)
    data = response.json()["Errors"][0]["Data"]
    assert (response.status_code, data) == (404, {"ObjectType": missing[0], "ObjectID": missing[1]})


def test_nothing_is_stored_when_a_reference_is_wrong(seller_api):
    seller_api.refused("POST", "/buyers", {"ID": "b", "Name": "B", "DefaultCatalogID": "none"})
    assert seller_api.ids("/buyers") == []


def test_a_buyer_may_have_the_id_of_the_marketplace(seller_api):
    buyer = seller_api.organization.portal_id
    seller_api.post("/buyers", {"ID": buyer, "Name": "B"})
    seller_api.post(f"/buyers/{buyer}/usergroups", {"ID": "g", "Name": "G"})
    seller_api.post("/securityprofiles", {"ID": "s", "Name": "S"})
    assignment = {"SecurityProfileID": "s", "BuyerID": buyer, "UserGroupID": "g"}
    seller_api.post("/securityprofiles/assignments", assignment)
    (found,) = seller_api.items("/securityprofiles/assignments", userGroupID="g")
    assert (found["BuyerID"], found["UserGroupID"]) == (buyer, "g")


def test_a_suppliers_own_product_ships_from_its_own_address(seller_api):
    client = create_open_client(seller_api)
    seller_api.post("/suppliers", {"ID": "mill", "Name": "Mill", "Active": True})
    seller_api.post("/suppliers/mill/addresses", address("works"))
    seller_api.post("/addresses", address("depot"))
    sol = signed_in_user(
        seller_api, "/suppliers/mill/users", "sol", ["ProductAdmin"], client, SupplierID="mill"
    )
    created = sol.post("/products", {"ID": "cloth", "Name": "Cloth", "ShipFromAddressID": "works"})
    assert created["ShipFromAddressID"] == "works"
    assert sol.patch("/products/cloth", {"Description": "D"})["ShipFromAddressID"] == "works"
    wrong = {"ShipFromAddressID": "depot"}
    assert sol.refused("PATCH", "/products/cloth", wrong) == (404, "NotFound")


def test_a_shipping_address_is_the_default_suppliers_or_the_sellers(seller_api):
    seller_api.post("/suppliers", {"ID": "s", "Name": "S"})
    seller_api.post("/suppliers/s/addresses", address("theirs"))
    seller_api.post("/addresses", address("ours"))
    assert seller_api.post(
        "/products", {"Name": "P", "DefaultSupplierID": "s", "ShipFromAddressID": "theirs"}
    )
    assert seller_api.post("/products", {"Name": "P", "ShipFromAddressID": "ours"})
    body = {"Name": "P", "DefaultSupplierID": "s", "ShipFromAddressID": "ours"}
    assert seller_api.refused("POST", "/products", body) == (404, "NotFound")


# renames


def test_a_renamed_buyer_keeps_its_users_and_assignments(company):
    company.patch("/buyers/acme", {"ID": "zeta"})
    assert company.get("/buyers/zeta/users/sally")["AvailableRoles"] == ["Shopper"]
    assert company.items("/buyers/zeta/usergroups/assignments") == [
        {"UserGroupID": "team", "UserID": "sally"}
    ]
    (assignment,) = company.items("/securityprofiles/assignments")
    assert (assignment["BuyerID"], assignment["UserID"]) == ("zeta", "sally")
    assert company.items("/catalogs/assignments")[0]["BuyerID"] == "zeta"


def test_a_renamed_user_group_and_profile_are_followed(company):
    company.patch("/buyers/acme/users/sally", {"ID": "sue"})
    company.patch("/buyers/acme/usergroups/team", {"ID": "crew"})
    company.patch("/securityprofiles/p", {"ID": "q"})
    assert company.items("/buyers/acme/usergroups/assignments") == [{"UserGroupID": "crew", "UserID": "sue"}]
    (assignment,) = company.items("/securityprofiles/assignments")
    assert (assignment["SecurityProfileID"], assignment["UserID"]) == ("q", "sue")


def test_a_rename_updates_references_to_that_record_only(company):
    company.post("/buyers", {"ID": "other", "Name": "O"})
    company.post("/buyers/other/users", user("sally", Username="sally2"))
    body = {"SecurityProfileID": "p", "BuyerID": "other", "UserID": "sally"}
    company.post("/securityprofiles/assignments", body)
    company.patch("/buyers/acme/users/sally", {"ID": "sue"})
    found = {a["BuyerID"]: a["UserID"] for a in company.items("/securityprofiles/assignments")}
    assert found == {"acme": "sue", "other": "sally"}


def test_renaming_price_schedules_suppliers_and_catalogs_is_followed(seller_api):
    seller_api.post("/priceschedules", {"ID": "ps", "Name": "PS"})
    seller_api.post("/suppliers", {"ID": "s", "Name": "S"})
    seller_api.post(
        "/products", {"ID": "p", "Name": "P", "DefaultPriceScheduleID": "ps", "DefaultSupplierID": "s"}
    )
    seller_api.post("/buyers", {"ID": "b", "Name": "B"})
    seller_api.patch("/priceschedules/ps", {"ID": "ps2"})
    seller_api.patch("/suppliers/s", {"ID": "s2"})
    seller_api.patch("/catalogs/b", {"ID": "c2"})
    product = seller_api.get("/products/p")
    assert (product["DefaultPriceScheduleID"], product["DefaultSupplierID"]) == ("ps2", "s2")
    assert seller_api.ids("/products/p/suppliers") == ["s2"]
    assert seller_api.get("/buyers/b")["DefaultCatalogID"] == "c2"


def test_a_renamed_username_stays_the_default_user_of_its_client(seller_api):
    seller_api.post("/adminusers", user("boss"))
    client = {
        "AppName": "A",
        "AccessTokenDuration": 60,
        "AllowSeller": True,
        "DefaultContextUserName": "boss",
    }
    id_ = seller_api.post("/apiclients", client)["ID"]
    seller_api.patch("/adminusers/boss", {"Username": "chief"})
    assert seller_api.get(f"/apiclients/{id_}")["DefaultContextUserName"] == "chief"


def test_a_renamed_category_keeps_its_children_and_products(seller_api):
    seller_api.post("/catalogs", {"ID": "c", "Name": "C"})
    seller_api.post("/catalogs/c/categories", {"ID": "top", "Name": "T"})
    seller_api.post("/catalogs/c/categories", {"ID": "sub", "Name": "S", "ParentID": "top"})
    seller_api.post("/products", {"ID": "p", "Name": "P"})
    seller_api.post("/catalogs/c/categories/productassignments", {"CategoryID": "top", "ProductID": "p"})
    seller_api.patch("/catalogs/c/categories/top", {"ID": "head"})
    assert seller_api.get("/catalogs/c/categories/sub")["ParentID"] == "head"
    assert seller_api.items("/catalogs/c/categories/productassignments")[0]["CategoryID"] == "head"


# deletions


def test_deleting_a_buyer_deletes_its_records_and_frees_its_usernames(company):
    company.post("/buyers/acme/addresses", address("a"))
    company.post("/buyers/acme/approvalrules", {"ApprovingGroupID": "team", "RuleExpression": "true"})
    company.delete("/buyers/acme")
    assert company.items("/securityprofiles/assignments") == []
    assert company.items("/catalogs/assignments") == []
    company.post("/buyers", {"ID": "acme", "Name": "Acme", "DefaultCatalogID": "acme"})
    for part in ("users", "usergroups", "addresses", "approvalrules"):
        assert company.items(f"/buyers/acme/{part}") == []
    company.post("/adminusers", user("sally"))


def test_assignments_are_deleted_with_their_records(company):
    company.delete("/buyers/acme/usergroups/team")
    assert company.items("/buyers/acme/usergroups/assignments") == []
    company.delete("/securityprofiles/p")
    assert company.items("/securityprofiles/assignments") == []


def test_deleting_a_category_deletes_its_children(seller_api):
    seller_api.post("/catalogs", {"ID": "c", "Name": "C"})
    for id_, parent in (("a", None), ("b", "a"), ("d", "b"), ("e", None)):
        seller_api.post("/catalogs/c/categories", {"ID": id_, "Name": id_, "ParentID": parent})
    seller_api.delete("/catalogs/c/categories/a")
    assert seller_api.ids("/catalogs/c/categories", depth="all") == ["e"]


def test_a_reference_is_cleared_when_its_target_is_deleted(seller_api):
    seller_api.post("/priceschedules", {"ID": "ps", "Name": "PS"})
    seller_api.post("/products", {"ID": "p", "Name": "P", "DefaultPriceScheduleID": "ps"})
    seller_api.delete("/priceschedules/ps")
    assert seller_api.get("/products/p")["DefaultPriceScheduleID"] is None


def test_deleting_a_client_keeps_its_webhooks(seller_api):
    id_ = seller_api.post("/apiclients", {"AppName": "A", "AccessTokenDuration": 60})["ID"]
    hook = {"ID": "w", "Name": "W", "Url": "https://x.example", "HashKey": "k", "ApiClientIDs": [id_.upper()]}
    assert seller_api.post("/webhooks", hook)["ApiClientIDs"] == [id_]
    seller_api.delete(f"/apiclients/{id_}")
    assert seller_api.get("/webhooks/w")["ApiClientIDs"] == []


# refused deletions


def test_a_default_catalog_cannot_be_deleted_and_its_buyers_are_listed(seller_api):
    seller_api.post("/buyers", {"ID": "b", "Name": "B"})
    seller_api.post("/buyers", {"ID": "c", "Name": "C", "DefaultCatalogID": "b"})
    response = seller_api.call("DELETE", "/catalogs/b")
    (error,) = response.json()["Errors"]
    assert (response.status_code, error["ErrorCode"]) == (409, "Catalog.CannotDelete")
    assert error["Data"] == {"Buyers": ["b", "c"]}
    assert seller_api.get("/catalogs/b")


def test_an_approving_group_cannot_be_deleted(company):
    company.post("/buyers/acme/approvalrules", {"ApprovingGroupID": "team", "RuleExpression": "true"})
    assert company.refused("DELETE", "/buyers/acme/usergroups/team") == (
        409,
        "UserGroup.CannotDeleteApprovingGroup",
    )


def test_a_default_context_user_cannot_be_deleted(company):
    client = {"AppName": "A", "AccessTokenDuration": 60, "DefaultContextUserName": "sally"}
    company.post("/apiclients", client)
    refused = (409, "User.CannotDeleteDefaultContextUser")
    assert company.refused("DELETE", "/buyers/acme/users/sally") == refused
    assert company.refused("DELETE", "/buyers/acme") == refused
    assert company.get("/buyers/acme/users/sally")


def test_parties_profile_and_client_of_an_impersonation_config_cannot_be_deleted(company):
    client = company.post("/apiclients", {"AppName": "A", "AccessTokenDuration": 60})["ID"]
    body = {
        "ID": "i",
        "BuyerID": "acme",
        "SecurityProfileID": "p",
        "ClientID": client.upper(),
        "UserID": "sally",
    }
    assert company.post("/impersonationconfig", body)["ClientID"] == client
    party = (409, "Impersonation.CannotDeleteImpersonateeParty")
    assert company.refused("DELETE", "/buyers/acme") == party
    assert company.refused("DELETE", "/buyers/acme/users/sally") == party
    profile = (409, "Impersonation.CannotDeleteSecurityProfile")
    assert company.refused("DELETE", "/securityprofiles/p") == profile
    used = (409, "ApiClient.UsedByImpersonationConfig")
    assert company.refused("DELETE", f"/apiclients/{client}") == used
    assert company.refused("POST", "/impersonationconfig", body | {"ID": "j"})[1] == (
        "ImpersonationConfig.ConflictingImpersonationConfigExists"
    )


def test_an_integration_event_in_use_cannot_be_deleted(seller_api):
    event = {"ID": "e", "Name": "E", "CustomImplementationUrl": "https://x.example", "HashKey": "k"}
    seller_api.post("/integrationEvents", event)
    client = {"AppName": "A", "AccessTokenDuration": 60, "OrderCheckoutIntegrationEventID": "e"}
    seller_api.post("/apiclients", client)
    assert seller_api.refused("DELETE", "/integrationEvents/e") == (409, "IntegrationEvent.CannotDeleteInUse")


def test_an_address_with_inventory_cannot_be_deleted(seller_api):
    seller_api.post("/addresses", address("depot"))
    seller_api.post("/products", {"ID": "p", "Name": "P"})
    seller_api.post("/products/p/inventoryrecords", {"AddressID": "depot", "QuantityAvailable": 3})
    assert seller_api.refused("DELETE", "/addresses/depot") == (
        409,
        "Address.CannotDeleteInventoryRecordAddress",
    )
