"""The properties that a list may be filtered, searched and sorted by, and how to reach their values."""

from dataclasses import dataclass

from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.facts import Field, Model


@dataclass(frozen=True)
class Property:
    """A way into a record: `path` as the model spells it; `field` is None inside free objects like xp.

    Names inside free objects match in any case, as those of the model do.
    """

    path: tuple[str, ...]
    field: Field | None

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def json_path(self) -> str:
        return "$" + "".join(f'."{part}"' for part in self.path)

    def value(self, record: dict) -> object:
        """The value in a record, None where the way ends early."""
        return reach(record, self.path)


def reach(value: object, path: tuple[str, ...]) -> object:
    """What lies at the end of a path, None where the path ends early."""
    for part in path:
        if not isinstance(value, dict):
            return None
        if part not in value:
            wanted = part.casefold()
            part = next((name for name in value if name.casefold() == wanted), part)
        value = value.get(part)
    return value


def find(model: Model, name: str) -> Property | None:
    """The property that a dotted name of any case leads to; None when the model has no such thing."""
    parts = name.split(".")
    path: list[str] = []
    while parts:
        field = model.folded.get(parts[0].lower())
        if field is None:
            return None
        path.append(field.name)
        parts = parts[1:]
        if field.type == "object":
            return Property((*path, *parts), field if not parts else None)
        if not field.model:
            return Property(tuple(path), field) if not parts else None
        model = CATALOGUE.models[field.type]
        if not parts:
            return Property(tuple(path), field)
    return None
