"""Changes that the status of an order allows, and fields that never change."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.users import signed_in_user


@pytest.fixture
def submitted(shop, sally):
    """Submit an order, and return the seller's path of it."""
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    return f"/orders/incoming/{id_}"


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ("complete", "Order.CannotCompleteBadStatus"),
        ("cancel", "Order.CannotCancelInCurrentStatus"),
        ("ship", "Order.CannotShipBadStatus"),
        ("approve", "Order.MustBeAwaitingApproval"),
        ("decline", "Order.MustBeAwaitingApproval"),
        ("submit", "Order.CannotSubmitBadStatus"),
    ],
)
def test_a_completed_order_stays_completed(shop, submitted, action, code):
    shop.post(f"{submitted}/complete")
    assert shop.refused("POST", f"{submitted}/{action}", {}) == (400, code)
    assert shop.get(submitted)["Status"] == "Completed"


def test_each_step_has_its_date(shop, submitted):
    order = shop.get(submitted)
    assert order["DateCreated"] <= order["DateSubmitted"]
    assert (order["DateCompleted"], order["DateCanceled"], order["DateDeclined"]) == (None, None, None)
    assert shop.post(f"{submitted}/cancel")["DateCanceled"]


def test_a_partly_shipped_order_cannot_be_canceled(shop, submitted):
    (line,) = shop.items(f"{submitted}/lineitems")
    shop.patch(f"{submitted}/lineitems/{line['ID']}", {"Quantity": 2})
    shop.post("/shipments", {"ID": "s", "BuyerID": "acme"})
    item = {"OrderID": submitted.rpartition("/")[2], "LineItemID": line["ID"], "QuantityShipped": 1}
    shop.post("/shipments/s/items", item)
    refused = (400, "Order.CannotCancelInCurrentStatus")
    assert shop.refused("POST", f"{submitted}/cancel") == refused


def test_items_of_an_unsubmitted_order_are_shipped_individually_only(shop, sally):
    id_ = create_order(sally, ("fan", 1))
    (line,) = sally.items(f"/orders/outgoing/{id_}/lineitems")
    shop.post("/shipments", {"ID": "s", "BuyerID": "acme", "DateShipped": "2024-01-01"})
    item = {"OrderID": id_, "LineItemID": line["ID"], "QuantityShipped": 1}
    assert shop.post("/shipments/s/items", item)["QuantityShipped"] == 1
    order = shop.get(f"/orders/incoming/{id_}")
    assert (order["Status"], order["DateCompleted"]) == ("Unsubmitted", None)
    assert shop.refused("POST", f"/orders/incoming/{id_}/ship", {}) == (400, "Order.CannotShipBadStatus")


def test_the_parties_of_an_order_cannot_be_changed(shop, sally):
    shop.post("/buyers", {"ID": "zeta", "Name": "Zeta", "Active": True})
    id_ = create_order(sally)
    changes = {"FromCompanyID": "zeta", "FromUserID": "nobody", "ToCompanyID": "other"}
    order = shop.patch(f"/orders/incoming/{id_}", changes)
    assert (order["FromCompanyID"], order["FromUserID"]) == ("acme", "sally")
    assert order["ToCompanyID"] == shop.organization.portal_id


def test_the_product_of_a_line_item_cannot_be_changed(sally):
    id_ = create_order(sally, ("fan", 1))
    (line,) = sally.items(f"/orders/outgoing/{id_}/lineitems")
    path = f"/orders/outgoing/{id_}/lineitems/{line['ID']}"
    for verb in ("PATCH", "PUT"):
        refused = sally.refused(verb, path, {"ProductID": "lamp", "Quantity": 1})
        assert refused == (400, "LineItem.CannotChangeProductID")
    assert sally.patch(path, {"ProductID": "FAN", "Quantity": 2})["ProductID"] == "fan"


def test_read_only_properties_are_ignored(shop, submitted):
    wrong = {"Status": "Completed", "Total": 1, "LineItemCount": 7, "IsSubmitted": False, "Currency": "X"}
    before = shop.get(submitted)
    after = shop.patch(submitted, wrong)
    assert {name: after[name] for name in wrong} == {name: before[name] for name in wrong}


def test_a_put_takes_the_order_id_from_its_path(sally):
    assert sally.put("/orders/outgoing/mine", {"ID": None})["ID"] == "mine"
    assert sally.put("/orders/outgoing/mine", {"ID": "ours"})["ID"] == "ours"
    assert sally.refused("GET", "/orders/outgoing/mine") == (404, "NotFound")
    assert sally.refused("PUT", "/orders/outgoing/a.b", {}) == (400, "ValidationFailure")


def test_a_product_on_an_unsubmitted_order_can_be_deleted(shop, sally):
    id_ = create_order(sally, ("fan", 1))
    shop.delete("/products/fan")
    (line,) = sally.items(f"/orders/outgoing/{id_}/lineitems")
    assert (line["ProductID"], line["Product"]["Name"]) == ("fan", "fan")


def test_a_submitted_line_of_a_deleted_product_can_be_changed(shop, sally, submitted):
    (line,) = shop.items(f"{submitted}/lineitems")
    shop.delete("/products/fan")
    path = f"{submitted}/lineitems/{line['ID']}"
    assert shop.patch(path, {"xp": {"a": 1}}) == line | {"xp": {"a": 1}}
    changed = shop.patch(path, {"Quantity": 3})
    assert (changed["UnitPrice"], changed["LineTotal"], changed["Product"]) == (20, 60, line["Product"])
    assert shop.patch(path, {"UnitPrice": 7})["LineTotal"] == 21
    assert shop.patch(path, {"xp": None})["PriceOverridden"] is True
    assert shop.get(submitted)["Total"] == 21


def test_a_replaced_line_keeps_the_options_of_its_deleted_product(shop, sally):
    shop.post("/specs", {"ID": "size", "Name": "Size", "DefinesVariant": True, "Required": True})
    shop.post("/specs/size/options", {"ID": "L", "Value": "Large"})
    shop.post("/specs/productassignments", {"SpecID": "size", "ProductID": "fan"})
    shop.post("/products/fan/variants/generate")
    id_ = create_order(sally)
    body = {"ID": "a", "ProductID": "fan", "Quantity": 1, "Specs": [{"SpecID": "size", "OptionID": "L"}]}
    line = sally.post(f"/orders/outgoing/{id_}/lineitems", body)
    sally.post(f"/orders/outgoing/{id_}/submit")
    shop.delete("/products/fan")
    replaced = shop.put(f"/orders/incoming/{id_}/lineitems/a", {"ProductID": "fan", "Quantity": 1})
    assert replaced == line


def test_a_submitted_line_of_an_invisible_product_can_be_changed(shop, submitted):
    (line,) = shop.items(f"{submitted}/lineitems")
    shop.delete("/catalogs/acme/productassignments/fan")
    assert shop.patch(f"{submitted}/lineitems/{line['ID']}", {"xp": {"a": 1}})["xp"] == {"a": 1}


def test_a_supplier_cannot_create_an_order_and_one_of_the_buyer_is_not_split(shop, client, sally):
    shop.post("/suppliers", {"ID": "mill", "Name": "Mill", "Active": True, "AllBuyersCanOrder": True})
    sol = signed_in_user(shop, "/suppliers/mill/users", "sol", ["OrderAdmin"], client, SupplierID="mill")
    forbidden = (403, "Auth.UserNotAuthorizedToAdmin")
    assert sol.refused("POST", "/orders/outgoing", {}) == forbidden
    id_ = create_order(sally, ("fan", 1), ToCompanyID="mill")
    sally.post(f"/orders/outgoing/{id_}/submit")
    for action in ("split", "forward"):
        refused = sol.refused("POST", f"/orders/incoming/{id_}/{action}")
        assert refused == (400, "Order.CannotSplitWrongUserType")
        refused = shop.refused("POST", f"/orders/all/{id_}/{action}")
        assert refused == (400, "Order.CannotSplitOutgoing")


def test_an_order_goes_to_a_supplier_only_if_it_is_open_to_the_buyer(shop, sally):
    shop.post("/suppliers", {"ID": "mill", "Name": "Mill", "Active": True})
    body = {"ToCompanyID": "mill"}
    assert sally.refused("POST", "/orders/outgoing", body) == (404, "NotFound")
    shop.put("/suppliers/mill/buyers/acme")
    assert sally.post("/orders/outgoing", body)["ToCompanyID"] == "mill"


def test_the_currency_is_from_the_users_locale(shop, sally):
    shop.post("/locales", {"ID": "eu", "Currency": "EUR"})
    shop.post("/locales/assignments", {"LocaleID": "eu", "BuyerID": "acme"})
    assert sally.post("/orders/outgoing", {})["Currency"] == "EUR"


def test_amounts_are_rounded_to_the_cent(shop, sally):
    step = {"Quantity": 1, "Price": 0.335}
    shop.put("/priceschedules/fan", {"Name": "F", "PriceBreaks": [step]})
    id_ = create_order(sally, ("fan", 1), ("fan", 3))
    lines = sally.items(f"/orders/outgoing/{id_}/lineitems")
    assert sorted(line["LineTotal"] for line in lines) == [0.34, 1.02]
    assert all(line["UnitPrice"] == 0.34 for line in lines)
    assert sally.get(f"/orders/outgoing/{id_}")["Total"] == 1.36


def test_amounts_of_any_size_add_up(shop, sally):
    id_ = create_order(sally, ("fan", 2_000_000_000))
    path = f"/orders/incoming/{id_}"
    order = shop.patch(path, {"ShippingCost": 9e27, "TaxCost": 9e27})
    assert order["Total"] > 1e28
    shop.patch("/priceschedules/fan", {"PriceBreaks": [{"Quantity": 1, "Price": 9e27}]})
    line = shop.post(f"{path}/lineitems", {"ProductID": "fan", "Quantity": 2_000_000_000})
    assert line["LineTotal"] > 1e37


def test_a_spending_account_not_allowed_for_orders_is_rejected(shop, sally):
    shop.post("/buyers/acme/spendingaccounts", {"ID": "sa", "Name": "SA", "Balance": 30})
    id_ = create_order(sally, ("fan", 1))
    body = {"Type": "SpendingAccount", "SpendingAccountID": "sa"}
    refused = (400, "Payment.SpendingAccountNotAllowed")
    assert sally.refused("POST", f"/orders/outgoing/{id_}/payments", body) == refused
