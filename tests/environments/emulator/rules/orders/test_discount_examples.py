"""The types of promotions that the vendor documents, each on an order for it."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.rules.orders.test_discounts import promote


@pytest.fixture
def stocked(shop):
    """Create fans (20) and lamps (5) in categories, lamps from a supplier, whose heaters (30) are in none."""
    shop.post("/suppliers", {"ID": "lumen", "Name": "Lumen", "AllBuyersCanOrder": True})
    shop.patch("/products/lamp", {"DefaultSupplierID": "lumen", "xp": {"OnSale": True}})
    shop.patch("/products/fan", {"xp": {"OnSale": True, "Tags": ["cooling", "Summer"]}})
    schedule = {"ID": "heater", "Name": "heater", "PriceBreaks": [{"Quantity": 1, "Price": 30}]}
    shop.post("/priceschedules", schedule)
    heater = {"ID": "heater", "Name": "heater", "Active": True, "DefaultPriceScheduleID": "heater"}
    shop.post("/products", heater | {"DefaultSupplierID": "lumen"})
    shop.post("/catalogs/productassignments", {"CatalogID": "acme", "ProductID": "heater"})
    for id_, parent in (("home", None), ("air", "home"), ("light", "home"), ("other", None)):
        shop.post("/catalogs/acme/categories", {"ID": id_, "Name": id_, "ParentID": parent, "Active": True})
    for category, product in (("air", "fan"), ("light", "lamp")):
        assignment = {"CategoryID": category, "ProductID": product}
        shop.post("/catalogs/acme/categories/productassignments", assignment)
    return shop


EXAMPLES = {
    "an amount off an order above another": ("order.Subtotal > 40", "10", 10),
    "free shipping": ("order.Subtotal >= 40", "order.ShippingCost", 8),
    "one of a product free": (
        "items.quantity(ProductID = 'fan') > 1",
        "items.total(ProductID = 'fan') / items.quantity(ProductID = 'fan')",
        20,
    ),
    "an amount off with any line of a product": ("items.any(ProductID = 'lamp')", "5", 5),
    "a share of the lines of a category, at order level": (
        "items.any(product.incategory('Air'))",
        "items.total(product.incategory('Air')) * .15",
        9,
    ),
    "a share of everything on sale, up to a limit": (
        "items.all(Product.xp.OnSale = true)",
        "min(order.Subtotal * .1, 6)",
        6,
    ),
    "a share of many of a category": (
        "items.quantity(product.incategory('air')) >= 3",
        "items.total(product.incategory('air')) * .3",
        18,
    ),
    "a share of two products bought together": (
        "items.any(ProductID = 'fan')  and items.any(ProductID = 'lamp')",
        "(items.total(ProductID = 'fan') + items.total(ProductID = 'lamp')) * .2",
        14,
    ),
    "a share of the order for much of some categories": (
        "items.total(product.incategory('air')) + items.total(product.incategory('light'))"
        " + items.total(product.incategory('other')) > 60",
        "order.Subtotal * .1",
        7,
    ),
    "a share of the first order of a user": (
        "order.FromUser.xp.FirstOrder = true",
        "order.Subtotal * .25",
        17.5,
    ),
    "one free for each that is bought": (
        "items.quantity(ProductID = 'fan') > 1",
        "((items.quantity(ProductID='fan')/2) - (items.quantity(ProductID='fan') % 2 * .5))"
        " * items.total (ProductID='fan') / items.quantity(ProductID='fan')",
        20,
    ),
}
LINE_ITEM_EXAMPLES = {
    "a share of each line of a category": (
        "item.product.incategory('AIR')",
        "item.LineSubtotal * .15",
        [9, 0],
    ),
    "a share of each line, by the first name of the subtotal": (
        "item.product.incategory('AIR')",
        "item.Subtotal * .15",
        [9, 0],
    ),
    "an amount spread over the lines of a supplier": (
        "item.SupplierID = 'lumen' and items.total(SupplierID = 'lumen') >= 10",
        "8 / items.count(SupplierID = 'lumen')",
        [0, 8],
    ),
    "the price of one line for another": (
        "item.ProductID = 'lamp' and items.any(ProductID = 'fan')",
        "item.UnitPrice",
        [0, 5],
    ),
}


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_the_documented_order_level_promotions_work(stocked, sally, example):
    eligible, value, discount = example
    stocked.patch("/buyers/acme/users/sally", {"xp": {"FirstOrder": True}})
    promote(stocked, "off", eligible, value)
    id_ = create_order(sally, ("fan", 3), ("lamp", 2))
    stocked.patch(f"/orders/incoming/{id_}", {"ShippingCost": 8})
    sally.post(f"/orders/outgoing/{id_}/promotions/off")
    order = sally.get(f"/orders/outgoing/{id_}")
    assert (order["PromotionDiscount"], order["Total"]) == (discount, 78 - discount)
    assert sally.call("POST", f"/orders/outgoing/{id_}/validate").status_code == 204


@pytest.mark.parametrize("example", LINE_ITEM_EXAMPLES.values(), ids=LINE_ITEM_EXAMPLES)
def test_the_documented_line_item_promotions_work(stocked, sally, example):
    eligible, value, discounts = example
    promote(stocked, "off", eligible, value, LineItemLevel=True)
    id_ = create_order(sally, ("fan", 3), ("lamp", 2))
    sally.post(f"/orders/outgoing/{id_}/promotions/off")
    # A change of the order recalculates its promotions; their terms stay the same.
    sally.patch(f"/orders/outgoing/{id_}", {"Comments": "Soon, please"})
    lines = sally.items(f"/orders/outgoing/{id_}/lineitems", sortBy="ProductID")
    assert [line["PromotionDiscount"] for line in lines] == discounts
    assert sally.get(f"/orders/outgoing/{id_}")["Total"] == 70 - sum(discounts)


def test_a_supplier_discount_is_spread_over_its_line_items(stocked, sally):
    eligible = "item.SupplierID = 'lumen' and items.total(SupplierID = 'lumen') >= 40"
    promote(stocked, "off", eligible, "20 / items.count(SupplierID = 'lumen')", LineItemLevel=True)
    id_ = create_order(sally, ("heater", 1), ("lamp", 2))
    path = f"/orders/outgoing/{id_}"
    sally.post(f"{path}/promotions/off")
    sally.patch(path, {"Comments": "Again"})
    lines = sally.items(f"{path}/lineitems", sortBy="ProductID")
    assert [(line["PromotionDiscount"], line["LineTotal"]) for line in lines] == [(10, 20), (10, 0)]


@pytest.mark.parametrize(
    ("filter_", "lines"),
    [
        ("product.incategory('air')", 1),
        ("product.incategory('AIR, light')", 2),
        ("product.incategory('light', 'air')", 2),
        ("product.incategory('home')", 0),
        ("product.inparentcategory('home')", 2),
        ("product.inparentcategory('air', 'other')", 1),
        ("incategory('light')", 1),
        ("Product.xp.Tags.contains('summer')", 1),
        ("SupplierID = 'lum*'", 2),
    ],
)
def test_a_filter_can_use_categories_xp_and_suppliers(stocked, sally, filter_, lines):
    promote(stocked, "off", "true", f"1 + items.count({filter_})")
    id_ = create_order(sally, ("fan", 1), ("lamp", 1), ("heater", 1))
    assert sally.post(f"/orders/outgoing/{id_}/promotions/off")["Amount"] == 1 + lines


def test_promotions_are_computed_in_order_of_application(stocked, sally):
    more = {"CanCombine": True}
    promote(stocked, "first", "item.ProductID = 'fan'", "10", LineItemLevel=True, **more)
    promote(stocked, "second", "order.Total >= 60", "order.Total / 2", **more)
    promote(stocked, "third", "true", "100", **more)
    id_ = create_order(sally, ("fan", 3), ("lamp", 2))
    for code in ("first", "second", "third"):
        sally.post(f"/orders/outgoing/{id_}/promotions/{code}")
    sally.patch(f"/orders/outgoing/{id_}", {"Comments": "Again"})
    applied = {p["ID"]: p["Amount"] for p in sally.items(f"/orders/outgoing/{id_}/promotions")}
    assert applied == {"first": 10, "second": 30, "third": 30}
    assert sally.get(f"/orders/outgoing/{id_}")["Total"] == 0


def test_promotions_of_a_line_do_not_exceed_its_total(stocked, sally):
    for code in ("first", "second"):
        promote(stocked, code, "item.ProductID = 'lamp'", "8", LineItemLevel=True, CanCombine=True)
    path = f"/orders/outgoing/{create_order(sally, ('fan', 1), ('lamp', 2))}"
    for code in ("first", "second"):
        sally.post(f"{path}/promotions/{code}")
    amounts = {p["ID"]: p["Amount"] for p in sally.items(f"{path}/promotions")}
    assert amounts == {"first": 8, "second": 2}
    assert sally.get(path)["Total"] == 20


def test_a_promotion_no_longer_eligible_for_a_line_blocks_submission(stocked, sally):
    promote(stocked, "off", "item.Quantity >= 2", "1", LineItemLevel=True)
    path = f"/orders/outgoing/{create_order(sally, ('fan', 2), ('lamp', 2))}"
    sally.post(f"{path}/promotions/off")
    line = sally.items(f"{path}/lineitems", ProductID="lamp")[0]["ID"]
    sally.patch(f"{path}/lineitems/{line}", {"Quantity": 1})
    assert sally.refused("POST", f"{path}/submit") == (400, "Promotion.NotEligible")


def test_a_promotion_no_longer_eligible_blocks_submission(stocked, sally):
    promote(stocked, "off", "order.Subtotal >= 40", "10")
    id_ = create_order(sally, ("fan", 2))
    path = f"/orders/outgoing/{id_}"
    sally.post(f"{path}/promotions/off")
    (line,) = sally.items(f"{path}/lineitems")
    sally.patch(f"{path}/lineitems/{line['ID']}", {"Quantity": 1})
    assert sally.get(path)["Total"] == 20
    assert sally.refused("POST", f"{path}/validate") == (400, "Promotion.NotEligible")
    assert sally.refused("POST", f"{path}/submit") == (400, "Promotion.NotEligible")
    stocked.patch("/promotions/off", {"ExpirationDate": "2020-01-01"})
    assert sally.refused("POST", f"{path}/submit") == (400, "Promotion.Expired")
    sally.delete(f"{path}/promotions/off")
    assert sally.post(f"{path}/submit")["Status"] == "Open"


def test_only_one_order_uses_the_last_redemption(shop, sally):
    promote(shop, "once", "true", "1", RedemptionLimit=1)
    first, second = create_order(sally, ("fan", 1)), create_order(sally, ("fan", 1))
    for id_ in (first, second):
        sally.post(f"/orders/outgoing/{id_}/promotions/once")
    sally.post(f"/orders/outgoing/{first}/submit")
    refused = sally.refused("POST", f"/orders/outgoing/{second}/submit")
    assert refused == (400, "Promotion.ExceedsUsageLimit")
