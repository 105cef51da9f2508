"""Template tags for the console's operations, fields and parameters."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from console.dom import dom_id
from console.enhanced.registry import resource_of
from console.openapi.catalogue import Resource
from console.openapi.operations import Operation
from console.openapi.shapes import Kind
from console.page.form import FormPane
from console.request import hints
from console.request.fields import Field, ValueType
from console.request.parameters import ParameterField
from lib.templatetags.ui import icon

_VALUE_TYPE_LABELS = (
    (ValueType.TEXT, "text"),
    (ValueType.NUMBER, "number"),
    (ValueType.BOOLEAN, "true or false"),
    (ValueType.NULL, "null"),
    (ValueType.JSON, "JSON"),
)

register = template.Library()
register.filter("dom", dom_id)
register.filter("hint", hints.hint)
register.filter("is_multiline", hints.is_multiline)


@register.filter
def short_name(operation: Operation) -> str:
    """Return the name under the resource's heading, with the other words for screen readers only."""
    return format_html_join(
        " ",
        "{}",
        [
            (
                piece.text
                if piece.visible
                else format_html('<span class="visually-hidden">{}</span>', piece.text),
            )
            for piece in operation.name_parts
        ],
    )


@register.simple_tag
def resource_link(
    resource: Resource, organization_id: str, url: str, tab_parameter: str, is_open: bool
) -> str:
    """Return the link that opens or closes a resource, and the one to its enhanced page if it has one.

    There are about 60 of them on a page, which templates of their own would make noticeably slower.

    Args:
        url: the console's page.
        tab_parameter: as `ConsolePage.tab_parameter`.
    """
    address = f"{url}?resource={'-' if is_open else resource.key}{tab_parameter}"
    link = format_html(
        '<a class="resource" href="{0}" hx-get="{0}" hx-target="#operations" aria-expanded="{1}"'
        ' id="resource-{2}">{3}<span class="count">{4}</span></a>',
        address,
        "true" if is_open else "false",
        resource.key,
        resource.name,
        len(resource.operations),
    )
    enhanced = resource_of(resource.operations[0].id) if resource.operations else None
    if enhanced is None:
        return link
    return link + format_html(
        '<a class="resource-enhanced" href="{}" title="Enhanced page" aria-label="{}, enhanced page">{}</a>',
        reverse("enhanced:list", args=[organization_id, enhanced.key]),
        enhanced.plural,
        icon("zap", 14),
    )


@register.filter
def parameter_hint(parameter_field: ParameterField) -> str:
    """Return the hint of what a parameter takes."""
    return hints.shape_hint(parameter_field.parameter.shape, parameter_field.parameter.name)


@register.filter
def options(field: Field) -> list[str]:
    """Return the options of a select: the document's choices, and the current text if it is none of them."""
    choices = list(field.shape.choices) or ["true", "false"]
    return choices if field.text in ("", *choices) else [*choices, field.text]


@register.filter
def shows_error(field: Field | ParameterField, form: FormPane) -> bool:
    """Return whether a field shows its error; an untouched one does so only after a try to send."""
    if isinstance(field, Field):
        return bool(field.errors) and (form.submitted or field.sent)
    return bool(field.error) and (form.submitted or not field.is_empty)


@register.filter
def numeric(field: Field | ParameterField) -> bool:
    """Return whether the field takes a number."""
    shape = field.shape if isinstance(field, Field) else field.parameter.shape
    return shape.kind in (Kind.INTEGER, Kind.NUMBER)


@register.filter
def is_choice(field: Field) -> bool:
    """Return whether the field is a select rather than a text input."""
    closed = field.shape.kind is Kind.BOOLEAN or bool(field.shape.choices)
    return closed and field.value_type is None


@dataclass(frozen=True)
class ValueTypeOption:
    """An option of the select for the type of a value."""

    value: str
    label: str
    selected: bool


@register.filter
def value_type_options(field: Field) -> list[ValueTypeOption]:
    """Return the types that the field's text can be read as."""
    return [
        ValueTypeOption(value.value, label, value is (field.value_type or ValueType.TEXT))
        for value, label in _VALUE_TYPE_LABELS
    ]


@dataclass(frozen=True)
class Chip:
    """A value of a list parameter; `negatable` when the document offers its negation (`!`) too."""

    value: str
    selected: bool
    negatable: bool
    negated: bool


@register.filter
def chips(parameter_field: ParameterField) -> list[Chip]:
    """Return the values that the document offers, the chosen ones first, in their order."""
    offered = parameter_field.choices
    plain = [choice for choice in offered if not (choice.startswith("!") and choice[1:] in offered)]
    chosen = [value.removeprefix("!") for value in parameter_field.values]
    plain.sort(key=lambda choice: chosen.index(choice) if choice in chosen else len(chosen))
    return [
        Chip(choice, choice in chosen, f"!{choice}" in offered, f"!{choice}" in parameter_field.values)
        for choice in plain
    ]


@register.filter
def values_without_chip(parameter_field: ParameterField) -> str:
    """Return the chosen values that have no chip, separated by commas."""
    return ",".join(
        value for value in parameter_field.values if value.removeprefix("!") not in parameter_field.choices
    )


@register.filter
def query(pairs: Iterable[tuple[str, str]]) -> str:
    """Return names and values as the query of a URL."""
    return urlencode(list(pairs))


@register.filter
def size(count: int) -> str:
    """Format a number of bytes: 812 bytes, 38.4 kB, 1.5 MB."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


@register.filter
def duration(seconds: float) -> str:
    """Format a duration: 212 ms, 1.8 s."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
