"""The properties that a list may be filtered, searched and sorted by, and how to reach their values."""

from dataclasses import dataclass

from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.facts import Field, Model


@dataclass(frozen=True)
class Property:
    """A way into a record: `path` as the model spells it; `field` is None inside free objects like xp."""

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
        found: object = record
        for part in self.path:
            if not isinstance(found, dict):
                return None
            found = found.get(part)
        return found


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
