"""Validation of expressions when a promotion or an approval rule is saved."""

from enum import Enum

from environments.emulator import errors
from environments.emulator.expressions import functions, properties
from environments.emulator.expressions.nodes import (
    Aggregate,
    ArrayFunction,
    Function,
    Literal,
    Node,
    Operation,
    Property,
    descendants,
)
from environments.emulator.expressions.parser import parse
from environments.emulator.expressions.tokenizer import ExpressionError, invalid_token, syntax_error

_BOOLEAN_OPERATORS = ("and", "or", "not", "=", "<>", "<", ">", "<=", ">=")
_BOOLEAN_AGGREGATES = ("any", "all")
_NUMBERS = ("float", "money", "int32")


class ExpressionScope(Enum):
    """The kind of record that an expression belongs to; the value is its name in error messages."""

    ORDER_PROMOTION = "an order-level promotion"
    LINE_ITEM_PROMOTION = "a line item-level promotion"
    APPROVAL_RULE = "an approval rule"
    RETURN_RULE = "an approval rule of order returns"


def check_condition(expression: str | None, field: str, scope: ExpressionScope) -> None:
    """Check that an expression is a condition in its scope.

    The condition of a line item-level promotion must select its line items by `item`.

    Raises:
        ApiError: With the field's name and the problem as its Data.
    """
    _check(expression, field, scope, ("boolean",), item_required=scope is ExpressionScope.LINE_ITEM_PROMOTION)


def check_amount(expression: str | None, field: str, scope: ExpressionScope) -> None:
    """Check that an expression gives an amount of money.

    Raises:
        ApiError: With the field's name and the problem as its Data.
    """
    _check(expression, field, scope, _NUMBERS, item_required=False)


def _check(
    expression: str | None, field: str, scope: ExpressionScope, results: tuple[str, ...], item_required: bool
) -> None:
    try:
        tree = parse(expression or "")
        nodes = descendants(tree)
        _check_item(nodes, scope, item_required)
        if scope is not ExpressionScope.RETURN_RULE and any(_uses_return(node) for node in nodes):
            raise invalid_token("orderreturn is for the approval rules of order returns")
        result = _result_type(tree)
        if result is not None and result not in results:
            expected = "true or false" if "boolean" in results else "a number"
            raise syntax_error(f"it must result in {expected}")
    except ExpressionError as error:
        message = f"{field} cannot be used: {error}."
        raise errors.bad_request(error.code, message, {field: str(error)}) from error


def _check_item(nodes: list[Node], scope: ExpressionScope, required: bool) -> None:
    uses_item = any(_uses_item(node) for node in nodes)
    by_item = any(isinstance(node, Aggregate) and node.is_singular for node in nodes)
    if scope is ExpressionScope.LINE_ITEM_PROMOTION:
        if required and not uses_item:
            raise ExpressionError("Expression.ItemRequired", "a line item-level promotion must use 'item'")
    elif uses_item or (by_item and scope is ExpressionScope.ORDER_PROMOTION):
        raise ExpressionError("Expression.ItemNotAllowed", f"{scope.value} cannot use 'item'")


def _uses_item(node: Node) -> bool:
    return isinstance(node, Property) and node.root == properties.ITEM


def _uses_return(node: Node) -> bool:
    by_list = isinstance(node, Aggregate) and node.source == properties.RETURN_ITEMS
    return by_list or (isinstance(node, Property) and node.root == properties.RETURN)


def _result_type(node: Node) -> str | None:
    """Return the type of an expression's value as the catalogue names it; None where it depends on xp."""
    if isinstance(node, Operation):
        return "boolean" if node.operator in _BOOLEAN_OPERATORS else "float"
    if isinstance(node, Aggregate | ArrayFunction):
        function = node.function if isinstance(node, Aggregate) else node.name
        return "boolean" if function in _BOOLEAN_AGGREGATES else "float"
    if isinstance(node, Function):
        return functions.SIGNATURES[node.name].result
    if isinstance(node, Property):
        return properties.type_of(node, None)
    return _literal_type(node)


def _literal_type(node: Literal) -> str:
    if isinstance(node.value, bool):
        return "boolean"
    if node.value is None or isinstance(node.value, str):
        return "string"
    return "float" if not hasattr(node.value, "year") else "date-time"
