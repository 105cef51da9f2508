"""Which control a field has, from its shape and name."""

from collections.abc import Mapping

from console.enhanced.labels import is_secret
from console.enhanced.resource import FieldSpec, Reference, Widget
from console.openapi.catalogue import Catalogue
from console.openapi.operations import Operation
from console.openapi.shapes import Kind, Shape

_MULTILINE_MIN_LENGTH = 500
_EVENT_TYPE = "EventType"
_EVENTS = "IntegrationEvents"


def widget_of(spec: FieldSpec, shape: Shape, reference: Reference | None) -> Widget:
    """Return the control of a field; a declared one goes first."""
    if spec.widget:
        return spec.widget
    match shape.kind:
        case Kind.BOOLEAN:
            return Widget.FLAG
        case Kind.INTEGER | Kind.NUMBER:
            return Widget.MINUTES if spec.name.endswith("Duration") else Widget.NUMBER
        case Kind.LIST:
            return _of_list(spec, shape, reference)
        case Kind.TEXT:
            return _of_text(spec, shape, reference)
    return Widget.JSON


def _of_list(spec: FieldSpec, shape: Shape, reference: Reference | None) -> Widget:
    if shape.item is None or shape.item.kind is not Kind.TEXT:
        return Widget.JSON
    if reference:
        return Widget.REFERENCES
    if spec.name.endswith("Roles") and shape.item.choices:
        return Widget.ROLES
    return Widget.CHOICES if shape.item.choices else Widget.LINES


def _of_text(spec: FieldSpec, shape: Shape, reference: Reference | None) -> Widget:
    if shape.choices:
        return Widget.CHOICE
    if reference:
        return Widget.REFERENCE
    if is_secret(spec.name):
        return Widget.SECRET
    return Widget.LONG_TEXT if (shape.max_length or 0) > _MULTILINE_MIN_LENGTH else Widget.TEXT


def reference_of(spec: FieldSpec, catalogue: Catalogue) -> Reference | None:
    """Return which records an ID field refers to: the declared ones, or those that its name ends in.

    `OrderCheckoutIntegrationEventID` refers to the integration events that `integrationEventID` reads; of
    these only the ones whose type is the beginning of the name, where the document has such a type.
    """
    if spec.reference:
        return spec.reference
    name = spec.name.removesuffix("s")
    if not name.endswith("ID") or name == "ID":
        return None
    for parameter, operations in catalogue.detail_operations_by_parameter.items():
        own = [operation for operation in operations if len(operation.path_parameter_names) == 1]
        prefix = _prefix(name, parameter)
        if not own or prefix is None:
            continue
        tag = own[0].id.rpartition(".")[0]
        if tag == _EVENTS and prefix in event_types(own[0]):
            return Reference(tag, name_field(own[0]), only=(_EVENT_TYPE, prefix))
        return Reference(tag, name_field(own[0]))
    return None


def _prefix(name: str, parameter: str) -> str | None:
    """Return what stands before the parameter in the name of a field; None if it does not end in it."""
    parameter = parameter[:1].upper() + parameter[1:]
    if parameter == "ID" or not name.endswith(parameter):
        return None
    prefix = name.removesuffix(parameter)
    return prefix if not prefix or prefix[-1].islower() else None


def event_types(operation: Operation) -> tuple[str, ...]:
    """Return the types that the document knows for integration events."""
    return next((shape.choices for name, shape in members(operation).items() if name == _EVENT_TYPE), ())


def name_field(operation: Operation) -> str:
    """Return the field with the name of a record that `operation` reads."""
    known = members(operation)
    return next((name for name in ("Name", "AppName", "Username") if name in known), "ID")


def members(operation: Operation) -> Mapping[str, Shape]:
    """Return the shapes of the fields of the record that an operation reads."""
    return {item.name: item.shape for item in operation.response.members} if operation.response else {}
