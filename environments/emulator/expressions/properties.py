"""The properties that expressions can use, from the models of the API, and their values.

`order` has the properties of an order, `item` and the filters of `items` those of a line item, `orderreturn`
those of an order return, and the filters of `orderreturn.ItemsToReturn` those of its items. Names below `xp`
are not checked.
"""

from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.schema import Field
from environments.emulator.expressions.nodes import Property
from environments.emulator.expressions.tokenizer import invalid_token

ORDER, ITEM, ITEMS, RETURN = "order", "item", "items", "orderreturn"
ROOTS = (ORDER, ITEM, ITEMS, RETURN)
# The entry of a list that a filter tests.
CURRENT_ENTRY = "current"
# The element of an array that the filter of an array function tests; it is written as `item`.
ELEMENT = "element"
RETURN_ITEMS = "orderreturn.itemstoreturn"
LISTS = (ITEMS, RETURN_ITEMS)

_MODELS = {ORDER: "Order", ITEM: "LineItem", RETURN: "OrderReturn"}
_ENTRIES = {ITEMS: "LineItem", RETURN_ITEMS: "OrderReturnItem"}
# The name of a line item's subtotal in the first version of the vendor's article.
_ALIASES = {("LineItem", "subtotal"): "LineSubtotal"}


def resolve_name(words: list[str], source: str | None) -> Property:
    """Return the property that a dotted name refers to, spelled as in the models.

    Args:
        words: The parts of the name, in any case.
        source: The list whose filter uses the property; None outside a filter.

    Raises:
        ExpressionError: When there is no such property.
    """
    root = words[0].lower()
    if root == ITEMS:
        raise invalid_token("items is used through its functions, as in items.any()")
    if root in ROOTS:
        if len(words) == 1:
            raise invalid_token(f"a property is missing after {words[0]}")
        return _resolve(root, tuple(words[1:]), None)
    if source is None:
        raise invalid_token(f"{words[0]} is not known; names begin with order, items, item or orderreturn")
    return _resolve(CURRENT_ENTRY, tuple(words), source)


def _resolve(root: str, path: tuple[str, ...], source: str | None) -> Property:
    model = _ENTRIES[source] if root == CURRENT_ENTRY and source else _MODELS[root]
    names: list[str] = []
    for index, name in enumerate(path):
        field = _field(model, name)
        if field is None:
            raise invalid_token(f"{model} has no property {name}")
        names.append(field.name)
        rest = path[index + 1 :]
        if not rest:
            break
        if field.type == "object":
            return Property(root, (*names, *rest))
        if not field.is_model or field.many:
            raise invalid_token(f"{model}.{field.name} has no property {rest[0]}")
        model = field.type
    return Property(root, tuple(names))


def _field(model: str, name: str) -> Field | None:
    fields = CATALOGUE.models[model].fields_by_lower_name
    alias = _ALIASES.get((model, name.lower()))
    return fields.get(alias.lower() if alias else name.lower())


def type_of(prop: Property, source: str | None) -> str | None:
    """Return the type of a property as the catalogue names it; None where it is not known, as in xp."""
    if prop.root == ELEMENT:
        return None
    model = _ENTRIES[source] if prop.root == CURRENT_ENTRY and source else _MODELS[prop.root]
    for index, name in enumerate(prop.path):
        field = CATALOGUE.models[model].fields[name]
        if field.type == "object" or field.many:
            return None
        if index == len(prop.path) - 1:
            return "string" if field.enum else field.type
        model = field.type
    return None


def value_of(value: object, path: tuple[str, ...]) -> object:
    """Return the value at a path of names in any case; None when there is none."""
    for name in path:
        if not isinstance(value, dict):
            return None
        if name not in value:
            folded = name.lower()
            name = next((key for key in value if key.lower() == folded), name)
        value = value.get(name)
    return value
