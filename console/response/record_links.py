"""Links from the ids in a response to the operations that read their records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.openapi.catalogue import Catalogue
from console.openapi.operations import Operation
from console.request.fields import escape


@dataclass(frozen=True)
class RecordLink:
    """A link to the operation that reads the record of an id.

    Args:
        operation: the operation to open.
        sources: path parameters with the field of the row that fills each in.
        fixed: path parameters with their values, taken from the call itself.
    """

    operation: Operation
    parameter_columns: tuple[tuple[str, str], ...]
    fixed: tuple[tuple[str, str], ...]

    def arguments(self, values: Mapping[str, Any]) -> list[tuple[str, str]] | None:
        """Return the form values for a row, given by dotted paths; None if the row lacks an id."""
        filled: list[tuple[str, str]] = []
        for name, path in self.parameter_columns:
            value = values.get(path)
            if not isinstance(value, str) or not value:
                return None
            filled.append((name, value))
        return [(f"path.{escape(name)}", value) for name, value in (*self.fixed, *filled)]

    def arguments_of_list(self, values: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return each id of a row's list of ids with the form values for it; [] unless all are ids."""
        column = self.parameter_columns[-1][1]
        ids = values.get(column)
        if not isinstance(ids, list):
            return []
        found = [(value, self.arguments({**values, column: value})) for value in ids]
        linked = [(value, arguments) for value, arguments in found if arguments is not None]
        return linked if len(linked) == len(ids) else []


def record_links(
    catalogue: Catalogue,
    operation: Operation,
    known: Mapping[str, str],
    columns: list[str],
    choices: list[str],
) -> dict[str, RecordLink]:
    """Return the link of each column that contains ids.

    Args:
        catalogue: the operations to link to.
        operation: the operation of the response.
        known: the path parameters of its call, by name.
        columns: the dotted paths of the columns.
        choices: the dotted paths of all fields of a row.
    """
    links_by_column = {}
    for column in columns:
        candidates = _candidates(catalogue, operation, column)
        links = [record_link(candidate, known, column, choices) for candidate in candidates]
        possible = [link for link in links if link]
        if possible:
            # The most specific one: a buyer's user rather than a seller's.
            links_by_column[column] = max(possible, key=lambda link: len(link.operation.path_parameter_names))
    return links_by_column


def _candidates(catalogue: Catalogue, operation: Operation, column: str) -> list[Operation]:
    """Return the operations that read the record whose id is in `column`, whatever else they need."""
    if column == "ID":
        return catalogue.detail_operations_by_collection.get(collection_path(operation).lower(), [])
    by_parameter = catalogue.detail_operations_by_parameter.items()
    return [
        candidate
        for name, operations in by_parameter
        if _contains_id(column, name)
        for candidate in operations
    ]


def record_link(
    operation: Operation, known: Mapping[str, str], column: str, choices: list[str]
) -> RecordLink | None:
    """Return the link to `operation` by the id in `column`; None if another id of its path is missing.

    For the other arguments see `record_links`.
    """
    *parents, last = operation.path_parameter_names
    fields = {choice.lower(): choice for choice in choices}
    sources, fixed = [(last, column)], []
    for parent in parents:
        if parent in known:
            fixed.append((parent, known[parent]))
        elif parent.lower() in fields:
            sources.insert(0, (parent, fields[parent.lower()]))
        else:
            return None
    return RecordLink(operation, tuple(sources), tuple(fixed))


def collection_path(operation: Operation) -> str:
    """Return the path of the collection: a list's own path, or the one above a record's."""
    return operation.path.rpartition("/")[0] if operation.path.endswith("}") else operation.path


def _contains_id(column: str, parameter: str) -> bool:
    """Return whether a field such as `DefaultPriceScheduleID` contains the id `priceScheduleID` of a path.

    `ApiClientIDs` contains several of `apiClientID`.
    """
    field = column.rpartition(".")[2]
    if field.endswith("IDs"):
        field = field.removesuffix("s")
    name = parameter[:1].upper() + parameter[1:]
    if name == "ID":  # all other ids end in it
        return False
    return field == name or (field.endswith(name) and field[-len(name) - 1].islower())
