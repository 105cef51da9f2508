"""The language of approval rules and promotions: parsed when it is saved, worked out when an order is.

    order.Total > 500 and not order.xp.Urgent = true
    items.any(ProductID = 'fan') or items.quantity() >= 10
    min(order.Subtotal * 0.1, 50)

Names lead into what is passed by that name (`order`, `item`, `items`, `user`); inside the functions of a
list, names that begin with none of these belong to the item at hand. Comparison ignores case.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from environments.emulator import errors

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*|\.\d+)|'(?P<text>(?:[^'\\]|\\.)*)'|(?P<name>[A-Za-z_][\w-]*)"
    r"|(?P<sign><>|!=|<=|>=|[-+*/%=<>().,]))"
)
_MAX_DEPTH = 60
_LIST_FUNCTIONS = ("any", "all", "count", "quantity", "total")
_PLAIN_FUNCTIONS = ("min", "max", "abs", "round")
_ROOTS = ("order", "item", "items", "user", "orderreturn")


# What an expression meets that asks of xp, a list or a text what only a number can give.
_UNWORKABLE = (ValueError, TypeError, AttributeError, ArithmeticError)
_MOST = Decimal(10) ** 28


class SyntaxFault(ValueError):
    """The expression cannot be read."""


@dataclass(frozen=True)
class Node:
    """A piece of an expression: an operator or kind, and what it works on."""

    kind: str
    parts: tuple = ()
    value: object = None


def check(expression: str | None, field: str) -> None:
    """Refuse an expression that cannot be read."""
    try:
        parse(expression or "")
    except SyntaxFault as fault:
        message = f"{field} cannot be read: {fault}."
        raise errors.invalid("Expression.InvalidSyntax", message, {field: str(fault)}) from fault


def parse(expression: str) -> Node:
    """The expression as a tree. Raises SyntaxFault."""
    reader = _Reader(_tokens(expression))
    tree = reader.either(0)
    if reader.tokens:
        raise SyntaxFault(f"nothing is expected at {reader.tokens[0][1]!r}")
    return tree


def _tokens(expression: str) -> list[tuple[str, str]]:
    found, at, text = [], 0, expression.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise SyntaxFault(f"{text[at : at + 10]!r} is not understood")
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class _Reader:
    """Recursive descent, from what binds least to what binds most."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens

    def _next_is(self, *values: str) -> bool:
        return bool(self.tokens) and self.tokens[0][0] != "text" and self.tokens[0][1].lower() in values

    def _take(self) -> tuple[str, str]:
        if not self.tokens:
            raise SyntaxFault("it ends too early")
        return self.tokens.pop(0)

    def _expect(self, value: str) -> None:
        if not self._next_is(value):
            raise SyntaxFault(f"{value!r} is missing")
        self._take()

    def either(self, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise SyntaxFault("it is nested too deeply")
        node = self._both(depth)
        while self._next_is("or"):
            self._take()
            node = Node("or", (node, self._both(depth)))
        return node

    def _both(self, depth: int) -> Node:
        node = self._negation(depth)
        while self._next_is("and"):
            self._take()
            node = Node("and", (node, self._negation(depth)))
        return node

    def _negation(self, depth: int) -> Node:
        if self._next_is("not"):
            self._take()
            return Node("not", (self._negation(depth + 1),)) if depth < _MAX_DEPTH else self.either(depth + 1)
        return self._comparison(depth)

    def _comparison(self, depth: int) -> Node:
        node = self._sum(depth)
        if self._next_is("=", "<>", "!=", "<", ">", "<=", ">="):
            sign = self._take()[1]
            node = Node({"!=": "<>"}.get(sign, sign), (node, self._sum(depth)))
        return node

    def _sum(self, depth: int) -> Node:
        node = self._product(depth)
        while self._next_is("+", "-"):
            node = Node(self._take()[1], (node, self._product(depth)))
        return node

    def _product(self, depth: int) -> Node:
        node = self._signed(depth)
        while self._next_is("*", "/", "%"):
            node = Node(self._take()[1], (node, self._signed(depth)))
        return node

    def _signed(self, depth: int) -> Node:
        if self._next_is("-"):
            self._take()
            return Node("-", (Node("value", value=Decimal(0)), self._atom(depth)))
        return self._atom(depth)

    def _atom(self, depth: int) -> Node:
        kind, text = self._take()
        if kind == "number":
            return Node("value", value=Decimal(text))
        if kind == "text":
            return Node("value", value=text.replace("\\'", "'").replace("\\\\", "\\"))
        if text == "(":
            node = self.either(depth + 1)
            self._expect(")")
            return node
        if kind != "name":
            raise SyntaxFault(f"a value is missing before {text!r}")
        if text.lower() in ("true", "false", "null"):
            return Node("value", value={"true": True, "false": False, "null": None}[text.lower()])
        return self._name(text, depth)

    def _name(self, first: str, depth: int) -> Node:
        path = [first]
        while self._next_is("."):
            self._take()
            kind, text = self._take()
            if kind != "name":
                raise SyntaxFault(f"a name is missing before {text!r}")
            path.append(text)
        if not self._next_is("("):
            return Node("path", value=tuple(path))
        return self._call(path, depth)

    def _call(self, path: list[str], depth: int) -> Node:
        function = path[-1].lower()
        known = _LIST_FUNCTIONS if len(path) > 1 else _PLAIN_FUNCTIONS
        if function not in known:
            raise SyntaxFault(f"there is no function {path[-1]}")
        self._take()
        arguments = []
        while not self._next_is(")"):
            arguments.append(self.either(depth + 1))
            if not self._next_is(")"):
                self._expect(",")
        self._take()
        return Node("call", (tuple(path[:-1]), *arguments), function)


# working it out


def truth(expression: str, scope: dict) -> bool:
    """Whether an expression holds of what `scope` names; one that cannot be worked out does not."""
    try:
        return bool(_value(parse(expression), scope))
    except _UNWORKABLE:
        return False


def amount(expression: str, scope: dict) -> Decimal:
    """The positive number that an expression comes to; 0 when it comes to none."""
    try:
        found = _value(parse(expression), scope)
        usable = isinstance(found, Decimal) and found.is_finite() and found > 0
        return min(found, _MOST) if usable else Decimal(0)
    except _UNWORKABLE:
        return Decimal(0)


def _value(node: Node, scope: dict) -> object:
    if node.kind == "value":
        return node.value
    if node.kind == "path":
        return _look_up(node.value, scope)
    if node.kind == "call":
        return _called(node, scope)
    if node.kind == "not":
        return not _value(node.parts[0], scope)
    if node.kind == "and":
        return bool(_value(node.parts[0], scope)) and bool(_value(node.parts[1], scope))
    if node.kind == "or":
        return bool(_value(node.parts[0], scope)) or bool(_value(node.parts[1], scope))
    left, right = (_comparable(_value(part, scope)) for part in node.parts)
    return _OPERATORS[node.kind](left, right)


def _comparable(value: object) -> object:
    if isinstance(value, str):
        return value.casefold()
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _look_up(path: tuple[str, ...], scope: dict) -> object:
    found: object = scope
    if path[0].lower() not in _ROOTS and "item" in scope:
        found = scope["item"]
    for name in path:
        if not isinstance(found, dict):
            return None
        found = next((value for key, value in found.items() if key.lower() == name.lower()), None)
    return found


def _called(node: Node, scope: dict) -> object:
    path, *arguments = node.parts
    if not path:
        return _plain(node.value, [_value(argument, scope) for argument in arguments])
    items = _look_up(path, scope)
    items = items if isinstance(items, list) else []
    kept = [i for i in items if not arguments or _value(arguments[0], scope | {"item": i})]
    if node.value == "any":
        return bool(kept)
    if node.value == "all":
        return len(kept) == len(items)
    if node.value == "count":
        return Decimal(len(kept))
    field = {"quantity": "Quantity", "total": "LineTotal"}[node.value]
    return sum((Decimal(i.get(field) or 0) for i in kept), Decimal(0))


def _plain(function: str, values: list) -> Decimal:
    numbers = [Decimal(value) for value in values]
    if function in ("min", "max"):
        return min(numbers, default=Decimal(0)) if function == "min" else max(numbers, default=Decimal(0))
    if function == "abs":
        return abs(numbers[0]) if numbers else Decimal(0)
    places = int(numbers[1]) if len(numbers) > 1 else 0
    return round(numbers[0], places) if numbers else Decimal(0)


_OPERATORS = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "%": lambda a, b: a % b,
}
