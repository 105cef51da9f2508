"""What an expression may use in its place, checked when a promotion or an approval rule is saved."""

from enum import Enum

from environments.emulator import errors
from environments.emulator.expressions import functions, properties
from environments.emulator.expressions.nodes import (
    Aggregate,
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
    """Where an expression stands."""

    ORDER_PROMOTION = "an order-level promotion"
    LINE_ITEM_PROMOTION = "a line item-level promotion"
    APPROVAL_RULE = "an approval rule"
    RETURN_RULE = "an approval rule of order returns"


def check_condition(expression: str | None, field: str, place: ExpressionScope) -> None:
    """Refuse what is no condition of its place.

    A line item-level promotion says with `item` which line items it is for.

    Raises:
        ApiError: With the field's name and what is wrong as its Data.
    """
    _check(expression, field, place, ("boolean",), item_required=place is ExpressionScope.LINE_ITEM_PROMOTION)


def check_amount(expression: str | None, field: str, place: ExpressionScope) -> None:
    """Refuse what comes to no amount of money. Raises ApiError."""
    _check(expression, field, place, _NUMBERS, item_required=False)


def _check(
    expression: str | None, field: str, place: ExpressionScope, results: tuple[str, ...], item_required: bool
) -> None:
    try:
        tree = parse(expression or "")
        nodes = descendants(tree)
        _check_item(nodes, place, item_required)
        if place is not ExpressionScope.RETURN_RULE and any(_uses_return(node) for node in nodes):
            raise invalid_token("orderreturn is for the approval rules of order returns")
        found = _result_type(tree)
        if found is not None and found not in results:
            wanted = "true or false" if "boolean" in results else "a number"
            raise syntax_error(f"it must come to {wanted}")
    except ExpressionError as error:
        message = f"{field} cannot be used: {error}."
        raise errors.bad_request(error.code, message, {field: str(error)}) from error


def _check_item(nodes: list[Node], place: ExpressionScope, required: bool) -> None:
    says_item = any(_uses_item(node) for node in nodes)
    by_item = any(isinstance(node, Aggregate) and node.by_item for node in nodes)
    if place is ExpressionScope.LINE_ITEM_PROMOTION:
        if required and not says_item:
            raise ExpressionError(
                "Expression.ItemRequired", "a line item-level promotion must say by 'item' what it is for"
            )
    elif says_item or (by_item and place is ExpressionScope.ORDER_PROMOTION):
        raise ExpressionError("Expression.ItemNotAllowed", f"{place.value} cannot say 'item'")


def _uses_item(node: Node) -> bool:
    return isinstance(node, Property) and node.root == properties.ITEM


def _uses_return(node: Node) -> bool:
    by_list = isinstance(node, Aggregate) and node.source == properties.RETURN_ITEMS
    return by_list or (isinstance(node, Property) and node.root == properties.RETURN)


def _result_type(node: Node) -> str | None:
    """The type that a whole expression comes to, in the words of the catalogue; None where xp decides."""
    if isinstance(node, Operation):
        return "boolean" if node.operator in _BOOLEAN_OPERATORS else "float"
    if isinstance(node, Aggregate):
        return "boolean" if node.function in _BOOLEAN_AGGREGATES else "float"
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
