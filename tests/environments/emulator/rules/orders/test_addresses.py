"""Addresses of orders and line items."""

from tests.environments.emulator.api_client import address
from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.users import signed_in_user


def test_saved_addresses_are_set_by_id_and_apply_to_the_line_items(shop, sally):
    for name in ("office", "depot"):
        shop.post("/buyers/acme/addresses", address(name, City=name))
    id_ = create_order(sally, ("fan", 1), BillingAddressID="office", ShippingAddressID="office")
    order = sally.get(f"/orders/outgoing/{id_}")
    assert order["BillingAddress"]["City"] == "office"
    (line,) = sally.items(f"/orders/outgoing/{id_}/lineitems")
    assert line["ShippingAddress"]["City"] == "office"
    sally.patch(f"/orders/outgoing/{id_}", {"ShippingAddressID": "depot"})
    assert sally.items(f"/orders/outgoing/{id_}/lineitems")[0]["ShippingAddress"]["City"] == "depot"
    wrong = {"ShippingAddressID": "none"}
    assert sally.refused("PATCH", f"/orders/outgoing/{id_}", wrong) == (404, "NotFound")


def test_the_shipping_address_of_an_order_applies_to_all_line_items(shop, sally):
    for name in ("office", "depot"):
        shop.post("/buyers/acme/addresses", address(name, City=name))
    id_ = create_order(sally, ("fan", 1), ShippingAddressID="office")
    path = f"/orders/outgoing/{id_}"
    (line,) = sally.items(f"{path}/lineitems")
    sally.patch(f"{path}/lineitems/{line['ID']}", {"ShippingAddressID": "depot"})
    assert sally.get(path)["ShippingAddressID"] == "depot"
    body = {"ProductID": "lamp", "Quantity": 1, "ShippingAddressID": "office"}
    other = sally.post(f"{path}/lineitems", body)
    assert sally.get(path)["ShippingAddressID"] is None
    sally.delete(f"{path}/lineitems/{other['ID']}")
    assert sally.get(path)["ShippingAddressID"] == "depot"
    sally.put(f"{path}/lineitems/{line['ID']}/shipto", address("x", City="Ely"))
    assert sally.get(path)["ShippingAddressID"] is None


def test_an_order_may_have_its_own_address(shop, sally):
    id_ = create_order(sally, ("fan", 1))
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
    id_ = create_order(sally, BillingAddressID="office")
    path = f"/orders/outgoing/{id_}/billto"
    assert sally.refused("PATCH", path, {"City": "Ely"}) == (400, "BillingAddress.CannotPatchSetByID")
    id_ = create_order(sally, ("fan", 1), ShippingAddressID="office")
    path = f"/orders/outgoing/{id_}"
    refused = (400, "ShippingAddress.CannotPatchSetByID")
    assert sally.refused("PATCH", f"{path}/shipto", {"City": "Ely"}) == refused
    (line,) = sally.items(f"{path}/lineitems")
    assert sally.refused("PATCH", f"{path}/lineitems/{line['ID']}/shipto", {"City": "Ely"}) == refused


def test_a_missing_address_is_not_patched(sally):
    path = f"/orders/outgoing/{create_order(sally, ('fan', 1))}"
    (line,) = sally.items(f"{path}/lineitems")
    for place, code in (
        ("billto", "BillingAddress.CannotModifyNotFound"),
        ("shipto", "ShippingAddress.CannotModifyNotFound"),
        (f"lineitems/{line['ID']}/shipto", "LineItem.CannotPatchShippingAddressIfMissing"),
    ):
        assert sally.refused("PATCH", f"{path}/{place}", {"City": "Ely"}) == (400, code)


def test_a_line_ships_from_the_address_of_its_product(shop, client, sally):
    shop.post("/addresses", address("depot", City="Orr"))
    shop.post("/suppliers", {"ID": "mill", "Name": "Mill", "Active": True})
    shop.post("/suppliers/mill/addresses", address("works", City="Ely"))
    sol = signed_in_user(shop, "/suppliers/mill/users", "sol", ["ProductAdmin"], client, SupplierID="mill")
    cloth = {"ID": "cloth", "Name": "Cloth", "Active": True, "ShipFromAddressID": "works"}
    sol.post("/products", cloth)
    shop.patch("/products/cloth", {"DefaultPriceScheduleID": "lamp"})
    shop.post("/catalogs/productassignments", {"CatalogID": "acme", "ProductID": "cloth"})
    shop.patch("/products/fan", {"ShipFromAddressID": "depot"})
    id_ = create_order(sally, ("cloth", 1), ("fan", 1), ("lamp", 1))
    lines = sally.items(f"/orders/outgoing/{id_}/lineitems", sortBy="ProductID")
    assert [line["ShipFromAddressID"] for line in lines] == ["works", "depot", None]
    assert [(line["ShipFromAddress"] or {}).get("City") for line in lines] == ["Ely", "Orr", None]
