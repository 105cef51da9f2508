"""Values of expressions for an order with three line items."""

from decimal import Decimal

import pytest

from environments.emulator.expressions.context import EvaluationContext
from environments.emulator.expressions.evaluation import amount, is_true
from environments.emulator.expressions.parser import parse

LINES = [
    {
        "ID": "1",
        "ProductID": "Fan-Big",
        "Quantity": 2,
        "UnitPrice": Decimal(20),
        "LineSubtotal": Decimal(40),
        "LineTotal": Decimal(10),
        "CostCenter": "north",
        "Product": {"ID": "Fan-Big", "Name": "Big fan", "xp": {"OnSale": True, "Tags": ["cool", "Loud"]}},
        "xp": {"Colours": ["red", "blue"], "Engraving": "For Tess"},
    },
    {
        "ID": "2",
        "ProductID": "fan-small",
        "Quantity": 3,
        "UnitPrice": Decimal(5),
        "LineSubtotal": Decimal(15),
        "LineTotal": Decimal(15),
        "CostCenter": None,
        "Product": {"ID": "fan-small", "Name": "Small fan", "xp": {"OnSale": True}},
        "xp": None,
    },
    {
        "ID": "3",
        "ProductID": "lamp",
        "Quantity": 1,
        "UnitPrice": Decimal("7.5"),
        "LineSubtotal": Decimal("7.5"),
        "LineTotal": Decimal("7.5"),
        "CostCenter": "south",
        "Product": {"ID": "lamp", "Name": "Lamp", "xp": None},
        "xp": {},
    },
]
ORDER = {
    "ID": "Order-1",
    "Subtotal": Decimal("62.5"),
    "ShippingCost": 8,
    "Total": Decimal("70.5"),
    "Comments": None,
    "Status": "Open",
    "IsSubmitted": True,
    "DateCreated": "2024-05-06T07:08:09.5+00:00",
    "DateSubmitted": "2024-05-06T07:08:10+00:00",
    "DateApproved": "2024-05-06T07:08:10.000+00:00",
    "DateCompleted": None,
    "FromUser": {"ID": "tess", "Username": "Tess", "xp": {"First": True}},
    "xp": {
        "Tags": ["Express", "gift-wrap", 3],
        "Colour": "Deep Red",
        "Wanted": "2024-06-15",
        "Points": 12,
        "Nested": {"Deep": {"er": "yes"}},
        "Star": "*",
        "Lines": "first\nlast",
    },
}
CONTEXT = EvaluationContext(None, None, ORDER, LINES)


@pytest.mark.parametrize(
    "expression",
    [
        # operators and their precedence
        "order.Subtotal = 62.5 and order.Total <> 62.5",
        "order.ShippingCost <= 8 and order.ShippingCost >= 8 and not order.ShippingCost < 8",
        "1 + 2 * 3 = 7 and (1 + 2) * 3 = 9 and 7 % 4 = 3 and 7 / 2 = 3.5 and -2 - -3 = 1",
        "order.Total-order.ShippingCost=62.5",
        "true or true and false",
        "not false and not not true",
        "not (not false and false) and (not true or true)",
        "order.IsSubmitted",
        "order.isSUBMITTED = TRUE AND ORDER.status = 'open'",
        # missing values
        "order.Comments = null and order.xp.Nothing.At.All = null",
        "order.Comments <> 'x' and not order.Comments = 'x'",
        "not order.Comments < 5 and not order.Comments > 5 and not order.xp.Nothing",
        "order.xp.Points <> '12' and not order.xp.Points > '1'",
        "order.xp.Nested.deep.ER = 'YES'",
        # wildcards
        "order.xp.Colour = 'deep*' and order.xp.Colour = '*RED' and order.xp.Colour = '*p r*'",
        "order.xp.Colour = 'd*p*d' and order.xp.Colour = '*' and order.xp.Colour <> 'red*'",
        "not order.xp.Colour = '*deep' and not order.xp.Points = '1*' and not order.Comments = '*'",
        "order.FromUser.Username = 'te*' and order.ID = 'order-*'",
        "order.xp.Colour <> order.xp.Star",
        "order.xp.Lines = 'first*last'",
        "items.any(ProductID = 'fan*') and not items.all(ProductID = 'fan*')",
        "items.count(ProductID = 'FAN-*') = 2 and items.quantity(Product.Name = '*fan') = 5",
        "items.total(CostCenter = '*th') = 47.5 and items.all(Product.ID = '*a*')",
        "items.any(xp.Engraving = 'for*') and items.any(xp.Colours = 'r*')",
        # dates
        "order.DateCreated > #5/6/2024# and order.DateCreated < #5/7/2024#",
        "order.DateCreated > #5/6/2024 7:08 AM# and order.DateCreated < #5/6/2024 7:09#",
        "order.DateCreated < #05/06/2024 7:08:10 am# and order.DateCreated < #2024-05-06T09:08:10+02:00#",
        "order.DateSubmitted > order.DateCreated and order.DateSubmitted = order.DateApproved",
        "order.DateCreated > #5/6/2024 12:30 AM# and order.DateCreated < #5/6/2024 12:30 PM#",
        "order.xp.Wanted = #6/15/2024# and order.xp.Wanted <> #6/16/2024#",
        "order.DateCreated < now() and order.DateCreated > now(-36500) and now(1) > now()",
        "not order.DateCompleted < now() and not order.DateCompleted > now(-30)",
        "not order.xp.Colour < #6/15/2024#",
        # arrays and lists of values
        "order.xp.Tags.contains('express') and order.xp.Tags.contains('gift*') and order.xp.tags.contains(3)",
        "not order.xp.Tags.contains('gift') and not order.xp.Nothing.contains('a')",
        "order.xp.Colour.contains('red') and order.xp.Tags.contains('none', 'express')",
        "items.any(xp.colours.contains('Blue')) and items.count(Product.xp.Tags.contains('loud')) = 1",
        "order.xp.Tags = 'express' and order.xp.Tags = 'gift*' and order.xp.Tags <> 'gift'",
        "order.Status.in('open', 'completed') and order.Status.in('Completed,Open')",
        "order.xp.Colour.in('blue', 'deep*') and order.xp.Points.in(11, 12) and order.xp.Points.in('11, 12')",
        "not order.Comments.in('a') and not order.Status.in('Op', 'en')",
        # functions of items
        "items.any() and items.count() = 3 and items.quantity() = 6 and items.total() = 62.5",
        "items.quantity(ProductID = 'lamp' or ProductID = 'fan-small') > 3",
        "items.total (CostCenter = 'north') = 40",
        "items.any(CostCenter = 'north' and Quantity * UnitPrice = order.Subtotal - 22.5)",
        "items.all(Quantity <= items.count())",
        "not items.any(CostCenter = 'west') and items.count(CostCenter = null) = 1",
        "item.any(ProductID = 'lamp')",
        "items.any(Product.xp.OnSale = true) and not items.all(product.XP.onsale = true)",
        # other functions
        "min(3, 2) = 2 and max(1, 5, 3) = 5 and abs(-4) = 4 and round(2.345, 2) = 2.34",
        "min(order.Subtotal * .1, 20) = 6.25",
        "order.xp.Colour <> 'it''s'",
    ],
)
def test_an_expression_is_true_for_the_order(expression):
    assert is_true(expression, CONTEXT)


@pytest.mark.parametrize(
    "expression",
    [
        "order.xp.Colour * 2 > 1",
        "not (order.xp.Colour > 1 - 'a')",
        "order.xp.Points",
        "order.xp.Points and true",
        "1 / 0 > 1 or true",
        "items.any(xp.Colours * 2 = 4) or true",
        "now(99999999) > now()",
        "order.xp.Nested > 1",
    ],
)
def test_an_expression_that_cannot_be_computed_is_false(expression):
    assert not is_true(expression, CONTEXT)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("order.ShippingCost", "8"),
        ("order.xp.Points", "12"),
        ("order.Subtotal", "62.5"),
        ("10", "10"),
        ("items.total(ProductID = 'fan*') / items.quantity(ProductID = 'fan*')", "11"),
        ("max(items.count(), order.ShippingCost)", "8"),
        ("order.Comments * 2", "0"),
        ("order.xp.Colour", "0"),
        ("-5", "0"),
        ("5 / 0", "0"),
    ],
)
def test_a_value_expression_yields_a_positive_number(expression, expected):
    assert amount(expression, CONTEXT) == Decimal(expected)


def test_item_is_the_selected_line_also_inside_a_filter():
    lamp = LINES[2]
    assert is_true("item.ProductID = 'lamp' and items.any(Quantity > item.Quantity)", CONTEXT, lamp)
    assert not is_true("items.all(Quantity > item.Quantity)", CONTEXT, lamp)
    assert amount("item.UnitPrice + item.LineSubtotal + item.Subtotal", CONTEXT, lamp) == Decimal("22.5")


def test_an_expression_is_parsed_once():
    assert parse("order.Total > 1.25") is parse("order.Total > 1.25")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("order.xp.Tags.count() = 3", True),
        ("order.xp.Tags.count(item = 'g*') = 1", True),
        ("order.xp.Tags.any(item = 'express')", True),
        ("order.xp.Tags.any(item = 3)", True),
        ("order.xp.Tags.any(item > 3)", False),
        ("order.xp.Tags.all(item = 'express')", False),
        ("order.xp.Tags.all(item <> 'none') = true", True),
        ("order.xp.Tags.any(item.in('a', 'express'))", True),
        ("items.any(Product.xp.Tags.any(item = 'loud'))", True),
        ("items.count(Product.xp.Tags.count() = 0) = 2", True),
        ("order.xp.None.any() or order.xp.None.all(item = 1) or order.xp.Colour.any()", False),
    ],
)
def test_array_functions_test_the_elements_of_an_array(expression, expected):
    assert is_true(expression, CONTEXT) is expected
