"""Prices of lines: cumulative quantities, two decimals, currencies, and products without a price."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.users import create_open_client, signed_in_user


def prices(api, order: str) -> list[tuple]:
    lines = api.items(f"/orders/outgoing/{order}/lineitems", sortBy="DateAdded")
    return [(line["UnitPrice"], line["LineSubtotal"], line["LineTotal"]) for line in lines]


@pytest.fixture
def cumulative_prices(shop):
    """Price fans at 10, and at 5 from a cumulative quantity of ten."""
    steps = [{"Quantity": 1, "Price": 10}, {"Quantity": 10, "Price": 5}]
    shop.patch("/priceschedules/fan", {"UseCumulativeQuantity": True, "PriceBreaks": steps})
    return shop


def test_lines_of_a_product_count_together_for_the_price(cumulative_prices, sally):
    id_ = create_order(sally, ("fan", 6), ("fan", 6), ("lamp", 1))
    path = f"/orders/outgoing/{id_}"
    assert prices(sally, id_) == [(5, 30, 30), (5, 30, 30), (5, 5, 5)]
    assert sally.get(path)["Total"] == 65
    first, second, _ = sally.items(f"{path}/lineitems", sortBy="DateAdded")
    sally.patch(f"{path}/lineitems/{second['ID']}", {"Quantity": 3})
    assert prices(sally, id_)[:2] == [(10, 60, 60), (10, 30, 30)]
    sally.patch(f"{path}/lineitems/{second['ID']}", {"Quantity": 4})
    assert sally.get(path)["Total"] == 55
    sally.delete(f"{path}/lineitems/{first['ID']}")
    assert prices(sally, id_)[0] == (10, 40, 40)
    assert sally.get(path)["Total"] == 45


def test_lines_of_a_product_count_together_for_the_limits(cumulative_prices, sally):
    cumulative_prices.patch("/priceschedules/fan", {"MinQuantity": 4, "MaxQuantity": 7})
    id_ = create_order(sally)
    path = f"/orders/outgoing/{id_}/lineitems"
    assert sally.refused("POST", path, {"ProductID": "fan", "Quantity": 3})[0] == 400
    sally.post(path, {"ProductID": "fan", "Quantity": 4})
    sally.post(path, {"ProductID": "fan", "Quantity": 2})
    assert sally.refused("POST", path, {"ProductID": "fan", "Quantity": 2})[0] == 400


def test_an_overridden_price_is_kept_while_the_others_change(cumulative_prices, sally):
    id_ = create_order(sally, ("fan", 6))
    body = {"ProductID": "fan", "Quantity": 6, "UnitPrice": 7}
    cumulative_prices.post(f"/orders/incoming/{id_}/lineitems", body)
    assert prices(sally, id_) == [(5, 30, 30), (7, 42, 42)]


def test_lines_count_separately_without_cumulative_quantity(cumulative_prices, sally):
    cumulative_prices.patch("/priceschedules/fan", {"UseCumulativeQuantity": False})
    id_ = create_order(sally, ("fan", 6), ("fan", 6))
    assert prices(sally, id_) == [(10, 60, 60), (10, 60, 60)]


def test_an_unchanged_quantity_is_not_checked_against_new_limits(shop, sally):
    id_ = create_order(sally, ("fan", 2))
    (line,) = sally.items(f"/orders/outgoing/{id_}/lineitems")
    path = f"/orders/outgoing/{id_}/lineitems/{line['ID']}"
    shop.patch("/priceschedules/fan", {"MinQuantity": 5})
    assert sally.patch(path, {"CostCenter": "c"})["CostCenter"] == "c"
    assert sally.refused("PATCH", path, {"Quantity": 3}) == (400, "PriceSchedule.CannotBeLessThanMin")


@pytest.mark.parametrize(
    ("kind", "markup", "unit_price"),
    [
        ("AmountPerQuantity", 0.125, 20.13),
        ("AmountTotal", 10, 23.33),
        ("Percentage", 33.333, 26.67),
    ],
)
def test_a_unit_price_with_markups_has_two_decimals_and_adds_up(shop, sally, kind, markup, unit_price):
    shop.post("/specs", {"ID": "size", "Name": "Size", "Required": True})
    option = {"ID": "L", "Value": "L", "PriceMarkupType": kind, "PriceMarkup": markup}
    stored = shop.post("/specs/size/options", option)["PriceMarkup"]
    assert stored == {"AmountPerQuantity": 0.13}.get(kind, markup)
    shop.post("/specs/productassignments", {"SpecID": "size", "ProductID": "fan"})
    id_ = create_order(sally)
    body = {"ProductID": "fan", "Quantity": 3, "Specs": [{"SpecID": "size", "OptionID": "L"}]}
    line = sally.post(f"/orders/outgoing/{id_}/lineitems", body)
    assert line["UnitPrice"] == unit_price
    assert line["LineSubtotal"] == round(unit_price * 3, 2)
    assert sally.get(f"/orders/outgoing/{id_}")["Total"] == line["LineSubtotal"]


def test_stored_amounts_have_two_decimals(shop, sally):
    account = {"ID": "sa", "Name": "SA", "Balance": 7.895, "AllowAsPaymentMethod": True}
    assert shop.post("/buyers/acme/spendingaccounts", account)["Balance"] == 7.9
    id_ = create_order(sally, ("fan", 1))
    order = shop.patch(f"/orders/incoming/{id_}", {"ShippingCost": 1.005, "TaxCost": 2.2249})
    assert (order["ShippingCost"], order["TaxCost"], order["Total"]) == (1.01, 2.22, 23.23)
    payments = f"/orders/outgoing/{id_}/payments"
    assert sally.post(payments, {"ID": "po", "Type": "PurchaseOrder", "Amount": 3.14159})["Amount"] == 3.14
    assert sally.patch(f"{payments}/po", {"Amount": 2.71828})["Amount"] == 2.72
    transaction = {"Type": "Capture", "DateExecuted": "2024-01-01", "Amount": 0.999, "Succeeded": True}
    created = shop.post(f"/orders/incoming/{id_}/payments/po/transactions", transaction)
    assert created["Transactions"][0]["Amount"] == 1
    assert shop.post("/shipments", {"BuyerID": "acme", "Cost": 4.445})["Cost"] == 4.45
    steps = [{"Quantity": 1, "Price": 9.999, "SalePrice": 8.994}]
    schedule = shop.post("/priceschedules", {"Name": "P", "PriceBreaks": steps})
    assert (schedule["PriceBreaks"][0]["Price"], schedule["PriceBreaks"][0]["SalePrice"]) == (10, 8.99)
    step = {"Quantity": 2, "Price": 1.125}
    schedule = shop.post(f"/priceschedules/{schedule['ID']}/pricebreaks", step)
    assert schedule["PriceBreaks"][1]["Price"] == 1.13


def test_an_overridden_unit_price_has_two_decimals_and_adds_up(shop, sally):
    lines = f"/orders/incoming/{create_order(sally)}/lineitems"
    line = shop.post(lines, {"ProductID": "fan", "Quantity": 3, "UnitPrice": 3.335})
    assert (line["UnitPrice"], line["LineTotal"]) == (3.34, 10.02)


def test_amounts_with_two_decimals_keep_their_digits(shop):
    response = shop.call("POST", "/shipments", raw='{"BuyerID": "acme", "Cost": 4.50}')
    assert '"Cost":4.50' in response.text


def test_a_product_without_a_price_is_visible_and_cannot_be_ordered(shop, sally):
    shop.patch("/products/fan", {"DefaultPriceScheduleID": None})
    assert sally.get("/me/products/fan")["PriceSchedule"] is None
    id_ = create_order(sally)
    refused = sally.refused("POST", f"/orders/outgoing/{id_}/lineitems", {"ProductID": "fan", "Quantity": 1})
    assert refused == (400, "PriceSchedule.MissingOrConflicting")
    assert sally.items(f"/orders/outgoing/{id_}/lineitems") == []
    named = {"ProductID": "fan", "Quantity": 2, "UnitPrice": 3.5}
    assert shop.post(f"/orders/incoming/{id_}/lineitems", named)["LineTotal"] == 7


def test_a_line_keeps_its_price_when_its_product_loses_its_own(shop, sally):
    id_ = create_order(sally, ("fan", 2))
    (line,) = sally.items(f"/orders/outgoing/{id_}/lineitems")
    path = f"/orders/outgoing/{id_}/lineitems/{line['ID']}"
    shop.patch("/products/fan", {"DefaultPriceScheduleID": None})
    assert sally.patch(path, {"CostCenter": "c"})["LineTotal"] == 40
    assert sally.refused("PATCH", path, {"Quantity": 3}) == (400, "PriceSchedule.MissingOrConflicting")


# currencies


@pytest.fixture
def dollars(shop):
    shop.post("/locales", {"ID": "us", "Currency": "USD"})
    shop.post("/locales", {"ID": "eu", "Currency": "EUR"})
    return shop


def test_a_price_applies_to_users_of_its_currency(dollars, sally):
    line = {"ProductID": "fan", "Quantity": 1}
    refused = (400, "PriceSchedule.MissingOrConflicting")
    assert sally.get("/me/products/fan")["PriceSchedule"]["ID"] == "fan"
    dollars.post("/locales/assignments", {"LocaleID": "us", "BuyerID": "acme"})
    assert sally.get("/me/products/fan")["PriceSchedule"] is None
    assert [product["PriceSchedule"] for product in sally.items("/me/products")] == [None, None]
    id_ = create_order(sally)
    assert sally.refused("POST", f"/orders/outgoing/{id_}/lineitems", line) == refused
    dollars.patch("/priceschedules/fan", {"Currency": "usd"})
    assert sally.get("/me/products/fan")["PriceSchedule"]["Currency"] == "usd"
    assert sally.post(f"/orders/outgoing/{id_}/lineitems", line)["UnitPrice"] == 20
    dollars.delete("/locales/us/assignments", buyerID="acme")
    assert sally.get("/me/products/fan")["PriceSchedule"] is None


def test_the_price_in_the_users_currency_applies(dollars, sally):
    dollars.post("/buyers/acme/usergroups", {"ID": "abroad", "Name": "Abroad"})
    dollars.post("/locales/assignments", {"LocaleID": "us", "BuyerID": "acme"})
    dollars.post("/locales/assignments", {"LocaleID": "eu", "BuyerID": "acme", "UserGroupID": "abroad"})
    for id_, currency, group in (("in-usd", "USD", None), ("in-eur", "EUR", "abroad")):
        steps = [{"Quantity": 1, "Price": len(id_)}]
        dollars.post("/priceschedules", {"ID": id_, "Name": id_, "PriceBreaks": steps, "Currency": currency})
        body = {"ProductID": "fan", "BuyerID": "acme", "UserGroupID": group, "PriceScheduleID": id_}
        dollars.post("/products/assignments", body)
    assert sally.get("/me/products/fan")["PriceSchedule"]["ID"] == "in-usd"
    dollars.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "abroad", "UserID": "sally"})
    assert sally.get("/me/products/fan")["PriceSchedule"]["ID"] == "in-eur"


def test_an_order_is_not_submitted_when_the_currency_of_its_user_has_changed(dollars, sally):
    id_ = create_order(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    dollars.post("/locales/assignments", {"LocaleID": "us", "BuyerID": "acme"})
    assert sally.refused("POST", f"{path}/validate") == (400, "Order.CurrencyMismatch")
    assert sally.refused("POST", f"{path}/submit") == (400, "Order.CurrencyMismatch")
    dollars.delete("/locales/us/assignments", buyerID="acme")
    assert sally.post(f"{path}/submit")["Status"] == "Open"


# orders transferred to another user


@pytest.fixture
def visitor(marketplace, shop, client):
    signed_in_user(shop, "/buyers/acme/users", "guest", ["Shopper"], client, BuyerID="acme")
    form = {"grant_type": "client_credentials", "scope": "Shopper"}
    form["client_id"] = create_open_client(shop, IsAnonBuyer=True, DefaultContextUserName="guest")
    return marketplace.with_token(marketplace.token(**form).json()["access_token"])


def test_a_transferred_anonymous_order_gets_the_prices_of_its_new_user(shop, client, visitor):
    id_ = create_order(visitor, ("fan", 2), ("lamp", 1))
    assert visitor.get(f"/orders/outgoing/{id_}")["Total"] == 45
    zoe = signed_in_user(shop, "/buyers/acme/users", "zoe", ["Shopper"], client, BuyerID="acme")
    shop.post("/buyers/acme/usergroups", {"ID": "club", "Name": "Club"})
    shop.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "club", "UserID": "zoe"})
    shop.post("/locales", {"ID": "us", "Currency": "USD"})
    shop.post("/locales/assignments", {"LocaleID": "us", "BuyerID": "acme", "UserGroupID": "club"})
    steps = [{"Quantity": 1, "Price": 6}]
    schedule = {"ID": "club", "Name": "Club", "PriceBreaks": steps, "Currency": "USD"}
    shop.post("/priceschedules", schedule)
    body = {"ProductID": "fan", "BuyerID": "acme", "UserGroupID": "club", "PriceScheduleID": "club"}
    shop.post("/products/assignments", body)
    zoe.call("PUT", "/me/orders", anonUserToken=visitor.token)
    order = zoe.get(f"/orders/outgoing/{id_}")
    assert (order["FromUserID"], order["FromUser"]["ID"], order["Currency"]) == ("zoe", "zoe", "USD")
    # The club's price applies to the user. The lamp has none, so its price stays.
    assert prices(zoe, id_) == [(6, 12, 12), (5, 5, 5)]
    assert order["Total"] == 17


def test_lines_of_a_product_count_together_in_a_transferred_order(cumulative_prices, sally, visitor):
    id_ = create_order(visitor, ("fan", 6), ("fan", 6))
    sally.call("PUT", "/me/orders", anonUserToken=visitor.token)
    assert prices(sally, id_) == [(5, 30, 30), (5, 30, 30)]
