"""The fields of path, query and header parameters. Each is sent if it is filled in."""

from dataclasses import dataclass, field
from enum import StrEnum

from console.openapi.operations import Location, Parameter
from console.openapi.shapes import Kind, Shape
from console.request import json_editor
from console.request.fields import escape
from console.request.filters import FilterRow, get_comparison
from console.request.form_data import FormData, first, row_numbers
from console.request.validation import REQUIRED, mismatch

TRIMMED = "Spaces at the start and end are not sent."
NOT_AN_ID = "An ID can't be . or .. alone."
# Whitespace, including invisible characters such as the zero-width space and the byte order mark.
_WHITESPACE = " \t\n\r\f\v\u00a0\u2002\u2003\u2009\u200b\u200c\u200d\u2028\u2029\u202f\u3000\ufeff"


class Widget(StrEnum):
    """The control with which a parameter is filled in."""

    TEXT = "text"
    CHOICE = "choice"
    CHIPS = "chips"
    FILTERS = "filters"


@dataclass
class ParameterField:
    """A parameter as filled in.

    `values` belong to lists, `rows` to filters, `text` to all others. `notice` says what is not sent.
    """

    parameter: Parameter
    text: str = ""
    values: list[str] = field(default_factory=list)
    rows: list[FilterRow] = field(default_factory=list)
    error: str = ""
    notice: str = ""

    @property
    def name(self) -> str:
        """The name under which a page posts it."""
        return f"{self.parameter.location}.{escape(self.parameter.name)}"

    @property
    def widget(self) -> Widget:
        """The control with which it is filled in."""
        kind = self.parameter.shape.kind
        if kind is Kind.OBJECT:
            return Widget.FILTERS
        if kind is Kind.LIST:
            return Widget.CHIPS
        return Widget.CHOICE if self.choices else Widget.TEXT

    @property
    def choices(self) -> tuple[str, ...]:
        """The values to choose from; of a list, those of its items."""
        shape = self.parameter.shape
        if shape.kind is Kind.BOOLEAN:
            return ("true", "false")
        return (
            (shape.item.choices if shape.item else shape.choices)
            if shape.kind is Kind.LIST
            else shape.choices
        )

    @property
    def sent(self) -> bool:
        """Whether the request contains it."""
        return bool(self.pairs)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not self.text and not self.values and not self.rows

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The names and values to send; a path parameter by its name in braces."""
        name = self.parameter.name
        match self.widget:
            case Widget.FILTERS:
                return [
                    (
                        f"{name}[{row.key}]" if self.parameter.deep_object else row.key,
                        row.comparison.expression(row.text),
                    )
                    for row in self.rows
                ]
            case Widget.CHIPS:
                if self.parameter.comma_separated:
                    return [(name, ",".join(self.values))] if self.values else []
                return [(name, value) for value in self.values]
        return [(name, self.text)] if self.text else []

    @property
    def new_row(self) -> FilterRow:
        """The empty filter after the last one."""
        return FilterRow(f"{self.name}~{len(self.rows)}")


def parameter_field(parameter: Parameter, data: FormData) -> ParameterField:
    """Return the field of `parameter`, filled from the posted data."""
    item = ParameterField(parameter)
    match item.widget:
        case Widget.FILTERS:
            _read_rows(item, data)
        case Widget.CHIPS:
            item.values = _read_values(item, data)
        case _:
            item.text = first(data, item.name)
            if _is_id(parameter):
                _trim(item)
            if parameter.shape.kind in (Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN):
                item.text = item.text.strip()
    item.error = _error(item)
    return item


def _is_id(parameter: Parameter) -> bool:
    text = parameter.shape.kind is Kind.TEXT and not parameter.shape.choices
    return parameter.location is Location.PATH or (text and parameter.name.endswith("ID"))


def _trim(item: ParameterField) -> None:
    """Remove whitespace around an ID, which is often copied along with it."""
    trimmed = item.text.strip(_WHITESPACE)
    if trimmed != item.text:
        item.text, item.notice = trimmed, TRIMMED


def _read_rows(item: ParameterField, data: FormData) -> None:
    for at in row_numbers(data, f"{item.name}~"):
        posted = f"{item.name}~{at}"
        how = get_comparison(first(data, f"{posted}~how"))
        text = first(data, posted).removesuffix("\n")
        row = FilterRow(posted, first(data, f"{posted}~key").strip(), how, text)
        if row.is_empty or first(data, f"{posted}~drop"):
            continue
        row.name = f"{item.name}~{len(item.rows)}"
        if not row.key:
            row.error = "Enter the property to compare."
        elif not row.text.strip(" ,\n") and how.takes_value:
            row.error = "Enter a value to compare with."
        item.rows.append(row)


def _read_values(item: ParameterField, data: FormData) -> list[str]:
    """Return the selected and typed values in their order, without duplicates.

    Values that are also posted as `~turned` are negated with `!`.
    """
    negated = set(data.get(f"{item.name}~turned") or ())
    values = [part.strip() for posted in data.get(item.name) or () for part in posted.split(",")]
    return list(dict.fromkeys(f"!{value}" if value in negated else value for value in values if value))


def _error(item: ParameterField) -> str:
    parameter, text = item.parameter, item.text
    if item.widget is Widget.FILTERS:
        return next((row.error for row in item.rows if row.error), "")
    if parameter.location is Location.PATH and not text:
        return REQUIRED
    if parameter.location is Location.PATH and text in (".", ".."):
        return NOT_AN_ID
    if not item.sent:
        return REQUIRED if parameter.required else ""
    if item.widget is Widget.CHIPS:
        return ""
    return _type_error(parameter.shape, text)


def _type_error(shape: Shape, text: str) -> str:
    if shape.kind is Kind.BOOLEAN:
        return "" if text in ("true", "false") else "Enter true or false."
    if shape.kind in (Kind.INTEGER, Kind.NUMBER):
        return mismatch(shape, json_editor.number(text))
    return mismatch(shape, text)
