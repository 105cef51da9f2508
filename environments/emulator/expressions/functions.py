"""The functions of the language: how many arguments each takes, and what it is called of."""

from collections.abc import Sequence
from dataclasses import dataclass

from environments.emulator.expressions import properties
from environments.emulator.expressions.nodes import Node, Property
from environments.emulator.expressions.tokenizer import ExpressionError

# Of a list: of items, and of orderreturn.ItemsToReturn.
AGGREGATES = ("any", "all", "count", "quantity", "total")

_NOTHING, _ORDER, _PRODUCT, _PROPERTY = "nothing", "the order", "a product", "a property"
_ANY_NUMBER = 50


@dataclass(frozen=True, slots=True)
class Signature:
    """How few and how many arguments a function takes, what it is called of, and what comes out."""

    fewest: int
    most: int
    of: str
    result: str


SIGNATURES = {
    "min": Signature(2, _ANY_NUMBER, _NOTHING, "float"),
    "max": Signature(2, _ANY_NUMBER, _NOTHING, "float"),
    "abs": Signature(1, 1, _NOTHING, "float"),
    "round": Signature(1, 2, _NOTHING, "float"),
    "now": Signature(0, 1, _NOTHING, "date-time"),
    "approved": Signature(1, 1, _ORDER, "boolean"),
    "incategory": Signature(1, _ANY_NUMBER, _PRODUCT, "boolean"),
    "inparentcategory": Signature(1, _ANY_NUMBER, _PRODUCT, "boolean"),
    "contains": Signature(1, _ANY_NUMBER, _PROPERTY, "boolean"),
    "in": Signature(1, _ANY_NUMBER, _PROPERTY, "boolean"),
}


def subject_of(function: str, words: list[str], source: str | None) -> Property | None:
    """The property that a function is called of: for one of a product, the id of the product.

    Args:
        function: The function's name in lower case, one of SIGNATURES.
        words: The words before it, between the dots.
        source: The list whose filter the call stands in; None outside a filter.

    Raises:
        ExpressionError: When the function cannot be called of that.
    """
    of, folded = SIGNATURES[function].of, [word.lower() for word in words]
    if of == _PROPERTY and words:
        return properties.named(words, source)
    if of == _PRODUCT and folded in (["product"], []) and source == properties.ITEMS:
        return properties.named(["ProductID"], source)
    if of == _PRODUCT and folded in (["item", "product"], ["item"]):
        return properties.named(["item", "ProductID"], source)
    if (of == _ORDER and folded in (["order"], ["orderreturn"], [])) or (of == _NOTHING and not words):
        return None
    raise ExpressionError("Expression.InvalidFunction", f"{function}() is a function of {of}")


def check_arguments(function: str, arguments: Sequence[Node]) -> None:
    """Refuse too few and too many arguments. Raises ExpressionError."""
    signature = SIGNATURES[function]
    if signature.fewest <= len(arguments) <= signature.most:
        return
    if signature.most == _ANY_NUMBER:
        raise wrong_arguments(function, f"{signature.fewest} or more arguments")
    if signature.fewest == signature.most:
        raise wrong_arguments(function, "exactly one argument")
    raise wrong_arguments(function, f"{signature.fewest} or {signature.most} arguments")


def wrong_arguments(function: str, takes: str) -> ExpressionError:
    return ExpressionError("Expression.InvalidArguments", f"{function}() takes {takes}")


def unknown(name: str) -> ExpressionError:
    return ExpressionError("Expression.InvalidFunction", f"there is no function {name}()")
