"""Reading of the record that a write is about to change, by one call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from console.openapi.catalogue import Catalogue
from console.openapi.operations import Location, Operation
from console.openapi.shapes import Kind
from console.records.operations import assignment_paths, detail_operation, is_list, operation_at
from console.request.fields import escape
from console.request.form_data import FormData
from console.request.json_editor import Number
from console.request.parameters import ParameterField
from console.request.request import Request
from console.response.exchange import Exchange

Record = dict[str, Any]
PAGE_SIZE = 100


@dataclass(frozen=True)
class RecordReading:
    """How to read the record of a write.

    Args:
        request: the call that reads it.
        keys: of an assignment, which is found in a list: its fields by their names in lower case. A field
            that is None belongs to none.
    """

    request: Request
    keys: Mapping[str, str | None] = field(default_factory=dict)

    def record_in(self, exchange: Exchange) -> Record | None:
        """Return the record in the response; None when there is none, or not exactly one."""
        if not exchange.ok or not isinstance(exchange.value, dict):
            return None
        if not self.keys:
            return exchange.value
        items = exchange.value.get("Items")
        found = [item for item in items if self._matches(item)] if isinstance(items, list) else []
        return found[0] if len(found) == 1 else None

    def is_absent(self, exchange: Exchange) -> bool:
        """Return whether the response says that there is no such record."""
        return exchange.status == 404 or (
            exchange.ok and bool(self.keys) and self.record_in(exchange) is None
        )

    def has_more_pages(self, exchange: Exchange) -> bool:
        """Return whether an assignment may be on a further page of its list."""
        meta = exchange.value.get("Meta") if self.keys and isinstance(exchange.value, dict) else None
        pages = meta.get("TotalPages") if isinstance(meta, dict) else None
        return isinstance(pages, Number) and pages.digits not in ("0", "1")

    def _matches(self, item: Any) -> bool:
        if not isinstance(item, dict):
            return False
        fields = {name.lower(): value for name, value in item.items()}
        return all(
            _text(fields.get(name)).lower() == (value or "").lower()
            for name, value in self.keys.items()
            if value is not None or name in fields
        )


def reading_of(write: Request, catalogue: Catalogue) -> RecordReading | None:
    """Return how to read the record that `write` changes; None when no single call reads it."""
    detail = detail_operation(catalogue, write.operation)
    if detail is not None:
        return RecordReading(Request(detail, path_values(write, detail)))
    return _assignment_reading(write, catalogue) if write.operation.verb == "DELETE" else None


def path_values(request: Request, operation: Operation) -> dict[str, list[str]]:
    """Return the path of a request as form data of another operation, whose parameters stand in order."""
    values = [item.text for item in request.parameters_in(Location.PATH)]
    names = operation.path_parameter_names
    return {f"path.{escape(name)}": [value] for name, value in zip(names, values, strict=False)}


def _assignment_reading(write: Request, catalogue: Catalogue) -> RecordReading | None:
    for path in assignment_paths(write.operation.path):
        listing = operation_at(catalogue, "GET", path)
        if listing is not None and is_list(listing):
            keys = _keys(write, listing)
            return RecordReading(Request(listing, _list_values(listing, write, keys)), keys)
    return None


def _keys(write: Request, listing: Operation) -> dict[str, str | None]:
    parents = set(map(str.lower, listing.path_parameter_names))
    located = [
        *write.parameters_in(Location.PATH),
        *(item for item in write.parameters_in(Location.QUERY) if item.parameter.name.endswith("ID")),
    ]
    return {
        item.parameter.name.lower(): item.text or None
        for item in located
        if item.parameter.name.lower() not in parents
    }


def _list_values(listing: Operation, write: Request, keys: Mapping[str, str | None]) -> FormData:
    """Return the form data that lists as few assignments as the operation can."""
    in_path = {item.parameter.name.lower(): item.text for item in write.parameters_in(Location.PATH)}
    data = {f"path.{escape(name)}": [in_path[name.lower()]] for name in listing.path_parameter_names}
    filters = 0
    for parameter in listing.parameters:
        if parameter.location is not Location.QUERY:
            continue
        posted = ParameterField(parameter).name
        value = keys.get(parameter.name.lower())
        if value:
            data[posted] = [value]
        elif parameter.name == "pageSize":
            data[posted] = [str(PAGE_SIZE)]
        elif parameter.shape.kind is Kind.OBJECT and not set(keys) & _names(listing):
            for name, key_value in keys.items():
                data |= {
                    f"{posted}~{filters}~key": [_field_name(name)],
                    f"{posted}~{filters}": [key_value or ""],
                }
                filters += 1
    return data


def _names(operation: Operation) -> set[str]:
    return {item.name.lower() for item in operation.parameters if item.location is Location.QUERY}


def _field_name(name: str) -> str:
    """`specid` → SpecID: the name of a field of the assignment."""
    return name[:1].upper() + name[1:].removesuffix("id") + "ID" if name.endswith("id") else name


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
