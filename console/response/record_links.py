"""Where the ids in an answer lead: the operation that opens the thing that an id names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.openapi.catalogue import Catalogue
from console.openapi.operations import Operation
from console.request.fields import escape


@dataclass(frozen=True)
class RecordLink:
    """An operation that opens what an id names. `sources` says for each part of its path which field of the
    row fills it in; `known` holds the parts that the answered call already had.
    """

    operation: Operation
    sources: tuple[tuple[str, str], ...]
    fixed: tuple[tuple[str, str], ...]

    def arguments(self, values: Mapping[str, Any]) -> list[tuple[str, str]] | None:
        """What to fill in for a row with these values by dotted paths; None when it lacks an id."""
        filled: list[tuple[str, str]] = []
        for name, path in self.sources:
            value = values.get(path)
            if not isinstance(value, str) or not value:
                return None
            filled.append((name, value))
        return [(f"path.{escape(name)}", value) for name, value in (*self.fixed, *filled)]


def record_links(
    catalogue: Catalogue,
    operation: Operation,
    known: Mapping[str, str],
    columns: list[str],
    choices: list[str],
) -> dict[str, RecordLink]:
    """For each column that holds ids, the operation that opens them. `known` are the parts of the answered
    path.
    """
    found = {}
    for column in columns:
        opening = (
            _record_link(one, known, column, choices) for one in _candidates(catalogue, operation, column)
        )
        fitting = [opener for opener in opening if opener]
        if fitting:
            # The one that needs most of what is known is the nearest: a buyer's user before a seller's.
            found[column] = max(fitting, key=lambda opener: len(opener.operation.path_parameter_names))
    return found


def _candidates(catalogue: Catalogue, answered: Operation, column: str) -> list[Operation]:
    """The operations that read the record whose id stands in `column`, whatever else they need."""
    if column == "ID":
        return catalogue.detail_operations_by_collection.get(_collection(answered).lower(), [])
    by_name = catalogue.detail_operations_by_parameter.items()
    return [one for name, readers in by_name if _holds_id(column, name) for one in readers]


def _record_link(
    one: Operation, known: Mapping[str, str], column: str, choices: list[str]
) -> RecordLink | None:
    *parents, last = one.path_parameter_names
    fields = {choice.lower(): choice for choice in choices}
    sources, given = [(last, column)], []
    for parent in parents:
        if parent in known:
            given.append((parent, known[parent]))
        elif parent.lower() in fields:
            sources.insert(0, (parent, fields[parent.lower()]))
        else:
            return None
    return RecordLink(one, tuple(sources), tuple(given))


def _collection(answered: Operation) -> str:
    """The path whose children the answered items are: of a list its own, of a record the one above."""
    return answered.path.rpartition("/")[0] if answered.path.endswith("}") else answered.path


def _holds_id(column: str, parameter: str) -> bool:
    """Whether a field such as `DefaultPriceScheduleID` holds what a path calls `priceScheduleID`."""
    field = column.rpartition(".")[2]
    name = parameter[:1].upper() + parameter[1:]
    if name == "ID":  # every other id would end in it
        return False
    return field == name or (field.endswith(name) and field[-len(name) - 1].islower())
