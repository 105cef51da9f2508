"""Promotion records: codes and valid expressions."""

import pytest


def test_promotion_codes_and_locales_are_unique(seller_api):
    body = {"Code": "TEN", "EligibleExpression": "true", "ValueExpression": "10"}
    seller_api.post("/promotions", body)
    assert seller_api.refused("POST", "/promotions", body | {"Code": "ten"}) == (409, "Promotion.CodeInUse")
    seller_api.post("/locales", {"Currency": "USD", "Language": "en-US"})
    assert seller_api.refused("POST", "/locales", {"Currency": "usd", "Language": "EN-us"}) == (
        409,
        "Locale.DuplicateLanguageAndCurrency",
    )


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("order.Total >", "Expression.InvalidSyntax"),
        ("1 2", "Expression.InvalidSyntax"),
        ("order.Total ? 5", "Expression.InvalidToken"),
        ("shout(5)", "Expression.InvalidFunction"),
        ("items.any(1, 2)", "Expression.InvalidArguments"),
        ("item.Quantity > 1", "Expression.ItemNotAllowed"),
    ],
)
def test_an_expression_with_a_syntax_error_is_rejected(seller_api, expression, code):
    body = {"Code": "X", "EligibleExpression": expression, "ValueExpression": "1"}
    assert seller_api.refused("POST", "/promotions", body) == (400, code)


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("order.Subtotal *", "Expression.InvalidSyntax"),
        ("order.Subtotal > 5", "Expression.InvalidSyntax"),
        ("item.UnitPrice", "Expression.ItemNotAllowed"),
    ],
)
def test_a_promotion_without_a_numeric_value_is_not_saved(seller_api, expression, code):
    body = {"Code": "X", "EligibleExpression": "true"}
    refused = seller_api.refused("POST", "/promotions", body | {"ValueExpression": expression})
    assert refused == (400, code)
    id_ = seller_api.post("/promotions", body | {"ValueExpression": "1"})["ID"]
    assert seller_api.refused("PATCH", f"/promotions/{id_}", {"ValueExpression": expression}) == refused


def test_a_line_item_promotion_must_use_item(seller_api):
    body = {"Code": "X", "EligibleExpression": "order.Total > 1", "ValueExpression": "1"}
    refused = seller_api.refused("POST", "/promotions", body | {"LineItemLevel": True})
    assert refused == (400, "Expression.ItemRequired")
    id_ = seller_api.post("/promotions", body)["ID"]
    refused = seller_api.refused("PATCH", f"/promotions/{id_}", {"LineItemLevel": True})
    assert refused == (400, "Expression.ItemRequired")
