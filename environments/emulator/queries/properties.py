"""The properties that lists can be filtered, searched and sorted by, and access to their values."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.schema import Field, Model
from environments.emulator.queries import filter_expressions

# Child records that a list can be filtered by: model, name in a query, resource.
_CHILDREN = {
    "Product": {"inventoryrecords": "InventoryRecords", "inventoryrecord": "InventoryRecords"},
    "BuyerProduct": {"inventoryrecords": "InventoryRecords", "inventoryrecord": "InventoryRecords"},
    "Order": {"lineitems": "LineItems"},
}


@dataclass(frozen=True)
class Property:
    """A property of a record: `path` as the model spells it; `field` is None inside free objects like xp.

    Names inside free objects match in any case, as those of the model do. `through_arrays` is set when the
    path may lead through arrays, whose elements each have a value. `child` is the resource of the child
    records that have the property, empty when the record itself has it.
    """

    path: tuple[str, ...]
    field: Field | None
    through_arrays: bool = False
    child: str = ""

    @property
    def name(self) -> str:
        return ".".join((self.child, *self.path) if self.child else self.path)

    @property
    def json_path(self) -> str:
        return "$" + "".join(f'."{part}"' for part in self.path)

    @property
    def pattern(self) -> str:
        """The part of a name with stars that follows `xp`, as `leaf_texts` takes it; else empty."""
        return ".".join(self.path[1:]).casefold() if any("*" in part for part in self.path) else ""

    def value(self, record: dict) -> object:
        """Return the value in a record: None where the path ends early, a list where it crosses arrays."""
        return value_at_path(record, self.path)

    def searchable_texts(self, record: dict) -> list[str]:
        """Return the texts of a record that a search matches against."""
        if self.pattern:
            return list(leaf_texts(record.get(self.path[0]), self.pattern))
        value = self.value(record)
        return [] if value is None else [filter_expressions.fold_scalar(value)]


def value_at_path(value: object, path: tuple[str, ...]) -> object:
    """Return the value at the end of a path, None where the path ends early.

    Where the path crosses an array of objects, return a list of the values in its elements.
    """
    for index, part in enumerate(path):
        if isinstance(value, list):
            values = [value_at_path(item, path[index:]) for item in value]
            return [item for item in values if item is not None]
        if not isinstance(value, dict):
            return None
        if part not in value:
            folded = part.casefold()
            part = next((name for name in value if name.casefold() == folded), part)
        value = value.get(part)
    return value


def leaf_texts(value: object, pattern: str, path: str = "") -> Iterator[str]:
    """Yield the texts in a value whose dotted names match a folded pattern with stars; arrays add no name."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaf_texts(item, pattern, f"{path}.{name.casefold()}" if path else name.casefold())
    elif isinstance(value, list):
        for item in value:
            yield from leaf_texts(item, pattern, path)
    elif value is not None and filter_expressions.matches_wildcards(pattern.replace("*", "\0"), path):
        yield filter_expressions.fold_scalar(value)


def find_property(model: Model, name: str) -> Property | None:
    """Return the property that a dotted name in any case refers to; None when the model has none."""
    parts = name.split(".")
    if child := _CHILDREN.get(model.name, {}).get(parts[0].lower()):
        inner = find_property(CATALOGUE.resources[child].model, ".".join(parts[1:]))
        return replace(inner, child=child) if inner else None
    path: list[str] = []
    through_arrays = False
    while parts:
        field = model.fields_by_lower_name.get(parts[0].lower())
        if field is None or field.write_only:
            return None
        if field.is_model and not parts[1:] and field.model.has_secrets:
            # A filter on the whole object would find out what its secrets begin with.
            return None
        path.append(field.name)
        parts = parts[1:]
        if field.type == "object":
            return Property((*path, *parts), field if not parts else None, bool(parts))
        if not field.is_model or not parts:
            return Property(tuple(path), field, through_arrays) if not parts else None
        through_arrays = through_arrays or field.many
        model = field.model
    return None
