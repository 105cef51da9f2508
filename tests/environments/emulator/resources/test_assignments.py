"""Assignments: saved twice, listed by key and level, and deleted."""

import pytest

from tests.environments.emulator.api_client import address
from tests.environments.emulator.users import create_assignees


@pytest.fixture
def house(seller_api):
    """Create one of every record that can be assigned, with users, groups and companies to assign it to."""
    create_assignees(seller_api)
    seller_api.post("/catalogs", {"ID": "c", "Name": "C"})
    seller_api.post("/catalogs/c/categories", {"ID": "cat", "Name": "Cat"})
    seller_api.post("/products", {"ID": "p", "Name": "P"})
    seller_api.post(
        "/priceschedules", {"ID": "ps", "Name": "PS", "PriceBreaks": [{"Quantity": 1, "Price": 1}]}
    )
    seller_api.post("/specs", {"ID": "sp", "Name": "SP"})
    seller_api.post("/securityprofiles", {"ID": "prof", "Name": "Prof"})
    seller_api.post("/locales", {"ID": "l", "Currency": "USD"})
    body = {"Code": "X", "EligibleExpression": "true", "ValueExpression": "1"}
    seller_api.post("/promotions", {"ID": "promo"} | body)
    sender = {
        "Name": "M",
        "Description": "D",
        "MessageTypes": [],
        "URL": "https://x.example",
        "SharedKey": "k",
    }
    seller_api.post("/messagesenders", {"ID": "m"} | sender | {"MessageTypes": ["OrderSubmitted"]})
    seller_api.post("/buyers/b/addresses", address("a"))
    seller_api.post("/buyers/b/costcenters", {"ID": "cc", "Name": "CC"})
    seller_api.post("/buyers/b/creditcards", {"ID": "card"})
    seller_api.post("/buyers/b/spendingaccounts", {"ID": "sa", "Name": "SA", "Balance": 1})
    return seller_api


CASES = {
    "/securityprofiles/assignments": (
        {"SecurityProfileID": "prof", "BuyerID": "b", "UserGroupID": "g"},
        "/securityprofiles/prof/assignments?buyerID=b&userGroupID=g",
    ),
    "/messagesenders/assignments": (
        {"MessageSenderID": "m", "SupplierID": "s"},
        "/messagesenders/m/assignments?supplierID=s",
    ),
    "/usergroups/assignments": (
        {"UserGroupID": "ag", "UserID": "au"},
        "/usergroups/ag/assignments/au",
    ),
    "/buyers/b/usergroups/assignments": (
        {"UserGroupID": "g", "UserID": "u"},
        "/buyers/b/usergroups/g/assignments/u",
    ),
    "/suppliers/s/usergroups/assignments": (
        {"UserGroupID": "sg", "UserID": "su"},
        "/suppliers/s/usergroups/sg/assignments/su",
    ),
    "/locales/assignments": ({"LocaleID": "l", "BuyerID": "b"}, "/locales/l/assignments?buyerID=b"),
    "/buyers/b/addresses/assignments": (
        {"AddressID": "a", "UserID": "u", "IsShipping": True},
        "/buyers/b/addresses/a/assignments?userID=u",
    ),
    "/buyers/b/costcenters/assignments": (
        {"CostCenterID": "cc", "UserGroupID": "g"},
        "/buyers/b/costcenters/cc/assignments?userGroupID=g",
    ),
    "/buyers/b/creditcards/assignments": (
        {"CreditCardID": "card", "UserID": "u"},
        "/buyers/b/creditcards/card/assignments?userID=u",
    ),
    "/buyers/b/spendingaccounts/assignments": (
        {"SpendingAccountID": "sa", "UserID": "u", "AllowExceed": True},
        "/buyers/b/spendingaccounts/sa/assignments?userID=u",
    ),
    "/catalogs/assignments": (
        {"CatalogID": "c", "BuyerID": "b", "ViewAllProducts": True},
        "/catalogs/c/assignments?buyerID=b",
    ),
    "/catalogs/productassignments": (
        {"CatalogID": "c", "ProductID": "p"},
        "/catalogs/c/productassignments/p",
    ),
    "/catalogs/c/categories/assignments": (
        {"CategoryID": "cat", "BuyerID": "b", "Visible": True},
        "/catalogs/c/categories/cat/assignments?buyerID=b",
    ),
    "/catalogs/c/categories/productassignments": (
        {"CategoryID": "cat", "ProductID": "p", "ListOrder": 3},
        "/catalogs/c/categories/cat/productassignments/p",
    ),
    "/products/assignments": (
        {"ProductID": "p", "BuyerID": "b", "UserGroupID": "g", "PriceScheduleID": "ps"},
        "/products/p/assignments/b?userGroupID=g",
    ),
    "/specs/productassignments": ({"SpecID": "sp", "ProductID": "p"}, "/specs/sp/productassignments/p"),
    "/promotions/assignments": (
        {"PromotionID": "promo", "BuyerID": "b", "UserGroupID": "g"},
        "/promotions/promo/assignments?buyerID=b&userGroupID=g",
    ),
}


@pytest.mark.parametrize("path", CASES)
def test_an_assignment_is_saved_twice_listed_once_and_deleted_once(house, path):
    body, delete = CASES[path]
    before = len(house.items(path))
    for _ in range(2):
        response = house.call("POST", path, body)
        assert (response.status_code, response.content) == (204, b"")
    added = [item for item in house.items(path) if body.items() <= item.items()]
    assert len(added) == 1
    assert len(house.items(path)) == before + 1
    assert house.call("DELETE", delete).status_code == 204
    assert house.call("DELETE", delete).status_code == 404
    assert len(house.items(path)) == before


def test_saving_again_overwrites_fields_outside_the_key(house):
    body = {"CatalogID": "c", "BuyerID": "b"}
    house.post("/catalogs/assignments", body | {"ViewAllCategories": True})
    house.post("/catalogs/assignments", body | {"ViewAllProducts": True})
    (found,) = house.items("/catalogs/assignments", catalogID="c")
    assert (found["ViewAllCategories"], found["ViewAllProducts"]) == (False, True)


def test_lists_narrow_by_key_level_and_role(house):
    path = "/securityprofiles/assignments"
    for more in (
        {},
        {"UserID": "au"},
        {"BuyerID": "b"},
        {"BuyerID": "b", "UserID": "u"},
        {"SupplierID": "s"},
    ):
        house.post(path, {"SecurityProfileID": "prof"} | more)
    assert len(house.items(path)) == 5
    assert len(house.items(path, buyerID="B")) == 2
    assert len(house.items(path, level="User")) == 2
    assert len(house.items(path, level="Company")) == 3
    assert len(house.items(path, commerceRole="Seller")) == 2
    assert len(house.items(path, commerceRole="Supplier")) == 1
    assert len(house.items(path, userID="u", buyerID="b")) == 1


def test_address_assignments_are_filtered_by_use(house):
    path = "/buyers/b/addresses/assignments"
    house.post(path, {"AddressID": "a", "IsShipping": True})
    assert len(house.items(path, isShipping="true")) == 1
    assert house.items(path, isBilling="true") == []


def test_an_address_assignment_requires_a_use(house):
    body = {"AddressID": "a", "UserID": "u"}
    assert house.refused("POST", "/buyers/b/addresses/assignments", body) == (
        400,
        "AddressAssignment.MustBeBillingOrShipping",
    )


def test_an_assignment_accepts_one_party_only(house):
    body = {"SecurityProfileID": "prof", "BuyerID": "b"}
    path = "/securityprofiles/assignments"
    assert house.refused("POST", path, body | {"UserID": "u", "UserGroupID": "g"})[0] == 400
    assert house.refused("POST", path, body | {"SupplierID": "s"})[0] == 400


def test_a_users_company_must_be_the_named_one(house):
    body = {"SecurityProfileID": "prof", "SupplierID": "s", "UserID": "u"}
    assert house.refused("POST", "/securityprofiles/assignments", body) == (404, "NotFound")


def test_a_message_sender_assignment_shows_the_sender(house):
    house.post("/messagesenders/assignments", {"MessageSenderID": "m"})
    (found,) = house.items("/messagesenders/assignments")
    assert (found["MessageConfigName"], found["MessageConfigDescription"]) == ("M", "D")


def test_a_cc_listener_is_identified_by_its_full_key(house):
    body = {
        "MessageSenderAssignment": {"MessageSenderID": "m", "BuyerID": "b"},
        "MessageType": "OrderSubmitted",
        "UserID": "au",
    }
    house.post("/messagesenders/CCListenerAssignments", body)
    house.post("/messagesenders/CCListenerAssignments", body)
    (found,) = house.items("/messagesenders/CCListenerAssignments")
    assert found["MessageSenderAssignment"]["BuyerID"] == "b"
    assert found["MessageConfigName"] == "M"


def test_products_and_suppliers_are_linked_with_a_price_schedule_in_the_query(house):
    house.put("/products/p/suppliers/s", DefaultPriceScheduleID="ps", SupplierID="s", ProductID="p")
    (found,) = house.items("/products/p/suppliers")
    assert (found["ID"], found["DefaultPriceScheduleID"], found["Name"]) == ("s", "ps", "S")
    house.delete("/products/p/suppliers/s")
    assert house.refused("DELETE", "/products/p/suppliers/s") == (404, "NotFound")


def test_suppliers_and_buyers_are_linked(house, marketplace):
    house.put("/suppliers/s/buyers/b")
    assert house.items("/suppliers/s/buyers") == [{"ID": "b", "Name": "B"}]
    sellers = house.ids("/buyers/b/sellers", sortBy="ID")
    assert sorted(sellers) == sorted([marketplace.portal_id, "s"])
    house.delete("/suppliers/s/buyers/b")
    assert house.items("/suppliers/s/buyers") == []


def test_an_api_client_counts_its_assigned_buyers_and_suppliers(house):
    id_ = house.post("/apiclients", {"AppName": "A", "AccessTokenDuration": 60})["ID"]
    for company in ({"BuyerID": "b"}, {"SupplierID": "s"}):
        house.post("/apiclients/assignments", {"ApiClientID": id_} | company)
    client = house.get(f"/apiclients/{id_}")
    assert (client["AssignedBuyerCount"], client["AssignedSupplierCount"]) == (1, 1)
    house.delete(f"/buyers/b/ApiClients/Assignments/{id_}")
    house.delete(f"/suppliers/s/apiclients/assignments/{id_}")
    assert house.items("/apiclients/assignments") == []


def test_a_party_has_one_locale_and_the_groups_takes_precedence(house):
    house.post("/locales", {"ID": "l2", "Currency": "EUR"})
    house.post("/buyers/b/usergroups/assignments", {"UserGroupID": "g", "UserID": "u"})
    for locale in ("l", "l2"):
        house.post("/locales/assignments", {"LocaleID": locale, "BuyerID": "b"})
    assert [a["LocaleID"] for a in house.items("/locales/assignments")] == ["l2"]
    assert house.get("/buyers/b/users/u")["Locale"]["Currency"] == "EUR"
    house.post("/locales/assignments", {"LocaleID": "l", "BuyerID": "b", "UserGroupID": "g"})
    assert house.get("/buyers/b/users/u")["Locale"]["Currency"] == "USD"


def test_an_empty_price_schedule_cannot_be_assigned(house):
    house.post("/priceschedules", {"ID": "empty", "Name": "E"})
    body = {"ProductID": "p", "BuyerID": "b", "PriceScheduleID": "empty"}
    assert house.refused("POST", "/products/assignments", body) == (400, "PriceSchedule.NoPriceBreaks")


def test_a_missing_party_of_a_deletion_is_reported(house):
    assert house.refused("DELETE", "/catalogs/c/assignments") == (400, "RequiredField")


def test_roles_are_the_union_over_user_groups_and_company(house):
    for number, more in enumerate(({}, {"UserID": "u"}, {"UserGroupID": "g"})):
        roles = {"Roles": [["Shopper"], ["MeAdmin"], ["MeXpAdmin", "Shopper"]][number]}
        house.post(
            "/securityprofiles", {"ID": f"r{number}", "Name": "R", "CustomRoles": [f"c{number}"]} | roles
        )
        body = {"SecurityProfileID": f"r{number}", "BuyerID": "b"} | more
        house.post("/securityprofiles/assignments", body)
    house.post("/buyers/b/usergroups/assignments", {"UserGroupID": "g", "UserID": "u"})
    assert set(house.get("/buyers/b/users/u")["AvailableRoles"]) == {
        "Shopper", "MeAdmin", "MeXpAdmin", "c0", "c1", "c2",
    }  # fmt: skip


def test_assignments_to_the_seller_apply_to_admin_users_only(house):
    house.post("/securityprofiles", {"ID": "all", "Name": "A", "Roles": ["OrderAdmin"]})
    house.post("/securityprofiles/assignments", {"SecurityProfileID": "all"})
    assert house.get("/adminusers/au")["AvailableRoles"] == ["OrderAdmin"]
    assert house.get("/buyers/b/users/u")["AvailableRoles"] == []
    assert house.get("/suppliers/s/users/su")["AvailableRoles"] == []
