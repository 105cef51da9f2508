"""Parser of expressions: one grammar for promotions, approval rules and order return rules.

or           = and {"or" and}
and          = not {"and" not}
not          = "not" not | comparison
comparison   = sum [("=" | "<>" | "<" | ">" | "<=" | ">=") sum]
sum          = product {("+" | "-") product}
product      = sign {("*" | "/" | "%") sign}
sign         = "-" sign | atom
atom         = number | 'text' | #date# | true | false | null | "(" or ")" | name {"." name} [arguments]
arguments    = "(" [or {"," or}] ")"
"""

import re
from decimal import Decimal
from functools import lru_cache

from environments.emulator.expressions import date_literals, functions, properties
from environments.emulator.expressions.nodes import (
    Aggregate,
    ArrayFunction,
    Function,
    Literal,
    Node,
    Operation,
    Property,
)
from environments.emulator.expressions.properties import ITEM, ITEMS, LISTS
from environments.emulator.expressions.tokenizer import Token, syntax_error, tokenize

_MAX_DEPTH = 60
_COMPARISONS = ("=", "<>", "!=", "<", ">", "<=", ">=")
_CONSTANTS = {"true": True, "false": False, "null": None}


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """Return the tree of an expression, cached by its text.

    Raises:
        ExpressionError: When the text is not a valid expression.
    """
    parser = _Parser(tokenize(text))
    tree = parser.disjunction()
    if parser.next is not None:
        raise syntax_error(f"{parser.next.value!r} is not expected here")
    return tree


class _Parser:
    """A recursive descent parser, with one method per level of precedence."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._position = 0
        self._depth = 0
        # The list whose filter is being read, if any.
        self._source: str | None = None
        # Whether that filter is one of an array, in which `item` is an element.
        self._of_array = False

    @property
    def next(self) -> Token | None:
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def _take(self) -> Token:
        token = self.next
        if token is None:
            raise syntax_error("it ends too early")
        self._position += 1
        return token

    def _take_one_of(self, *words: str) -> str | None:
        """Take the next token if it is one of some keywords or symbols."""
        token = self.next
        if token is None or not token.is_one_of(words):
            return None
        self._position += 1
        return token.value.lower()

    def _expect(self, symbol: str) -> None:
        if not self._take_one_of(symbol):
            raise syntax_error(f"{symbol!r} is missing")

    def _enter_nesting(self) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise syntax_error("it is nested too deeply")

    def disjunction(self) -> Node:
        node = self._conjunction()
        while self._take_one_of("or"):
            node = Operation("or", (node, self._conjunction()))
        return node

    def _conjunction(self) -> Node:
        node = self._negation()
        while self._take_one_of("and"):
            node = Operation("and", (node, self._negation()))
        return node

    def _negation(self) -> Node:
        if not self._take_one_of("not"):
            return self._comparison()
        self._enter_nesting()
        node = Operation("not", (self._negation(),))
        self._depth -= 1
        return node

    def _comparison(self) -> Node:
        node = self._sum()
        if operator := self._take_one_of(*_COMPARISONS):
            node = Operation("<>" if operator == "!=" else operator, (node, self._sum()))
        return node

    def _sum(self) -> Node:
        node = self._product()
        while operator := self._take_one_of("+", "-"):
            node = Operation(operator, (node, self._product()))
        return node

    def _product(self) -> Node:
        node = self._sign()
        while operator := self._take_one_of("*", "/", "%"):
            node = Operation(operator, (node, self._sign()))
        return node

    def _sign(self) -> Node:
        if not self._take_one_of("-"):
            return self._atom()
        self._enter_nesting()
        node = Operation("-", (Literal(Decimal(0)), self._sign()))
        self._depth -= 1
        return node

    def _atom(self) -> Node:
        token = self._take()
        if token.kind == "number":
            return Literal(Decimal(token.value))
        if token.kind == "text":
            return Literal(token.value, _pattern(token.value))
        if token.kind == "date":
            return _date(token.value)
        if token.is_one_of(("(",)):
            self._enter_nesting()
            node = self.disjunction()
            self._expect(")")
            self._depth -= 1
            return node
        if token.kind != "name" or token.is_one_of(("and", "or", "not")):
            raise syntax_error(f"a value is missing before {token.value!r}")
        if token.value.lower() in _CONSTANTS:
            return Literal(_CONSTANTS[token.value.lower()])
        return self._name(token.value)

    def _name(self, first: str) -> Node:
        path = [first]
        while self._take_one_of("."):
            token = self._take()
            if token.kind != "name":
                raise syntax_error(f"a name is missing before {token.value!r}")
            path.append(token.value)
        if not self._take_one_of("("):
            return self._property(path)
        self._enter_nesting()
        node = self._call(path)
        self._depth -= 1
        return node

    def _call(self, words: list[str]) -> Node:
        *subject, name = words
        source, function = ".".join(subject).lower(), name.lower()
        if function in functions.AGGREGATES and source in (*LISTS, ITEM):
            return self._aggregate(source, function)
        if function in functions.OF_ARRAYS and subject:
            return self._array_function(function, self._property(subject), ".".join(words))
        if function not in functions.SIGNATURES:
            raise functions.unknown_function(".".join(words))
        receiver = self._receiver(function, subject)
        arguments = self._arguments()
        functions.check_arguments(function, arguments)
        return Function(function, receiver, tuple(arguments))

    def _property(self, words: list[str]) -> Property:
        if self._of_array and words[0].lower() == ITEM:
            return Property(properties.ELEMENT, tuple(words[1:]))
        return properties.resolve_name(words, self._source)

    def _receiver(self, function: str, subject: list[str]) -> Property | None:
        if self._of_array and subject and subject[0].lower() == ITEM and function in ("contains", "in"):
            return self._property(subject)
        return functions.resolve_receiver(function, subject, self._source)

    def _array_function(self, name: str, subject: Property, written: str) -> Node:
        if properties.type_of(subject, self._source) is not None:
            raise functions.unknown_function(written)
        outer, self._of_array = self._of_array, True
        arguments = self._arguments()
        self._of_array = outer
        if len(arguments) > 1:
            raise functions.wrong_arguments(name, "one filter at most")
        return ArrayFunction(name, subject, arguments[0] if arguments else None)

    def _aggregate(self, written: str, function: str) -> Node:
        # The vendor's article also writes item.any().
        source = ITEMS if written == ITEM else written
        outer, self._source = self._source, source
        arguments = self._arguments()
        self._source = outer
        if len(arguments) > 1:
            raise functions.wrong_arguments(function, "one filter at most")
        return Aggregate(source, function, arguments[0] if arguments else None, written == ITEM)

    def _arguments(self) -> list[Node]:
        arguments: list[Node] = []
        while not self._take_one_of(")"):
            if arguments:
                self._expect(",")
            arguments.append(self.disjunction())
        return arguments


def _pattern(text: str) -> re.Pattern[str] | None:
    """Return the pattern of a text with wildcards; None when it has none."""
    if "*" not in text:
        return None
    parts = (re.escape(part.casefold()) for part in text.split("*"))
    return re.compile(".*".join(parts), re.DOTALL)


def _date(text: str) -> Literal:
    moment = date_literals.parse(text)
    if moment is None:
        raise syntax_error(f"#{text}# is not a date; write dates as in #6/15/2016#")
    return Literal(moment)
