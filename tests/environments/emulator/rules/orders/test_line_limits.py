"""Limits of promotions for line items."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order

FOR_LINES = {"LineItemLevel": True, "EligibleExpression": "item.Quantity > 0", "ValueExpression": "2"}


def promote(shop, **more) -> None:
    shop.post("/promotions", {"Code": "off", "AllowAllBuyers": True} | FOR_LINES | more)


def discounts(sally, *lines) -> dict[str, float]:
    """Return the discounts of the lines of a new order with the promotion, by product."""
    id_ = create_order(sally, *lines)
    sally.post(f"/orders/outgoing/{id_}/promotions/off")
    items = sally.items(f"/orders/outgoing/{id_}/lineitems")
    return {item["ProductID"]: item["PromotionDiscount"] for item in items}


def test_a_quantity_limit_discounts_that_many_units(shop, sally):
    promote(shop, QuantityLimitPerOrder=4)
    assert discounts(sally, ("fan", 3), ("lamp", 3)) == {"fan": 6, "lamp": 2}


def test_an_item_limit_discounts_the_items_that_were_added_first(shop, sally):
    promote(shop, ItemLimitPerOrder=1)
    assert discounts(sally, ("fan", 3), ("lamp", 3)) == {"fan": 2, "lamp": 0}


@pytest.mark.parametrize("sort", ["UnitPrice", "item.UnitPrice", "!Quantity", "Quantity,UnitPrice"])
def test_an_item_limit_takes_items_in_the_given_order(shop, sally, sort):
    promote(shop, ItemLimitPerOrder=1, ItemSortBy=sort)
    lines = (("fan", 1), ("lamp", 3)) if sort == "!Quantity" else (("fan", 1), ("lamp", 1))
    assert discounts(sally, *lines) == {"fan": 0, "lamp": 2}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (
            {"QuantityLimitPerOrder": 1, "ItemLimitPerOrder": 1},
            "Promotion.CannotSetQuantityAndItemLimitPerOrder",
        ),
        ({"QuantityLimitPerOrder": 1, "LineItemLevel": False}, "Promotion.CannotSetQuantityLimitPerOrder"),
        ({"ItemLimitPerOrder": 1, "LineItemLevel": False}, "Promotion.CannotSetItemLimitPerOrder"),
        ({"ItemSortBy": "UnitPrice"}, "Promotion.CannotSetItemSortBy"),
        ({"ItemLimitPerOrder": 1, "ItemSortBy": "Color"}, "ValidationFailure"),
        ({"ItemLimitPerOrder": 0}, "ValidationFailure"),
    ],
)
def test_limits_that_cannot_be_used_are_refused(shop, values, code):
    body = {"Code": "off"} | FOR_LINES | values
    assert shop.refused("POST", "/promotions", body) == (400, code)
