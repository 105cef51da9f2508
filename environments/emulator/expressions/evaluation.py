"""Evaluation of expressions for an order."""

import operator
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from environments.emulator.expressions import comparison, date_literals
from environments.emulator.expressions.context import EvaluationContext
from environments.emulator.expressions.nodes import (
    Aggregate,
    ArrayFunction,
    Function,
    Literal,
    Node,
    Operation,
    Property,
)
from environments.emulator.expressions.parser import parse
from environments.emulator.expressions.properties import CURRENT_ENTRY, ELEMENT, ITEM, ITEMS, ORDER, value_of

# Errors of an expression that computes with a value of the wrong type, such as one from xp.
_NOT_COMPUTABLE = (ValueError, TypeError, AttributeError, ArithmeticError)
_MAX_AMOUNT = Decimal(10) ** 28
_ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
}
_SUMMED = {
    (ITEMS, "total"): "LineSubtotal",
    (ITEMS, "quantity"): "Quantity",
    ("orderreturn.itemstoreturn", "total"): "RefundAmount",
    ("orderreturn.itemstoreturn", "quantity"): "Quantity",
}


def is_true(expression: str, context: EvaluationContext, item: dict | None = None) -> bool:
    """Whether an expression is true; one that cannot be computed is not.

    Args:
        expression: The text, as it was stored.
        context: The order.
        item: The line item that `item` stands for.
    """
    try:
        return _Evaluation(context, item).value(parse(expression)) is True
    except _NOT_COMPUTABLE:
        return False


def amount(expression: str, context: EvaluationContext, item: dict | None = None) -> Decimal:
    """Return the value of an expression as a positive number, else 0. Arguments as for `is_true`."""
    try:
        number = _number(_Evaluation(context, item).value(parse(expression)))
        is_positive = number.is_finite() and number > 0
        return min(number, _MAX_AMOUNT) if is_positive else Decimal(0)
    except _NOT_COMPUTABLE:
        return Decimal(0)


class _Evaluation:
    """One evaluation: the order, the line item that `item` stands for, and the entry a filter tests.

    `element` is that of an array, for which `item` stands in the filter of an array function.
    """

    def __init__(
        self,
        context: EvaluationContext,
        item: dict | None,
        current: dict | None = None,
        element: object = None,
    ) -> None:
        self._context = context
        self._item = item
        self._current = current
        self._element = element

    def value(self, node: Node) -> object:
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Property):
            return self._property(node)
        if isinstance(node, Aggregate):
            return self._aggregate(node)
        if isinstance(node, ArrayFunction):
            return self._array_function(node)
        if isinstance(node, Function):
            return self._function(node)
        return self._operation(node)

    def _property(self, node: Property) -> object:
        if node.root == CURRENT_ENTRY:
            return value_of(self._current, node.path)
        if node.root == ELEMENT:
            return value_of(self._element, node.path)
        if node.root == ORDER:
            return value_of(self._context.order, node.path)
        if node.root == ITEM:
            return value_of(self._item, node.path)
        return value_of(self._context.order_return, node.path)

    def _operation(self, node: Operation) -> object:
        if node.operator == "not":
            return not _boolean(self.value(node.operands[0]))
        left, right = node.operands
        if node.operator == "and":
            return _boolean(self.value(left)) and _boolean(self.value(right))
        if node.operator == "or":
            return _boolean(self.value(left)) or _boolean(self.value(right))
        if node.operator in _ARITHMETIC:
            return _ARITHMETIC[node.operator](_number(self.value(left)), _number(self.value(right)))
        return comparison.compare(node.operator, *(self._operand(part) for part in node.operands))

    def _operand(self, node: Node) -> object:
        """Return the value to compare with: for a text with wildcards, its pattern."""
        return node.pattern if isinstance(node, Literal) and node.pattern else self.value(node)

    def _aggregate(self, node: Aggregate) -> object:
        entries = self._context.items
        if node.source != ITEMS:
            entries = self._context.order_return.get("ItemsToReturn") or []
        matching = [entry for entry in entries if self._matches(entry, node.condition)]
        if node.function == "any":
            return bool(matching)
        if node.function == "all":
            return len(matching) == len(entries)
        if node.function == "count":
            return Decimal(len(matching))
        field = _SUMMED[node.source, node.function]
        return sum((Decimal(entry.get(field) or 0) for entry in matching), Decimal(0))

    def _matches(self, entry: dict, condition: Node | None) -> bool:
        inner = _Evaluation(self._context, self._item, entry, self._element)
        return condition is None or _boolean(inner.value(condition))

    def _array_function(self, node: ArrayFunction) -> object:
        """Return the result for an array; what is missing or is no array has no elements."""
        array = self._property(node.subject)
        elements = array if isinstance(array, list) else []
        matching = [
            element
            for element in elements
            if node.condition is None
            or _boolean(_Evaluation(self._context, self._item, self._current, element).value(node.condition))
        ]
        if node.name == "count":
            return Decimal(len(matching))
        if node.name == "any":
            return bool(matching)
        return isinstance(array, list) and len(matching) == len(elements)

    def _function(self, node: Function) -> object:
        subject = self._property(node.subject) if node.subject else None
        if node.name in ("contains", "in"):
            function = comparison.contains if node.name == "contains" else comparison.is_in
            return function(subject, [self._operand(argument) for argument in node.arguments])
        arguments = [self.value(argument) for argument in node.arguments]
        if node.name == "approved":
            return str(arguments[0]).casefold() in self._context.approved_rules
        if node.name in ("incategory", "inparentcategory"):
            direct = node.name == "incategory"
            lookup = self._context.categories if direct else self._context.parent_categories
            category_ids = {
                name.casefold() for argument in arguments for name in comparison.split_names(argument)
            }
            return not category_ids.isdisjoint(lookup(str(subject)))
        return _compute_function(node.name, [_number(argument) for argument in arguments])


def _compute_function(name: str, numbers: list[Decimal]) -> Decimal | datetime:
    if name == "now":
        return date_literals.now(int(numbers[0]) if numbers else 0)
    if name in ("min", "max"):
        return min(numbers) if name == "min" else max(numbers)
    if name == "abs":
        return abs(numbers[0])
    return round(numbers[0], int(numbers[1]) if len(numbers) > 1 else 0)


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError("not a number")
    return Decimal(value)


def _boolean(value: object) -> bool:
    if value is None:
        return False
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value
