"""Bundles on orders and subscriptions: their lines, prices, required items and removal."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.users import signed_in_user


@pytest.fixture
def kit(shop):
    """Create a bundle of a fan, cheaper in it, and of a required lamp; return its ID."""
    breaks = [{"Quantity": 1, "Price": 20, "SubscriptionPrice": 15, "BundlePrice": 12}]
    shop.patch("/priceschedules/fan", {"PriceBreaks": breaks})
    shop.post("/bundles", {"ID": "kit", "Name": "Kit", "Active": True})
    for product, required in (("fan", False), ("lamp", True)):
        body = {"BundleID": "kit", "ProductID": product, "Required": required}
        shop.post("/bundles/productassignments", body | {"DefaultQuantity": 3 if required else None})
    shop.post("/catalogs/bundleassignments", {"CatalogID": "acme", "BundleID": "kit"})
    return "kit"


@pytest.fixture
def order(kit, sally):
    """Create an order with the bundle and two fans in it; return its address and the bundle's line."""
    path = f"/orders/outgoing/{create_order(sally)}"
    fans = {"LineItems": [{"ProductID": "fan", "Quantity": 2}]}
    return path, sally.post(f"{path}/bundles/{kit}", fans)


def _lines(api, path):
    return {line["ProductID"]: line for line in api.items(f"{path}/lineitems")}


def test_a_bundle_is_a_line_without_price_and_its_items_have_the_prices(order, sally):
    path, line = order
    lines = _lines(sally, path)
    assert (line["IsBundle"], line["UnitPrice"], line["ProductID"]) == (True, 0, "kit")
    assert {lines[id_]["BundleItemID"] for id_ in ("fan", "lamp")} == {line["ID"]}
    assert (lines["fan"]["UnitPrice"], lines["lamp"]["UnitPrice"]) == (12, 5)
    assert sally.get(path)["Subtotal"] == 39


def test_a_bundle_does_not_count_as_a_line_of_its_order(order, sally):
    assert sally.get(order[0])["LineItemCount"] == 2


def test_a_required_item_is_added_in_its_default_quantity(order, sally):
    assert _lines(sally, order[0])["lamp"]["Quantity"] == 3


@pytest.mark.parametrize(
    ("items", "code"), [([], "DefaultQuantityMissing"), (["fan"], "RequiredBundleItemMissing")]
)
def test_a_required_item_without_default_quantity_must_be_named(shop, kit, sally, items, code):
    shop.post("/bundles/productassignments", {"BundleID": kit, "ProductID": "lamp", "Required": True})
    body = {"LineItems": [{"ProductID": id_} for id_ in items]}
    path = f"/orders/outgoing/{create_order(sally)}"
    assert sally.refused("POST", f"{path}/bundles/{kit}", body) == (400, f"Bundle.{code}")
    assert sally.get(path)["LineItemCount"] == 0


def test_an_item_that_the_bundle_does_not_have_is_refused(shop, kit, sally):
    shop.delete("/bundles/kit/productassignments/fan")
    path = f"/orders/outgoing/{create_order(sally)}/bundles/kit"
    assert sally.refused("POST", path, {"LineItems": [{"ProductID": "fan"}]}) == (
        400,
        "Bundle.ProductNotAssigned",
    )


def test_a_bundle_cannot_be_ordered_as_a_plain_line(kit, sally):
    path = f"/orders/outgoing/{create_order(sally)}/lineitems"
    assert sally.refused("POST", path, {"ProductID": kit, "Quantity": 1}) == (
        400,
        "LineItem.CannotPurchaseBundleProduct",
    )


def test_a_bundle_is_removed_with_its_items(order, sally):
    path, line = order
    assert sally.refused("DELETE", f"{path}/lineitems/{line['ID']}") == (400, "LineItem.CannotRemoveBundle")
    sally.delete(f"{path}/bundles/kit/{line['ID']}")
    assert sally.items(f"{path}/lineitems") == []
    assert sally.get(path)["Subtotal"] == 0


def test_the_items_of_a_bundle_follow_the_new_id_of_its_line(order, sally):
    path, line = order
    sally.patch(f"{path}/lineitems/{line['ID']}", {"ID": "renamed"})
    lines = _lines(sally, path)
    assert lines["fan"]["BundleItemID"] == lines["lamp"]["BundleItemID"] == "renamed"
    sally.delete(f"{path}/bundles/kit/renamed")
    assert sally.items(f"{path}/lineitems") == []


def test_only_an_item_that_is_not_required_is_removed_alone(order, sally):
    path, _ = order
    lines = _lines(sally, path)
    fan, lamp = lines["fan"]["ID"], lines["lamp"]["ID"]
    assert sally.refused("DELETE", f"{path}/lineitems/{fan}") == (400, "LineItem.CannotRemoveBundleItem")
    assert sally.refused("DELETE", f"{path}/bundles/kit/{lamp}") == (
        400,
        "LineItem.CannotRemoveRequiredBundleItem",
    )
    sally.delete(f"{path}/bundles/kit/{fan}")
    assert sorted(_lines(sally, path)) == ["kit", "lamp"]


def test_an_order_is_completed_by_shipping_all_but_its_bundles(shop, order, sally):
    path, line = order
    sally.post(f"{path}/submit")
    id_ = path.rpartition("/")[2]
    shop.post("/shipments", {"ID": "s", "DateShipped": "2024-01-01T00:00:00Z"})
    item = {"OrderID": id_, "LineItemID": line["ID"], "QuantityShipped": 1}
    assert shop.refused("POST", "/shipments/s/items", item) == (400, "ShipmentItem.CannotBeBundle")
    for product, quantity in (("fan", 2), ("lamp", 3)):
        line_id = _lines(sally, path)[product]["ID"]
        item = {"OrderID": id_, "LineItemID": line_id, "QuantityShipped": quantity}
        shop.post("/shipments/s/items", item)
    assert sally.get(path)["Status"] == "Completed"


def test_a_bundle_is_an_item_of_a_subscription(shop, kit, client):
    roles = ["Shopper", "MeSubscriptionAdmin"]
    ann = signed_in_user(shop, "/buyers/acme/users", "ann", roles, client, BuyerID="acme")
    next_date = "2100-01-31T08:00:00Z"
    body = {"ID": "s", "Frequency": 1, "Interval": "Months", "NextOrderDate": next_date}
    ann.post("/me/subscriptions", body)
    fans = {"LineItems": [{"ProductID": "fan"}]}
    line = ann.post("/me/subscriptions/s/items/bundles/kit", fans)
    prices = {i["ProductID"]: i["UnitPrice"] for i in ann.items("/me/subscriptions/s/items")}
    assert prices == {"kit": 0, "fan": 12, "lamp": 5}
    path = f"/me/subscriptions/s/items/{line['ID']}"
    assert ann.refused("DELETE", path) == (400, "LineItem.CannotRemoveBundle")
    ann.delete(f"/me/subscriptions/s/items/bundles/kit/{line['ID']}")
    assert ann.items("/me/subscriptions/s/items") == []


def test_a_repeated_order_has_the_bundle_with_its_items(order, sally, shop):
    path, line = order
    sally.post(f"{path}/submit")
    repeated = sally.post(f"{path}/repeat")
    assert (repeated["UnavailableItems"], repeated["Order"]["Subtotal"]) == ([], 39)
    lines = _lines(sally, f"/orders/outgoing/{repeated['Order']['ID']}")
    assert lines["lamp"]["BundleItemID"] == lines["kit"]["ID"]


def test_a_repeated_order_leaves_out_a_hidden_bundle_with_its_items(order, sally, shop):
    path, line = order
    sally.post(f"{path}/lineitems", {"ProductID": "lamp", "Quantity": 1})
    sally.post(f"{path}/submit")
    shop.patch("/bundles/kit", {"Active": False})
    repeated = sally.post(f"{path}/repeat")
    assert {item["ProductID"] for item in repeated["UnavailableItems"]} == {"kit", "fan", "lamp"}
    assert repeated["Order"]["LineItemCount"] == 1
