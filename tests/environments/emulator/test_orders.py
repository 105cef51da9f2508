"""Orders: beginning, line items and prices, submitting, approving, and what the seller does with them."""

import pytest

from tests.environments.emulator.callers import address
from tests.environments.emulator.people import client_for_all, join


@pytest.fixture
def shop(api):
    """A buyer that sees everything of its catalog, with two priced products."""
    api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    api.post("/buyers/acme/usergroups", {"ID": "chiefs", "Name": "Chiefs"})
    for id_, price in (("fan", 20), ("lamp", 5)):
        api.post(
            "/priceschedules", {"ID": id_, "Name": id_, "PriceBreaks": [{"Quantity": 1, "Price": price}]}
        )
        api.post("/products", {"ID": id_, "Name": id_, "Active": True, "DefaultPriceScheduleID": id_})
        api.post("/catalogs/productassignments", {"CatalogID": "acme", "ProductID": id_})
    return api


@pytest.fixture
def client(shop):
    return client_for_all(shop)


@pytest.fixture
def sally(shop, client):
    return join(shop, "/buyers/acme/users", "sally", ["Shopper"], client, BuyerID="acme")


@pytest.fixture
def anton(shop, client):
    anton = join(shop, "/buyers/acme/users", "anton", ["Shopper"], client, BuyerID="acme")
    shop.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "chiefs", "UserID": "anton"})
    return anton


def order_of(caller, *lines: tuple[str, int], **more) -> str:
    """The id of a new order with lines of (product, quantity)."""
    id_ = caller.post("/orders/outgoing", more)["ID"]
    for product, quantity in lines:
        caller.post(f"/orders/outgoing/{id_}/lineitems", {"ProductID": product, "Quantity": quantity})
    return id_


# beginning


def test_a_buyers_order_is_from_its_user_to_the_marketplace(sally, marketplace):
    order = sally.post("/orders/outgoing", {"Comments": "C", "xp": {"a": 1}})
    assert (order["FromCompanyID"], order["FromUserID"]) == ("acme", "sally")
    assert order["ToCompanyID"] == marketplace.portal_id
    assert (order["Status"], order["IsSubmitted"], order["Total"]) == ("Unsubmitted", False, 0)
    assert order["FromUser"]["Username"] == "sally"
    assert order["FromUser"]["Password"] is None


def test_the_seller_begins_an_order_for_a_buyer_user(shop, sally):
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


def test_a_direction_is_one_of_three_in_any_case(sally):
    id_ = order_of(sally)
    for direction in ("Outgoing", "OUTGOING", "all"):
        assert sally.get(f"/orders/{direction}/{id_}")
    assert sally.refused("GET", f"/orders/incoming/{id_}") == (404, "NotFound")
    assert sally.refused("GET", f"/orders/sideways/{id_}") == (404, "NotFound")


def test_a_mere_shopper_sees_its_own_orders_only(shop, client, sally, anton):
    id_ = order_of(sally, ("fan", 1))
    assert anton.refused("GET", f"/orders/outgoing/{id_}") == (404, "NotFound")
    reader = join(
        shop, "/buyers/acme/users", "rita", ["OrderReader", "UnsubmittedOrderReader"], client, BuyerID="acme"
    )
    assert reader.ids("/orders/outgoing") == [id_]


def test_lists_show_unsubmitted_orders_to_holders_of_the_role_only(shop, client, sally):
    id_ = order_of(sally, ("fan", 1))
    clerk = join(shop, "/adminusers", "clerk", ["OrderReader"], client)
    assert clerk.ids("/orders/incoming") == []
    assert shop.ids("/orders/incoming") == [id_]
    sally.post(f"/orders/outgoing/{id_}/submit")
    assert clerk.ids("/orders/incoming") == [id_]


def test_lists_narrow_by_buyer_and_date(shop, sally):
    id_ = order_of(sally)
    assert shop.ids("/orders/incoming", buyerID="ACME") == [id_]
    assert shop.ids("/orders/incoming", buyerID="none") == []
    assert shop.ids("/orders/incoming", **{"from": "2020-01-01"}) == [id_]
    assert shop.ids("/orders/incoming", to="2020-01-01") == []
    assert sally.ids("/me/orders") == [id_]


def test_costs_are_written_by_holders_of_the_role_only(shop, client, sally):
    id_ = order_of(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    assert sally.refused("PATCH", path, {"ShippingCost": 9}) == (400, "Order.OverrideShippingPermission")
    assert sally.refused("PATCH", path, {"TaxCost": 9}) == (400, "Order.OverrideTaxPermission")
    order = shop.patch(f"/orders/incoming/{id_}", {"ShippingCost": 9.5, "TaxCost": 1})
    assert order["Total"] == 30.5


def test_a_guests_name_is_written_over_the_users(sally):
    id_ = order_of(sally)
    order = sally.patch(f"/orders/outgoing/{id_}/fromuser", {"FirstName": "Guest", "Username": "no"})
    assert (order["FromUser"]["FirstName"], order["FromUser"]["Username"]) == ("Guest", "sally")


# line items


def test_a_line_item_remembers_its_product_and_adds_up(shop, sally):
    id_ = order_of(sally, ("fan", 3), ("lamp", 2))
    order = sally.get(f"/orders/outgoing/{id_}")
    assert (order["LineItemCount"], order["Subtotal"], order["Total"]) == (2, 70, 70)
    (fan, lamp) = sally.items(f"/orders/outgoing/{id_}/lineitems", sortBy="ProductID")
    assert (fan["UnitPrice"], fan["LineSubtotal"], fan["LineTotal"]) == (20, 60, 60)
    assert fan["Product"]["Name"] == "fan"
    sally.patch(f"/orders/outgoing/{id_}/lineitems/{lamp['ID']}", {"Quantity": 4})
    sally.delete(f"/orders/outgoing/{id_}/lineitems/{fan['ID']}")
    assert sally.get(f"/orders/outgoing/{id_}")["Total"] == 20


def test_a_product_that_the_buyer_does_not_see_cannot_be_ordered(shop, sally):
    shop.post("/products", {"ID": "hidden", "Name": "H", "Active": True})
    id_ = order_of(sally)
    body = {"ProductID": "hidden", "Quantity": 1}
    assert sally.refused("POST", f"/orders/outgoing/{id_}/lineitems", body) == (404, "NotFound")


def test_the_price_follows_the_quantity_and_the_sale(shop, sally):
    steps = [
        {"Quantity": 1, "Price": 10, "SalePrice": 8},
        {"Quantity": 5, "Price": 6.255},
    ]
    shop.put("/priceschedules/fan", {"Name": "F", "PriceBreaks": steps})
    id_ = order_of(sally, ("fan", 1))
    (line,) = sally.items(f"/orders/outgoing/{id_}/lineitems")
    path = f"/orders/outgoing/{id_}/lineitems/{line['ID']}"
    assert line["UnitPrice"] == 10
    assert sally.patch(path, {"Quantity": 5})["LineTotal"] == 31.28
    shop.patch("/priceschedules/fan", {"SaleStart": "2020-01-01"})
    assert sally.patch(path, {"Quantity": 2})["UnitPrice"] == 8


def test_quantities_are_held_to_the_price_schedule(shop, sally):
    shop.patch("/priceschedules/fan", {"MinQuantity": 2, "MaxQuantity": 4})
    id_ = order_of(sally)
    path = f"/orders/outgoing/{id_}/lineitems"
    for quantity in (1, 5):
        body = {"ProductID": "fan", "Quantity": quantity}
        assert sally.refused("POST", path, body) == (400, "LineItem.InvalidQuantity")
    shop.patch("/priceschedules/fan", {"MinQuantity": 1, "MaxQuantity": None, "RestrictedQuantity": True})
    assert sally.refused("POST", path, {"ProductID": "fan", "Quantity": 2})[0] == 400
    assert sally.post(path, {"ProductID": "fan", "Quantity": 1})


def test_options_add_to_the_price_and_choose_the_variant(shop, sally):
    shop.post("/specs", {"ID": "size", "Name": "Size", "DefinesVariant": True, "Required": True})
    markups = (("S", "NoMarkup", None), ("L", "AmountPerQuantity", 2), ("XL", "Percentage", 50))
    for option, kind, markup in markups:
        body = {"ID": option, "Value": option, "PriceMarkupType": kind, "PriceMarkup": markup}
        shop.post("/specs/size/options", body)
    shop.post("/specs/productassignments", {"SpecID": "size", "ProductID": "fan"})
    shop.post("/products/fan/variants/generate")
    id_ = order_of(sally)
    path = f"/orders/outgoing/{id_}/lineitems"
    body = {"ProductID": "fan", "Quantity": 2}
    assert sally.refused("POST", path, body) == (400, "Spec.InvalidSpecConfiguration")
    large = sally.post(path, body | {"Specs": [{"SpecID": "size", "OptionID": "L"}]})
    assert (large["UnitPrice"], large["Variant"]["ID"], large["Specs"][0]["Name"]) == (22, "fan-L", "Size")
    huge = sally.post(path, body | {"Specs": [{"SpecID": "size", "OptionID": "XL"}]})
    assert huge["UnitPrice"] == 30
    wrong = body | {"Specs": [{"SpecID": "size", "OptionID": "XXL"}]}
    assert sally.refused("POST", path, wrong) == (400, "Spec.OptionNotFound")


def test_a_unit_price_is_overridden_by_holders_of_the_role_only(shop, sally):
    id_ = order_of(sally)
    body = {"ProductID": "fan", "Quantity": 2, "UnitPrice": 1}
    path = f"/orders/outgoing/{id_}/lineitems"
    assert sally.refused("POST", path, body) == (400, "LineItem.OverrideUnitPricePermission")
    line = shop.post(f"/orders/incoming/{id_}/lineitems", body)
    assert (line["UnitPrice"], line["PriceOverridden"], line["LineTotal"]) == (1, True, 2)
    assert shop.patch(f"/orders/incoming/{id_}/lineitems/{line['ID']}", {"Quantity": 3})["LineTotal"] == 3


def test_stock_is_enforced_and_taken_when_the_order_is_submitted(shop, sally):
    shop.patch("/products/fan", {"Inventory": {"Enabled": True, "QuantityAvailable": 3}})
    id_ = order_of(sally)
    path = f"/orders/outgoing/{id_}/lineitems"
    body = {"ProductID": "fan", "Quantity": 4}
    assert sally.refused("POST", path, body) == (400, "Inventory.InsufficientQuantity")
    sally.post(path, body | {"Quantity": 2})
    sally.post(f"/orders/outgoing/{id_}/submit")
    assert shop.get("/products/fan")["Inventory"]["QuantityAvailable"] == 1


def test_line_items_across_orders_come_with_their_order(shop, sally):
    id_ = order_of(sally, ("fan", 1), ("lamp", 1))
    found = shop.items("/lineitems/incoming", sortBy="ProductID")
    assert [(line["ProductID"], line["OrderID"], line["Order"]["ID"]) for line in found] == [
        ("fan", id_, id_),
        ("lamp", id_, id_),
    ]


# addresses


def test_saved_addresses_are_named_by_id_and_reach_the_line_items(shop, sally):
    for name in ("office", "depot"):
        shop.post("/buyers/acme/addresses", address(name, City=name))
    id_ = order_of(sally, ("fan", 1), BillingAddressID="office", ShippingAddressID="office")
    order = sally.get(f"/orders/outgoing/{id_}")
    assert order["BillingAddress"]["City"] == "office"
    (line,) = sally.items(f"/orders/outgoing/{id_}/lineitems")
    assert line["ShippingAddress"]["City"] == "office"
    sally.patch(f"/orders/outgoing/{id_}", {"ShippingAddressID": "depot"})
    assert sally.items(f"/orders/outgoing/{id_}/lineitems")[0]["ShippingAddress"]["City"] == "depot"
    wrong = {"ShippingAddressID": "none"}
    assert sally.refused("PATCH", f"/orders/outgoing/{id_}", wrong) == (404, "NotFound")


def test_an_address_may_be_the_orders_own(shop, sally):
    id_ = order_of(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    order = sally.put(f"{path}/billto", address("x", City="Ely"))
    assert (order["BillingAddressID"], order["BillingAddress"]["City"]) == (None, "Ely")
    assert sally.patch(f"{path}/billto", {"City": "Duluth"})["BillingAddress"]["City"] == "Duluth"
    sally.put(f"{path}/shipto", address("x", City="Ely"))
    (line,) = sally.items(f"{path}/lineitems")
    assert line["ShippingAddress"]["City"] == "Ely"
    item = sally.put(f"{path}/lineitems/{line['ID']}/shipto", address("x", City="Orr"))
    assert item["ShippingAddress"]["City"] == "Orr"
    item = sally.patch(f"{path}/lineitems/{line['ID']}/shipto", {"City": "Cook"})
    assert (item["ShippingAddress"]["City"], item["ShippingAddress"]["State"]) == ("Cook", "MN")


def test_a_saved_address_is_not_patched_through_the_order(shop, sally):
    shop.post("/buyers/acme/addresses", address("office"))
    id_ = order_of(sally, BillingAddressID="office")
    path = f"/orders/outgoing/{id_}/billto"
    assert sally.refused("PATCH", path, {"City": "Ely"}) == (400, "Order.CannotPatchSavedAddress")


# submitting


def test_an_empty_order_is_not_submitted_and_an_order_once(shop, sally):
    id_ = order_of(sally)
    path = f"/orders/outgoing/{id_}"
    assert sally.refused("POST", f"{path}/submit") == (400, "Order.CannotSubmitWithNoLineItems")
    assert sally.refused("POST", f"{path}/validate") == (400, "Order.CannotSubmitWithNoLineItems")
    sally.post(f"{path}/lineitems", {"ProductID": "fan", "Quantity": 1})
    assert sally.call("POST", f"{path}/validate").status_code == 204
    answer = sally.call("POST", f"{path}/submit")
    assert (answer.status_code, answer.json()["Status"]) == (201, "Open")
    assert answer.json()["DateSubmitted"]
    assert sally.refused("POST", f"{path}/submit") == (400, "Order.CannotSubmitBadStatus")


def test_a_submitted_order_is_changed_by_who_administers_orders_only(shop, sally):
    id_ = order_of(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    path = f"/orders/outgoing/{id_}"
    assert sally.refused("PATCH", path, {"Comments": "X"})[0] == 400
    assert sally.refused("POST", f"{path}/lineitems", {"ProductID": "fan", "Quantity": 1})[0] == 400
    assert sally.refused("DELETE", path)[0] == 400
    assert shop.patch(f"/orders/incoming/{id_}", {"Comments": "X"})["Comments"] == "X"


def test_a_deleted_product_stays_on_its_order(shop, sally):
    id_ = order_of(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    shop.delete("/products/fan")
    assert shop.items(f"/orders/incoming/{id_}/lineitems")[0]["Product"]["Name"] == "fan"


# approving


@pytest.fixture
def rule(shop):
    body = {"ID": "dear", "ApprovingGroupID": "chiefs", "RuleExpression": "order.Total >= 100"}
    shop.post("/buyers/acme/approvalrules", body)


def test_what_meets_no_rule_needs_no_approval(rule, sally):
    id_ = order_of(sally, ("fan", 4))
    assert sally.post(f"/orders/outgoing/{id_}/submit")["Status"] == "Open"


def test_what_meets_a_rule_waits_for_its_group(rule, shop, sally, anton):
    id_ = order_of(sally, ("fan", 5))
    waiting = sally.post(f"/orders/outgoing/{id_}/submit")
    assert (waiting["Status"], waiting["DateSubmitted"]) == ("AwaitingApproval", None)
    (approval,) = sally.items(f"/orders/outgoing/{id_}/approvals")
    assert (approval["ApprovalRuleID"], approval["Status"]) == ("dear", "Pending")
    assert sally.refused("POST", f"/orders/outgoing/{id_}/approve", {}) == (400, "Order.NotAnApprover")
    approved = anton.post(f"/orders/outgoing/{id_}/approve", {"Comments": "Yes"})
    assert (approved["Status"], bool(approved["DateApproved"])) == ("Open", True)
    (approval,) = anton.items(f"/orders/outgoing/{id_}/approvals")
    assert (approval["Status"], approval["Comments"]) == ("Approved", "Yes")
    assert approval["Approver"]["ID"] == "anton"


def test_a_rule_does_not_bind_its_own_approvers(rule, anton):
    id_ = order_of(anton, ("fan", 5))
    assert anton.post(f"/orders/outgoing/{id_}/submit")["Status"] == "Open"


def test_a_declined_order_is_done_or_handed_back(rule, sally, anton):
    first, second = order_of(sally, ("fan", 5)), order_of(sally, ("fan", 6))
    for id_ in (first, second):
        sally.post(f"/orders/outgoing/{id_}/submit")
    assert anton.post(f"/orders/outgoing/{first}/decline", {})["Status"] == "Declined"
    back = anton.post(f"/orders/outgoing/{second}/decline", {"AllowResubmit": True})
    assert back["Status"] == "Unsubmitted"
    sally.post(f"/orders/outgoing/{second}/lineitems", {"ProductID": "lamp", "Quantity": 1})
    assert sally.post(f"/orders/outgoing/{second}/submit")["Status"] == "AwaitingApproval"


# what the seller does


@pytest.fixture
def submitted(shop, sally):
    id_ = order_of(sally, ("fan", 2), ("lamp", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    return id_


def test_an_open_order_is_completed_or_canceled(shop, sally, submitted):
    other = order_of(sally, ("fan", 1))
    assert shop.refused("POST", f"/orders/incoming/{other}/complete")[0] == 400
    assert sally.refused("POST", f"/orders/outgoing/{other}/cancel") == (
        400,
        "Order.CannotCancelInCurrentStatus",
    )
    done = shop.post(f"/orders/incoming/{submitted}/complete")
    assert (done["Status"], bool(done["DateCompleted"])) == ("Completed", True)
    sally.post(f"/orders/outgoing/{other}/submit")
    assert sally.post(f"/orders/outgoing/{other}/cancel")["Status"] == "Canceled"


def test_shipments_complete_an_order_once_everything_has_left(shop, submitted):
    (fan, lamp) = shop.items(f"/orders/incoming/{submitted}/lineitems", sortBy="ProductID")
    shipment = shop.post("/shipments", {"BuyerID": "acme", "Shipper": "Post"})["ID"]

    def put(line, quantity):
        body = {"OrderID": submitted, "LineItemID": line["ID"], "QuantityShipped": quantity}
        return shop.call("POST", f"/shipments/{shipment}/items", body)

    assert put(fan, 3).status_code == 400
    answer = put(fan, 1)
    assert (answer.status_code, answer.json()["Product"]["ID"]) == (200, "fan")
    assert put(fan, 2).json()["QuantityShipped"] == 2
    assert shop.get(f"/orders/incoming/{submitted}/lineitems/{fan['ID']}")["QuantityShipped"] == 2
    put(lamp, 1)
    assert shop.get(f"/orders/incoming/{submitted}")["Status"] == "Open"
    shop.patch(f"/shipments/{shipment}", {"DateShipped": "2024-01-01"})
    assert shop.get(f"/orders/incoming/{submitted}")["Status"] == "Completed"
    assert shop.ids(f"/orders/incoming/{submitted}/shipments") == [shipment]
    assert shop.ids("/shipments", orderID=submitted) == [shipment]
    one = f"/shipments/{shipment}/items/{submitted}/{fan['ID']}"
    assert shop.get(one)["UnitPrice"] == 20
    shop.delete(one)
    assert shop.get(f"/orders/incoming/{submitted}/lineitems/{fan['ID']}")["QuantityShipped"] == 0


def test_addresses_of_a_shipment_are_named_or_its_own(shop, submitted):
    shop.post("/addresses", address("depot"))
    body = {"ID": "s", "BuyerID": "acme", "FromAddressID": "depot"}
    assert shop.post("/shipments", body)["FromAddress"]["ID"] == "depot"
    moved = shop.put("/shipments/s/shipfrom", address("x", City="Ely"))
    assert (moved["FromAddressID"], moved["FromAddress"]["City"]) == (None, "Ely")
    assert shop.put("/shipments/s/shipto", address("x", City="Orr"))["ToAddress"]["City"] == "Orr"


@pytest.fixture
def mill(shop, client):
    shop.post("/suppliers", {"ID": "mill", "Name": "Mill", "Active": True})
    shop.patch("/products/fan", {"DefaultSupplierID": "mill"})
    roles = ["OrderAdmin", "ShipmentAdmin", "ProductReader"]
    return join(shop, "/suppliers/mill/users", "sol", roles, client, SupplierID="mill")


def test_an_order_is_split_by_supplier_and_the_rest_remains(shop, mill, sally):
    id_ = order_of(sally, ("fan", 2), ("lamp", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    answer = shop.call("POST", f"/orders/incoming/{id_}/split")
    assert answer.status_code == 200
    (outgoing,) = answer.json()["OutgoingOrders"]
    assert (outgoing["ToCompanyID"], outgoing["Status"], outgoing["Total"]) == ("mill", "Unsubmitted", 40)
    (lamp,) = [i for i in shop.items(f"/orders/incoming/{id_}/lineitems") if i["ProductID"] == "lamp"]
    assert answer.json()["RemainingLineItemIDs"] == [lamp["ID"]]
    assert mill.ids("/orders/incoming") == []


def test_a_forwarded_order_reaches_the_supplier_submitted(shop, mill, sally):
    id_ = order_of(sally, ("fan", 2))
    sally.post(f"/orders/outgoing/{id_}/submit")
    (outgoing,) = shop.post(f"/orders/incoming/{id_}/forward")["OutgoingOrders"]
    assert mill.ids("/orders/incoming") == [outgoing["ID"]]
    assert shop.ids("/orders/outgoing") == [outgoing["ID"]]
    assert mill.refused("GET", f"/orders/incoming/{id_}") == (404, "NotFound")
    assert mill.post(f"/orders/incoming/{outgoing['ID']}/ship", {})["Status"] == "Completed"


def test_a_product_may_be_forwarded_by_itself(shop, mill, sally):
    shop.patch("/products/fan", {"AutoForward": True})
    id_ = order_of(sally, ("fan", 2), ("lamp", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    assert [line["ProductID"] for line in mill.items("/lineitems/incoming")] == ["fan"]


# anonymous shopping


def test_an_anonymous_order_is_taken_over_by_who_signs_in_or_registers(marketplace, shop, client, sally):
    anonymous = client_for_all(shop, IsAnonBuyer=True, DefaultContextUserName="sally")
    form = {"grant_type": "client_credentials", "client_id": anonymous, "scope": "Shopper"}
    first, second = (marketplace.with_token(marketplace.token(**form).json()["access_token"]) for _ in "12")
    for visitor in (first, second):
        order_of(visitor, ("fan", 1))
    zoe = join(shop, "/buyers/acme/users", "zoe", ["Shopper"], client, BuyerID="acme")
    answer = zoe.call("PUT", "/me/orders", anonUserToken=first.token)
    assert answer.status_code == 204
    assert len(zoe.items("/me/orders")) == 1
    body = {"Username": "new", "FirstName": "N", "LastName": "N", "Email": "n@x.example", "Active": True}
    token = second.put("/me/register", body | {"Password": "Correct-Horse-9"}, anonUserToken=second.token)
    new = marketplace.with_token(token["access_token"])
    assert new.get("/me")["Username"] == "new"
    assert len(new.items("/me/orders")) == 1
    assert first.refused("PATCH", "/me", {"FirstName": "X"})[0] == 403
