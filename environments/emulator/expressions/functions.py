"""The functions of the language: their arguments, their receivers and their results."""

from collections.abc import Sequence
from dataclasses import dataclass

from environments.emulator.expressions import properties
from environments.emulator.expressions.nodes import Node, Property
from environments.emulator.expressions.tokenizer import ExpressionError

# Functions of a list: of items, and of orderreturn.ItemsToReturn.
AGGREGATES = ("any", "all", "count", "quantity", "total")

# Functions of an array, such as one in xp.
OF_ARRAYS = ("any", "all", "count")

_NOTHING, _ORDER, _PRODUCT, _PROPERTY = "nothing", "the order", "a product", "a property"
_MAX_ARGUMENTS = 50


@dataclass(frozen=True, slots=True)
class Signature:
    """The number of arguments of a function, what it is called on, and the type of its result."""

    min_arguments: int
    max_arguments: int
    receiver: str
    result: str


SIGNATURES = {
    "min": Signature(2, _MAX_ARGUMENTS, _NOTHING, "float"),
    "max": Signature(2, _MAX_ARGUMENTS, _NOTHING, "float"),
    "abs": Signature(1, 1, _NOTHING, "float"),
    "round": Signature(1, 2, _NOTHING, "float"),
    "now": Signature(0, 1, _NOTHING, "date-time"),
    "approved": Signature(1, 1, _ORDER, "boolean"),
    "incategory": Signature(1, _MAX_ARGUMENTS, _PRODUCT, "boolean"),
    "inparentcategory": Signature(1, _MAX_ARGUMENTS, _PRODUCT, "boolean"),
    "contains": Signature(1, _MAX_ARGUMENTS, _PROPERTY, "boolean"),
    "in": Signature(1, _MAX_ARGUMENTS, _PROPERTY, "boolean"),
}


def resolve_receiver(function: str, words: list[str], source: str | None) -> Property | None:
    """Return the property that a function is called on; for a product's function, the product's id.

    Args:
        function: The function's name in lower case, one of SIGNATURES.
        words: The words before it, between the dots.
        source: The list whose filter contains the call; None outside a filter.

    Raises:
        ExpressionError: When the function cannot be called on that.
    """
    receiver, folded = SIGNATURES[function].receiver, [word.lower() for word in words]
    if receiver == _PROPERTY and words:
        return properties.resolve_name(words, source)
    if receiver == _PRODUCT and folded in (["product"], []) and source == properties.ITEMS:
        return properties.resolve_name(["ProductID"], source)
    if receiver == _PRODUCT and folded in (["item", "product"], ["item"]):
        return properties.resolve_name(["item", "ProductID"], source)
    if (receiver == _ORDER and folded in (["order"], ["orderreturn"], [])) or (
        receiver == _NOTHING and not words
    ):
        return None
    raise ExpressionError("Expression.InvalidFunction", f"{function}() is a function of {receiver}")


def check_arguments(function: str, arguments: Sequence[Node]) -> None:
    """Check the number of arguments.

    Raises:
        ExpressionError: For too few or too many arguments.
    """
    signature = SIGNATURES[function]
    if signature.min_arguments <= len(arguments) <= signature.max_arguments:
        return
    if signature.max_arguments == _MAX_ARGUMENTS:
        raise wrong_arguments(function, f"{signature.min_arguments} or more arguments")
    if signature.min_arguments == signature.max_arguments:
        raise wrong_arguments(function, "exactly one argument")
    raise wrong_arguments(function, f"{signature.min_arguments} or {signature.max_arguments} arguments")


def wrong_arguments(function: str, takes: str) -> ExpressionError:
    return ExpressionError("Expression.InvalidArguments", f"{function}() takes {takes}")


def unknown_function(name: str) -> ExpressionError:
    return ExpressionError("Expression.InvalidFunction", f"the function {name}() does not exist")
