"""Required and conflicting fields of assignments, and the required parties of deletions."""

import pytest

from tests.environments.emulator.users import create_assignees


@pytest.fixture
def assignable_records(seller_api):
    create_assignees(seller_api)
    seller_api.post("/securityprofiles", {"ID": "prof", "Name": "Prof", "Roles": ["Shopper"]})
    seller_api.post("/products", {"ID": "p", "Name": "P"})
    steps = [{"Quantity": 1, "Price": 1}]
    seller_api.post("/priceschedules", {"ID": "ps", "Name": "PS", "PriceBreaks": steps})
    return seller_api


@pytest.mark.parametrize(
    ("parties", "code"),
    [
        ({"BuyerID": "b", "SupplierID": "s"}, "PartyAssignment.CannotSpecifyBuyerAndSupplier"),
        ({"BuyerID": "b", "UserID": "u", "UserGroupID": "g"}, "PartyAssignment.CannotSpecifyGroupAndUser"),
        ({"UserID": "au", "UserGroupID": "ag"}, "PartyAssignment.CannotSpecifyGroupAndUser"),
    ],
)
def test_an_assignment_names_one_party(assignable_records, parties, code):
    body = {"SecurityProfileID": "prof"} | parties
    assert assignable_records.refused("POST", "/securityprofiles/assignments", body) == (400, code)


@pytest.mark.parametrize(
    ("parties", "reached"),
    [
        ({}, {"au"}),
        ({"UserID": "au"}, {"au"}),
        ({"UserGroupID": "ag"}, {"au"}),
        ({"BuyerID": "b"}, {"u"}),
        ({"BuyerID": "b", "UserID": "u"}, {"u"}),
        ({"BuyerID": "b", "UserGroupID": "g"}, {"u"}),
        ({"SupplierID": "s"}, {"su"}),
        ({"SupplierID": "s", "UserID": "su"}, {"su"}),
        ({"SupplierID": "s", "UserGroupID": "sg"}, {"su"}),
    ],
)
def test_a_profile_applies_to_the_party_of_its_assignment(assignable_records, parties, reached):
    assignable_records.post("/usergroups/assignments", {"UserGroupID": "ag", "UserID": "au"})
    assignable_records.post("/buyers/b/usergroups/assignments", {"UserGroupID": "g", "UserID": "u"})
    assignable_records.post("/suppliers/s/usergroups/assignments", {"UserGroupID": "sg", "UserID": "su"})
    assignable_records.post("/securityprofiles/assignments", {"SecurityProfileID": "prof"} | parties)
    users = {"au": "/adminusers/au", "u": "/buyers/b/users/u", "su": "/suppliers/s/users/su"}
    assert {name for name, path in users.items() if assignable_records.get(path)["AvailableRoles"]} == reached


def test_an_assignment_of_another_seller_names_its_price_schedule(assignable_records):
    body = {"ProductID": "p", "BuyerID": "b", "SellerID": "s"}
    refused = (400, "ProductAssigment.MustSpecifyPriceScheduleID")
    assert assignable_records.refused("POST", "/products/assignments", body) == refused
    assignable_records.post("/products/assignments", body | {"PriceScheduleID": "ps"})
    assert assignable_records.items("/products/assignments", productID="p")[0]["SellerID"] == "s"


def test_an_assigned_price_schedule_keeps_its_last_price_break(assignable_records):
    body = {"ProductID": "p", "BuyerID": "b", "PriceScheduleID": "ps"}
    assignable_records.post("/products/assignments", body)
    refused = (400, "PriceSchedule.CannotDeleteLastPriceBreak")
    assert assignable_records.refused("DELETE", "/priceschedules/ps/PriceBreaks", quantity=1) == refused


def test_a_price_schedule_applies_to_users_of_its_currency(assignable_records):
    body = {"ProductID": "p", "BuyerID": "b", "PriceScheduleID": "ps"}
    assignable_records.patch("/priceschedules/ps", {"Currency": "EUR"})
    assignable_records.post("/locales", {"ID": "us", "Currency": "USD"})
    assignable_records.post("/locales", {"ID": "eu", "Currency": "eur"})
    refused = (400, "PriceSchedule.CurrencyMismatch")
    assert assignable_records.refused("POST", "/products/assignments", body) == refused
    assignable_records.organization.platform().post("/products/assignments", body)
    assignable_records.post("/locales/assignments", {"LocaleID": "us", "BuyerID": "b"})
    assert assignable_records.refused("POST", "/products/assignments", body) == refused
    assignable_records.post("/locales/assignments", {"LocaleID": "eu", "BuyerID": "b", "UserGroupID": "g"})
    assignable_records.post("/products/assignments", body | {"UserGroupID": "g"})
    assignable_records.post("/locales/assignments", {"LocaleID": "eu", "BuyerID": "b"})
    assignable_records.post("/products/assignments", body)


def test_the_currency_of_an_assigned_price_schedule_cannot_be_changed(assignable_records):
    assignable_records.post(
        "/products/assignments", {"ProductID": "p", "BuyerID": "b", "PriceScheduleID": "ps"}
    )
    refused = (400, "PriceSchedule.CannotModifyCurrency")
    assert assignable_records.refused("PATCH", "/priceschedules/ps", {"Currency": "USD"}) == refused
    again = assignable_records.get("/priceschedules/ps") | {"Name": "Other", "Currency": ""}
    assert assignable_records.put("/priceschedules/ps", again)["Name"] == "Other"
    assignable_records.organization.platform().patch("/priceschedules/ps", {"Currency": "USD"})
    assert assignable_records.get("/priceschedules/ps")["Currency"] == "USD"


@pytest.mark.parametrize(
    "path",
    [
        "/catalogs/x/assignments",
        "/locales/x/assignments",
        "/promotions/x/assignments",
        "/catalogs/b/categories/x/assignments",
    ],
)
def test_a_missing_buyer_of_a_deletion_is_reported(assignable_records, path):
    assert assignable_records.refused("DELETE", path) == (400, "RequiredField")


def test_a_group_belongs_to_one_buyer(assignable_records):
    assignable_records.post("/buyers", {"ID": "b2", "Name": "B2"})
    body = {"ProductID": "p", "BuyerID": "b2", "UserGroupID": "g"}
    response = assignable_records.call("POST", "/products/assignments", body)
    assert response.status_code == 404
    assert response.json()["Errors"][0]["Data"] == {"ObjectType": "UserGroup", "ObjectID": "g"}


def test_a_client_of_an_openid_connect_cannot_be_deleted(assignable_records):
    event = {"ID": "e", "Name": "E", "EventType": "OpenIDConnect", "HashKey": "k"}
    assignable_records.post("/integrationEvents", event | {"CustomImplementationUrl": "https://x.example"})
    client = assignable_records.post("/apiclients", {"AppName": "A", "AccessTokenDuration": 60})["ID"]
    connect = {"OrderCloudApiClientID": client.upper(), "ConnectClientID": "c", "ConnectClientSecret": "s"}
    urls = dict.fromkeys(("AppStartUrl", "AuthorizationEndpoint", "TokenEndpoint"), "https://x.example")
    created = assignable_records.post(
        "/openidconnects", {"ID": "o", "IntegrationEventID": "e"} | connect | urls
    )
    assert (created["OrderCloudApiClientID"], created["IntegrationEventName"]) == (client, "E")
    assert created["ConnectClientSecret"] == "s"
    assert assignable_records.refused("DELETE", f"/apiclients/{client}") == (
        409,
        "ApiClient.UsedByIntegration",
    )
    in_use = (409, "IntegrationEvent.CannotDeleteInUse")
    assert assignable_records.refused("DELETE", "/integrationEvents/e") == in_use
