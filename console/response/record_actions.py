"""The operations that change a record of a response, filled with it: edit, patch and delete."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.openapi.catalogue import Catalogue
from console.openapi.operations import Operation
from console.openapi.shapes import Kind, Shape
from console.request import json_editor
from console.request.body import JSON
from console.response.record_links import RecordLink, collection_path, record_link

ACTIONS = {"PUT": "Edit", "PATCH": "Patch", "DELETE": "Delete"}


@dataclass(frozen=True)
class RecordAction:
    """What can be done with the records of a response; `link` fills the path of its operation."""

    label: str
    link: RecordLink

    @property
    def operation(self) -> Operation:
        """The operation that does it."""
        return self.link.operation


def record_actions(
    catalogue: Catalogue, operation: Operation, known: Mapping[str, str], choices: list[str]
) -> list[RecordAction]:
    """Return what can be done with each record of the response of `operation`.

    Args:
        catalogue: the operations of the document.
        operation: the operation of the response.
        known: the path parameters of its call, by name.
        choices: the dotted paths of all fields of a record.
    """
    collection = collection_path(operation).lower()
    by_verb = {
        candidate.verb: candidate
        for candidate in catalogue.record_operations_by_collection.get(collection, ())
    }
    actions = []
    for verb, label in ACTIONS.items():
        link = record_link(by_verb[verb], known, "ID", choices) if verb in by_verb else None
        if link:
            actions.append(RecordAction(label, link))
    return actions


def form_values_for(
    action: RecordAction, record: Any, values: Mapping[str, Any]
) -> dict[str, list[str]] | None:
    """Return the posted values that fill in the operation of `action` for a record; None if it lacks an ID.

    Args:
        record: the record as JSON.
        values: its values by their dotted paths.
    """
    arguments = action.link.arguments(values)
    if arguments is None:
        return None
    filled = {name: [value] for name, value in arguments}
    operation = action.operation
    if operation.verb == "PUT" and operation.body:
        filled[JSON] = [json_editor.dumps_pretty(writable_part(record, operation.body)).value]
    return filled


def writable_part(value: Any, shape: Shape) -> Any:
    """Return `value` without the members that OrderCloud sets; members that `shape` doesn't know stay."""
    if isinstance(value, dict) and shape.kind is Kind.OBJECT:
        members = {member.name.lower(): member.shape for member in shape.members}
        return {
            name: writable_part(inner, members[name.lower()]) if name.lower() in members else inner
            for name, inner in value.items()
            if name.lower() not in members or not members[name.lower()].read_only
        }
    if isinstance(value, list) and shape.item:
        return [writable_part(item, shape.item) for item in value]
    return value
