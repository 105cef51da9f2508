"""Orders: creation, visibility and changes."""

from datetime import datetime, timedelta

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.users import signed_in_user


def test_a_buyers_order_is_from_its_user_to_the_marketplace(sally, marketplace):
    order = sally.post("/orders/outgoing", {"Comments": "C", "xp": {"a": 1}})
    assert (order["FromCompanyID"], order["FromUserID"]) == ("acme", "sally")
    assert order["ToCompanyID"] == marketplace.portal_id
    assert (order["Status"], order["IsSubmitted"], order["Total"]) == ("Unsubmitted", False, 0)
    assert order["FromUser"]["Username"] == "sally"
    assert order["FromUser"]["Password"] is None


def test_the_seller_creates_an_order_for_a_buyer_user(shop, sally):
    body = {"FromCompanyID": "acme", "FromUserID": "sally"}
    order = shop.post("/orders/incoming", body)
    assert order["FromUserID"] == "sally"
    assert sally.get(f"/orders/outgoing/{order['ID']}")["ID"] == order["ID"]
    assert shop.refused("POST", "/orders/incoming", {"FromCompanyID": "acme"}) == (400, "RequiredField")
    assert shop.refused("POST", "/orders/incoming", body | {"FromUserID": "no"}) == (404, "NotFound")


def test_an_order_is_put_patched_and_deleted(sally):
    assert sally.put("/orders/outgoing/mine", {"Comments": "A"})["ID"] == "mine"
    assert sally.patch("/orders/outgoing/mine", {"Comments": "B"})["Comments"] == "B"
    assert sally.put("/orders/outgoing/mine", {})["Comments"] is None
    sally.delete("/orders/outgoing/mine")
    assert sally.refused("GET", "/orders/outgoing/mine") == (404, "NotFound")


@pytest.mark.parametrize("verb", ["PATCH", "PUT"])
def test_an_incrementor_numbers_a_changed_order_too(shop, sally, verb):
    shop.post("/incrementors", {"ID": "inc", "Name": "I", "LastNumber": 4, "LeftPaddingCount": 3})
    path = f"/orders/outgoing/{create_order(sally)}"
    assert sally.call(verb, path, {"ID": "o-{inc}"}).json()["ID"] == "o-005"
    assert sally.get("/orders/outgoing/o-005")
    assert sally.refused("GET", path) == (404, "NotFound")


def test_a_direction_is_one_of_three_in_any_case(sally):
    id_ = create_order(sally)
    for direction in ("Outgoing", "OUTGOING", "all"):
        assert sally.get(f"/orders/{direction}/{id_}")
    assert sally.refused("GET", f"/orders/incoming/{id_}") == (404, "NotFound")
    assert sally.refused("GET", f"/orders/sideways/{id_}") == (404, "NotFound")


def test_a_shopper_sees_their_own_orders_only(shop, client, sally, anton):
    id_ = create_order(sally, ("fan", 1))
    assert anton.refused("GET", f"/orders/outgoing/{id_}") == (404, "NotFound")
    reader = signed_in_user(
        shop, "/buyers/acme/users", "rita", ["OrderReader", "UnsubmittedOrderReader"], client, BuyerID="acme"
    )
    assert reader.ids("/orders/outgoing", Status="Unsubmitted") == [id_]


@pytest.mark.parametrize("direction", ["Incoming", "all"])
def test_lists_show_submitted_orders_by_default(shop, sally, direction):
    begun, done = create_order(sally, ("fan", 1)), create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{done}/submit")
    path = f"/orders/{direction}"
    assert shop.ids(path) == [done]
    assert shop.ids(path, Status="Unsubmitted") == [begun]
    assert shop.ids(path, IsSubmitted="false") == [begun]
    assert shop.ids(path, IsSubmitted="true") == [done]
    assert set(shop.ids(path, Status="Unsubmitted|Open")) == {begun, done}
    lines = f"/lineitems/{direction}"
    assert [line["OrderID"] for line in shop.items(lines)] == [done]
    assert [line["OrderID"] for line in shop.items(lines, **{"Order.IsSubmitted": "false"})] == [begun]


def test_an_order_that_awaits_approval_is_not_submitted(shop, sally):
    shop.post("/buyers/acme/approvalrules", {"ApprovingGroupID": "chiefs", "RuleExpression": "true"})
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    assert shop.ids("/orders/incoming") == []
    assert shop.ids("/orders/incoming", Status="AwaitingApproval") == [id_]


def test_lists_show_unsubmitted_orders_to_holders_of_the_role_only(shop, client, sally):
    id_ = create_order(sally, ("fan", 1))
    clerk = signed_in_user(shop, "/adminusers", "clerk", ["OrderReader"], client)
    assert clerk.ids("/orders/incoming", Status="Unsubmitted") == []
    assert shop.ids("/orders/incoming", Status="Unsubmitted") == [id_]
    sally.post(f"/orders/outgoing/{id_}/submit")
    assert clerk.ids("/orders/incoming") == [id_]


def test_lists_narrow_by_buyer_and_date(shop, sally):
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    assert shop.ids("/orders/incoming", buyerID="ACME") == [id_]
    assert shop.ids("/orders/incoming", buyerID="none") == []
    assert shop.ids("/orders/incoming", **{"from": "2020-01-01"}) == [id_]
    assert shop.ids("/orders/incoming", to="2020-01-01") == []
    assert shop.ids("/orders/incoming", **{"from": "1/1/2020"}) == [id_]
    assert shop.ids("/orders/incoming", to="01-01-2020") == []
    assert sally.ids("/me/orders") == [id_]


def test_the_date_range_of_an_order_list_includes_both_ends(shop, sally):
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    created = shop.get(f"/orders/incoming/{id_}")["DateCreated"]
    moment = datetime.fromisoformat(created)
    before, after = ((moment + timedelta(milliseconds=n)).isoformat() for n in (-1, 1))
    assert shop.ids("/orders/incoming", **{"from": created, "to": created}) == [id_]
    assert shop.ids("/orders/incoming", **{"from": after}) == []
    assert shop.ids("/orders/incoming", to=before) == []


def test_costs_can_be_overridden_with_the_role_only(shop, client, sally):
    id_ = create_order(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    assert sally.refused("PATCH", path, {"ShippingCost": 9}) == (400, "Order.OverrideShippingPermission")
    assert sally.refused("PATCH", path, {"TaxCost": 9}) == (400, "Order.OverrideTaxPermission")
    order = shop.patch(f"/orders/incoming/{id_}", {"ShippingCost": 9.5, "TaxCost": 1})
    assert order["Total"] == 30.5


def test_the_name_of_a_guest_replaces_that_of_the_user(sally):
    id_ = create_order(sally)
    order = sally.patch(f"/orders/outgoing/{id_}/fromuser", {"FirstName": "Guest", "Username": "no"})
    assert (order["FromUser"]["FirstName"], order["FromUser"]["Username"]) == ("Guest", "sally")
