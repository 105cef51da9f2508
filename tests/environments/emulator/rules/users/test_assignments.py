"""Required and conflicting fields of assignments, and the required parties of deletions."""

import pytest

from tests.environments.emulator.users import create_assignees


@pytest.fixture
def house(seller_api):
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
def test_an_assignment_names_one_party(house, parties, code):
    body = {"SecurityProfileID": "prof"} | parties
    assert house.refused("POST", "/securityprofiles/assignments", body) == (400, code)


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
def test_a_profile_applies_to_the_party_of_its_assignment(house, parties, reached):
    house.post("/usergroups/assignments", {"UserGroupID": "ag", "UserID": "au"})
    house.post("/buyers/b/usergroups/assignments", {"UserGroupID": "g", "UserID": "u"})
    house.post("/suppliers/s/usergroups/assignments", {"UserGroupID": "sg", "UserID": "su"})
    house.post("/securityprofiles/assignments", {"SecurityProfileID": "prof"} | parties)
    users = {"au": "/adminusers/au", "u": "/buyers/b/users/u", "su": "/suppliers/s/users/su"}
    assert {name for name, path in users.items() if house.get(path)["AvailableRoles"]} == reached


def test_an_assignment_of_another_seller_names_its_price_schedule(house):
    body = {"ProductID": "p", "BuyerID": "b", "SellerID": "s"}
    refused = (400, "ProductAssigment.MustSpecifyPriceScheduleID")
    assert house.refused("POST", "/products/assignments", body) == refused
    house.post("/products/assignments", body | {"PriceScheduleID": "ps"})
    assert house.items("/products/assignments", productID="p")[0]["SellerID"] == "s"


def test_an_assigned_price_schedule_keeps_its_last_price_break(house):
    body = {"ProductID": "p", "BuyerID": "b", "PriceScheduleID": "ps"}
    house.post("/products/assignments", body)
    refused = (400, "PriceSchedule.CannotDeleteLastPriceBreak")
    assert house.refused("DELETE", "/priceschedules/ps/PriceBreaks", quantity=1) == refused


def test_a_price_schedule_applies_to_users_of_its_currency(house):
    body = {"ProductID": "p", "BuyerID": "b", "PriceScheduleID": "ps"}
    house.patch("/priceschedules/ps", {"Currency": "EUR"})
    house.post("/locales", {"ID": "us", "Currency": "USD"})
    house.post("/locales", {"ID": "eu", "Currency": "eur"})
    refused = (400, "PriceSchedule.CurrencyMismatch")
    assert house.refused("POST", "/products/assignments", body) == refused
    house.organization.platform().post("/products/assignments", body)
    house.post("/locales/assignments", {"LocaleID": "us", "BuyerID": "b"})
    assert house.refused("POST", "/products/assignments", body) == refused
    house.post("/locales/assignments", {"LocaleID": "eu", "BuyerID": "b", "UserGroupID": "g"})
    house.post("/products/assignments", body | {"UserGroupID": "g"})
    house.post("/locales/assignments", {"LocaleID": "eu", "BuyerID": "b"})
    house.post("/products/assignments", body)


def test_the_currency_of_an_assigned_price_schedule_cannot_be_changed(house):
    house.post("/products/assignments", {"ProductID": "p", "BuyerID": "b", "PriceScheduleID": "ps"})
    refused = (400, "PriceSchedule.CannotModifyCurrency")
    assert house.refused("PATCH", "/priceschedules/ps", {"Currency": "USD"}) == refused
    again = house.get("/priceschedules/ps") | {"Name": "Other", "Currency": ""}
    assert house.put("/priceschedules/ps", again)["Name"] == "Other"
    house.organization.platform().patch("/priceschedules/ps", {"Currency": "USD"})
    assert house.get("/priceschedules/ps")["Currency"] == "USD"


@pytest.mark.parametrize(
    "path",
    [
        "/catalogs/x/assignments",
        "/locales/x/assignments",
        "/promotions/x/assignments",
        "/catalogs/b/categories/x/assignments",
    ],
)
def test_a_missing_buyer_of_a_deletion_is_reported(house, path):
    assert house.refused("DELETE", path) == (400, "RequiredField")


def test_a_group_belongs_to_one_buyer(house):
    house.post("/buyers", {"ID": "b2", "Name": "B2"})
    body = {"ProductID": "p", "BuyerID": "b2", "UserGroupID": "g"}
    response = house.call("POST", "/products/assignments", body)
    assert response.status_code == 404
    assert response.json()["Errors"][0]["Data"] == {"ObjectType": "UserGroup", "ObjectID": "g"}


def test_a_client_of_an_openid_connect_cannot_be_deleted(house):
    event = {"ID": "e", "Name": "E", "EventType": "OpenIDConnect", "HashKey": "k"}
    house.post("/integrationEvents", event | {"CustomImplementationUrl": "https://x.example"})
    client = house.post("/apiclients", {"AppName": "A", "AccessTokenDuration": 60})["ID"]
    connect = {"OrderCloudApiClientID": client.upper(), "ConnectClientID": "c", "ConnectClientSecret": "s"}
    urls = dict.fromkeys(("AppStartUrl", "AuthorizationEndpoint", "TokenEndpoint"), "https://x.example")
    created = house.post("/openidconnects", {"ID": "o", "IntegrationEventID": "e"} | connect | urls)
    assert (created["OrderCloudApiClientID"], created["IntegrationEventName"]) == (client, "E")
    assert created["ConnectClientSecret"] == "s"
    assert house.refused("DELETE", f"/apiclients/{client}") == (409, "ApiClient.UsedByIntegration")
    in_use = (409, "IntegrationEvent.CannotDeleteInUse")
    assert house.refused("DELETE", "/integrationEvents/e") == in_use
