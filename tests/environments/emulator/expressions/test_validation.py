"""Validation of expressions by the record they belong to, and its errors."""

import pytest

from environments.emulator.errors import ApiError
from environments.emulator.expressions.validation import ExpressionScope, check_amount, check_condition

ORDER, LINE, RULE, RETURN = (
    ExpressionScope.ORDER_PROMOTION,
    ExpressionScope.LINE_ITEM_PROMOTION,
    ExpressionScope.APPROVAL_RULE,
    ExpressionScope.RETURN_RULE,
)


def code_of(check, expression: str, place: ExpressionScope) -> str:
    with pytest.raises(ApiError) as caught:
        check(expression, "RuleExpression", place)
    (entry,) = caught.value.entries
    assert set(entry["Data"]) == {"RuleExpression"}
    return entry["ErrorCode"]


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("", "Expression.InvalidSyntax"),
        ("order.Total >", "Expression.InvalidSyntax"),
        ("order.Total > 5 order.Total < 9", "Expression.InvalidSyntax"),
        ("(order.Total > 5", "Expression.InvalidSyntax"),
        ("order.xp.Colour = 'red", "Expression.InvalidSyntax"),
        ("order.DateCreated > #6/31/2016#", "Expression.InvalidSyntax"),
        ("order.DateCreated > #yesterday#", "Expression.InvalidSyntax"),
        ("items", "Expression.InvalidToken"),
        ("(" * 70 + "true" + ")" * 70, "Expression.InvalidSyntax"),
        ("not " * 70 + "true", "Expression.InvalidSyntax"),
        ('order.xp.Colour = "red"', "Expression.InvalidToken"),
        ("order.xp.Colour = \u2018red\u2019", "Expression.InvalidToken"),
        ("order.Total ? 5", "Expression.InvalidToken"),
        ("Total > 5", "Expression.InvalidToken"),
        ("shop.Total > 5", "Expression.InvalidToken"),
        ("order > 5", "Expression.InvalidToken"),
        ("order.Totel > 5", "Expression.InvalidToken"),
        ("order.Total.Cents > 5", "Expression.InvalidToken"),
        ("items.any(Colour = 'red')", "Expression.InvalidToken"),
        ("items.any(Quantity > 1) and Quantity > 1", "Expression.InvalidToken"),
        ("items.first() = 1", "Expression.InvalidFunction"),
        ("shout(5) = 1", "Expression.InvalidFunction"),
        ("order.Total.count() = 1", "Expression.InvalidFunction"),
        ("order.xp.Tags.any(item = 1, item = 2)", "Expression.InvalidArguments"),
        ("order.xp.Tags.any(Quantity = 1)", "Expression.InvalidToken"),
        ("min(5, 6).contains(5)", "Expression.InvalidSyntax"),
        ("order.min(5, 6) = 5", "Expression.InvalidFunction"),
        ("product.incategory('a')", "Expression.InvalidFunction"),
        ("order.incategory('a')", "Expression.InvalidFunction"),
        ("items.approved('a')", "Expression.InvalidFunction"),
        ("contains('a')", "Expression.InvalidFunction"),
        ("items.any(Quantity > 1, Quantity > 2)", "Expression.InvalidArguments"),
        ("items.any(product.incategory())", "Expression.InvalidArguments"),
        ("order.approved()", "Expression.InvalidArguments"),
        ("order.approved('a', 'b')", "Expression.InvalidArguments"),
        ("order.DateCreated < now(1, 2)", "Expression.InvalidArguments"),
        ("min(5) = 5", "Expression.InvalidArguments"),
        ("order.Total", "Expression.InvalidSyntax"),
        ("'yes'", "Expression.InvalidSyntax"),
        ("now()", "Expression.InvalidSyntax"),
        ("orderreturn.RefundAmount > 5", "Expression.InvalidToken"),
        ("orderreturn.ItemsToReturn.any()", "Expression.InvalidToken"),
    ],
)
def test_an_invalid_condition_is_rejected_with_its_error_code(expression, code):
    assert code_of(check_condition, expression, RULE) == code


@pytest.mark.parametrize("expression", ["true", "order.Total > 5", "items.any()", "'5'", "now()", "null"])
def test_a_value_expression_must_be_numeric(expression):
    assert code_of(check_amount, expression, ORDER) == "Expression.InvalidSyntax"


@pytest.mark.parametrize(
    "expression", ["5", ".5", "-order.Total", "order.ShippingCost", "order.xp.Points", "items.count()"]
)
def test_any_numeric_expression_is_a_value(expression):
    check_amount(expression, "ValueExpression", ORDER)


@pytest.mark.parametrize("place", [ORDER, RULE, RETURN])
def test_item_is_allowed_in_line_item_promotions_only(place):
    assert code_of(check_condition, "item.Quantity > 1", place) == "Expression.ItemNotAllowed"
    within = "items.any(item.product.incategory('a'))"
    assert code_of(check_condition, within, place) == "Expression.ItemNotAllowed"


def test_a_line_item_promotion_requires_item():
    assert code_of(check_condition, "order.Total > 5", LINE) == "Expression.ItemRequired"
    assert code_of(check_condition, "item.any(Quantity > 5)", LINE) == "Expression.ItemRequired"
    check_condition("item.Quantity > 1 and order.Total > 5", "EligibleExpression", LINE)
    check_amount("5", "ValueExpression", LINE)


def test_the_value_of_an_order_level_promotion_rejects_item():
    assert code_of(check_amount, "item.UnitPrice", ORDER) == "Expression.ItemNotAllowed"
    assert code_of(check_amount, "item.total()", ORDER) == "Expression.ItemNotAllowed"


@pytest.mark.parametrize(
    "expression",
    [
        "(order.Total > 20 and order.approved('first')) or (not item.any(ProductID = 'q') and approved('b'))",
        "ORDER.total > 5 AND NOT Items.ANY(productid = 'a') OR FALSE",
        "order.FromUser.xp.Anything.At.All = 1 and order.BillingAddress.Zip = '*1'",
        "items.all(Product.xp.OnSale = true and Variant.ID = null and xp.tags.contains('v'))",
        "items.any(product.incategory('a,b') or product.inparentcategory('c', 'd') or incategory('e'))",
        "order.xp.Colour.in('red, blue') or order.Status.in('Open', 'Completed')",
        "order.xp.Text = 'it''s' or order.xp.Text = 'it\\'s'",
        "order.DateCreated > #6/15/2016 5:30 PM# and order.DateCreated < #2016-06-15T17:30:00Z#",
    ],
)
def test_every_construct_of_the_language_is_accepted(expression):
    check_condition(expression, "RuleExpression", RULE)


def test_return_rules_can_use_the_return_and_its_order():
    expression = (
        "Order.DateCompleted < now(-30) and orderreturn.RefundAmount > 5 and orderreturn.xp.Why = 'a'"
    )
    check_condition(expression, "RuleExpression", RETURN)
    check_condition("orderreturn.ItemsToReturn.quantity(Comments = 'broken*') > 1", "RuleExpression", RETURN)
    of_a_list = "orderreturn.ItemsToReturn.Quantity > 1"
    assert code_of(check_condition, of_a_list, RETURN) == "Expression.InvalidToken"
