"""Assignments: saved twice, listed by key and level, and deleted."""

import re

import pytest

from environments.emulator.catalogue import CATALOGUE
from tests.environments.emulator.api_client import address
from tests.environments.emulator.sample_data import X, create_sample_data
from tests.environments.emulator.users import create_assignees


@pytest.fixture
def assignable_records(seller_api):
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
def test_an_assignment_is_saved_twice_listed_once_and_deleted_once(assignable_records, path):
    body, delete = CASES[path]
    before = len(assignable_records.items(path))
    for _ in range(2):
        response = assignable_records.call("POST", path, body)
        assert (response.status_code, response.content) == (204, b"")
    added = [item for item in assignable_records.items(path) if body.items() <= item.items()]
    assert len(added) == 1
    assert len(assignable_records.items(path)) == before + 1
    assert assignable_records.call("DELETE", delete).status_code == 204
    assert assignable_records.call("DELETE", delete).status_code == 404
    assert len(assignable_records.items(path)) == before


def test_an_assignment_without_a_record_to_assign_is_refused(seller_api):
    known = create_sample_data(seller_api)
    for operation in CATALOGUE.operations.values():
        if operation.handler != "assignment.save":
            continue
        path = re.sub(r"{(\w+)}", lambda found: known.get(found[1], X), operation.path)
        before, key = seller_api.items(path), operation.resource.key
        for body in ({}, dict.fromkeys(key), dict.fromkeys(key, "")):
            assert seller_api.refused("POST", path, body)[0] in (400, 404), (path, body)
        assert seller_api.items(path) == before


def test_saving_again_overwrites_fields_outside_the_key(assignable_records):
    body = {"CatalogID": "c", "BuyerID": "b"}
    assignable_records.post("/catalogs/assignments", body | {"ViewAllCategories": True})
    assignable_records.post("/catalogs/assignments", body | {"ViewAllProducts": True})
    (found,) = assignable_records.items("/catalogs/assignments", catalogID="c")
    assert (found["ViewAllCategories"], found["ViewAllProducts"]) == (False, True)


def test_lists_narrow_by_key_level_and_role(assignable_records):
    path = "/securityprofiles/assignments"
    for more in (
        {},
        {"UserID": "au"},
        {"BuyerID": "b"},
        {"BuyerID": "b", "UserID": "u"},
        {"SupplierID": "s"},
    ):
        assignable_records.post(path, {"SecurityProfileID": "prof"} | more)
    assert len(assignable_records.items(path)) == 5
    assert len(assignable_records.items(path, buyerID="B")) == 2
    assert len(assignable_records.items(path, level="User")) == 2
    assert len(assignable_records.items(path, level="Company")) == 3
    assert len(assignable_records.items(path, commerceRole="Seller")) == 2
    assert len(assignable_records.items(path, commerceRole="Supplier")) == 1
    assert len(assignable_records.items(path, userID="u", buyerID="b")) == 1


def test_address_assignments_are_filtered_by_use(assignable_records):
    path = "/buyers/b/addresses/assignments"
    assignable_records.post(path, {"AddressID": "a", "IsShipping": True})
    assert len(assignable_records.items(path, isShipping="true")) == 1
    assert assignable_records.items(path, isBilling="true") == []


def test_an_address_assignment_requires_a_use(assignable_records):
    body = {"AddressID": "a", "UserID": "u"}
    assert assignable_records.refused("POST", "/buyers/b/addresses/assignments", body) == (
        400,
        "AddressAssignment.MustBeBillingOrShipping",
    )


def test_an_assignment_accepts_one_party_only(assignable_records):
    body = {"SecurityProfileID": "prof", "BuyerID": "b"}
    path = "/securityprofiles/assignments"
    assert assignable_records.refused("POST", path, body | {"UserID": "u", "UserGroupID": "g"})[0] == 400
    assert assignable_records.refused("POST", path, body | {"SupplierID": "s"})[0] == 400


def test_a_users_company_must_be_the_named_one(assignable_records):
    body = {"SecurityProfileID": "prof", "SupplierID": "s", "UserID": "u"}
    assert assignable_records.refused("POST", "/securityprofiles/assignments", body) == (404, "NotFound")


def test_a_message_sender_assignment_shows_the_sender(assignable_records):
    assignable_records.post("/messagesenders/assignments", {"MessageSenderID": "m"})
    (found,) = assignable_records.items("/messagesenders/assignments")
    assert (found["MessageConfigName"], found["MessageConfigDescription"]) == ("M", "D")


def test_a_cc_listener_is_identified_by_its_full_key(assignable_records):
    body = {
        "MessageSenderAssignment": {"MessageSenderID": "m", "BuyerID": "b"},
        "MessageType": "OrderSubmitted",
        "UserID": "au",
    }
    assignable_records.post("/messagesenders/CCListenerAssignments", body)
    assignable_records.post("/messagesenders/CCListenerAssignments", body)
    (found,) = assignable_records.items("/messagesenders/CCListenerAssignments")
    assert found["MessageSenderAssignment"]["BuyerID"] == "b"
    assert found["MessageConfigName"] == "M"


def test_products_and_suppliers_are_linked_with_a_price_schedule_in_the_query(assignable_records):
    assignable_records.put(
        "/products/p/suppliers/s", DefaultPriceScheduleID="ps", SupplierID="s", ProductID="p"
    )
    (found,) = assignable_records.items("/products/p/suppliers")
    assert (found["ID"], found["DefaultPriceScheduleID"], found["Name"]) == ("s", "ps", "S")
    assignable_records.delete("/products/p/suppliers/s")
    assert assignable_records.refused("DELETE", "/products/p/suppliers/s") == (404, "NotFound")


def test_suppliers_and_buyers_are_linked(assignable_records, marketplace):
    assignable_records.put("/suppliers/s/buyers/b")
    assert assignable_records.items("/suppliers/s/buyers") == [{"ID": "b", "Name": "B"}]
    sellers = assignable_records.ids("/buyers/b/sellers", sortBy="ID")
    assert sorted(sellers) == sorted([marketplace.portal_id, "s"])
    assignable_records.delete("/suppliers/s/buyers/b")
    assert assignable_records.items("/suppliers/s/buyers") == []


def test_an_api_client_counts_its_assigned_buyers_and_suppliers(assignable_records):
    id_ = assignable_records.post("/apiclients", {"AppName": "A", "AccessTokenDuration": 60})["ID"]
    for company in ({"BuyerID": "b"}, {"SupplierID": "s"}):
        assignable_records.post("/apiclients/assignments", {"ApiClientID": id_} | company)
    client = assignable_records.get(f"/apiclients/{id_}")
    assert (client["AssignedBuyerCount"], client["AssignedSupplierCount"]) == (1, 1)
    assignable_records.delete(f"/buyers/b/ApiClients/Assignments/{id_}")
    assignable_records.delete(f"/suppliers/s/apiclients/assignments/{id_}")
    assert assignable_records.items("/apiclients/assignments") == []


def test_a_party_has_one_locale_and_the_groups_takes_precedence(assignable_records):
    assignable_records.post("/locales", {"ID": "l2", "Currency": "EUR"})
    assignable_records.post("/buyers/b/usergroups/assignments", {"UserGroupID": "g", "UserID": "u"})
    for locale in ("l", "l2"):
        assignable_records.post("/locales/assignments", {"LocaleID": locale, "BuyerID": "b"})
    assert [a["LocaleID"] for a in assignable_records.items("/locales/assignments")] == ["l2"]
    assert assignable_records.get("/buyers/b/users/u")["Locale"]["Currency"] == "EUR"
    assignable_records.post("/locales/assignments", {"LocaleID": "l", "BuyerID": "b", "UserGroupID": "g"})
    assert assignable_records.get("/buyers/b/users/u")["Locale"]["Currency"] == "USD"


def test_an_empty_price_schedule_cannot_be_assigned(assignable_records):
    assignable_records.post("/priceschedules", {"ID": "empty", "Name": "E"})
    body = {"ProductID": "p", "BuyerID": "b", "PriceScheduleID": "empty"}
    assert assignable_records.refused("POST", "/products/assignments", body) == (
        400,
        "PriceSchedule.NoPriceBreaks",
    )


def test_a_missing_party_of_a_deletion_is_reported(assignable_records):
    assert assignable_records.refused("DELETE", "/catalogs/c/assignments") == (400, "RequiredField")


def test_roles_are_the_union_over_user_groups_and_company(assignable_records):
    for number, more in enumerate(({}, {"UserID": "u"}, {"UserGroupID": "g"})):
        roles = {"Roles": [["Shopper"], ["MeAdmin"], ["MeXpAdmin", "Shopper"]][number]}
        assignable_records.post(
            "/securityprofiles", {"ID": f"r{number}", "Name": "R", "CustomRoles": [f"c{number}"]} | roles
        )
        body = {"SecurityProfileID": f"r{number}", "BuyerID": "b"} | more
        assignable_records.post("/securityprofiles/assignments", body)
    assignable_records.post("/buyers/b/usergroups/assignments", {"UserGroupID": "g", "UserID": "u"})
    assert set(assignable_records.get("/buyers/b/users/u")["AvailableRoles"]) == {
        "Shopper", "MeAdmin", "MeXpAdmin", "c0", "c1", "c2",
    }  # fmt: skip


def test_assignments_to_the_seller_apply_to_admin_users_only(assignable_records):
    assignable_records.post("/securityprofiles", {"ID": "all", "Name": "A", "Roles": ["OrderAdmin"]})
    assignable_records.post("/securityprofiles/assignments", {"SecurityProfileID": "all"})
    assert assignable_records.get("/adminusers/au")["AvailableRoles"] == ["OrderAdmin"]
    assert assignable_records.get("/buyers/b/users/u")["AvailableRoles"] == []
    assert assignable_records.get("/suppliers/s/users/su")["AvailableRoles"] == []
