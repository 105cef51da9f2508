"""The fields of path, query and header parameters: each is sent when it is filled in."""

from dataclasses import dataclass, field
from enum import StrEnum

from console.openapi.operations import Location, Parameter
from console.openapi.shapes import Kind, Shape
from console.request import json_editor
from console.request.fields import escape
from console.request.filters import FilterRow, comparison
from console.request.form_data import FormData, first, row_numbers
from console.request.validation import mismatch

REQUIRED_IN_PATH = "Required."
TRIMMED = "Spaces at the start and end are not sent."
NOT_AN_ID = "An ID can't be . or .. alone."


# With those that nobody sees: a zero-width space, a byte order mark.
_BLANKS = " \t\n\r\f\v\u00a0\u2002\u2003\u2009\u200b\u200c\u200d\u2028\u2029\u202f\u3000\ufeff"


class Widget(StrEnum):
    """How a parameter is filled in."""

    TEXT = "text"
    CHOICE = "choice"
    CHIPS = "chips"
    FILTERS = "filters"


@dataclass
class ParameterField:
    """One parameter with what was filled in. `values` belong to lists, `rows` to filters, `text` to all
    others. `notice` says what of it is not sent.
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
        """How it is filled in."""
        kind = self.parameter.shape.kind
        if kind is Kind.OBJECT:
            return Widget.FILTERS
        if kind is Kind.LIST:
            return Widget.CHIPS
        return Widget.CHOICE if self.choices else Widget.TEXT

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be chosen: of a list, each item."""
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
        """Whether anything of it travels."""
        return bool(self.pairs)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not self.text and not self.values and not self.rows

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What travels, as names and values; a path's value under the name in braces."""
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
        """The empty filter under the last one."""
        return FilterRow(f"{self.name}~{len(self.rows)}")


def parameter_field(parameter: Parameter, data: FormData) -> ParameterField:
    """`parameter` as it was posted."""
    found = ParameterField(parameter)
    match found.widget:
        case Widget.FILTERS:
            _read_rows(found, data)
        case Widget.CHIPS:
            found.values = _read_values(found, data)
        case _:
            found.text = first(data, found.name)
            if _is_id(parameter):
                _trim(found)
            if parameter.shape.kind in (Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN):
                found.text = found.text.strip()
    found.error = _error(found)
    return found


def _is_id(parameter: Parameter) -> bool:
    text = parameter.shape.kind is Kind.TEXT and not parameter.shape.choices
    return parameter.location is Location.PATH or (text and parameter.name.endswith("ID"))


def _trim(found: ParameterField) -> None:
    """Take away the blanks around an ID, which come along when it is copied from elsewhere."""
    trimmed = found.text.strip(_BLANKS)
    if trimmed != found.text:
        found.text, found.notice = trimmed, TRIMMED


def _read_rows(found: ParameterField, data: FormData) -> None:
    for at in row_numbers(data, f"{found.name}~"):
        posted = f"{found.name}~{at}"
        how = comparison(first(data, f"{posted}~how"))
        text = first(data, posted).removesuffix("\n")
        row = FilterRow(posted, first(data, f"{posted}~key").strip(), how, text)
        if row.is_empty or first(data, f"{posted}~drop"):
            continue
        row.name = f"{found.name}~{len(found.rows)}"
        if not row.key:
            row.error = "Name the property to compare."
        elif not row.text.strip(" ,\n") and how.takes_value:
            row.error = "Give it something to compare with."
        found.rows.append(row)


def _read_values(found: ParameterField, data: FormData) -> list[str]:
    """Ticked and typed values, in their order and once each; a tick under `~turned` turns a value to its
    `!` twin.
    """
    turned = set(data.get(f"{found.name}~turned") or ())
    values = [part.strip() for posted in data.get(found.name) or () for part in posted.split(",")]
    return list(dict.fromkeys(f"!{value}" if value in turned else value for value in values if value))


def _error(found: ParameterField) -> str:
    parameter, text = found.parameter, found.text
    if found.widget is Widget.FILTERS:
        return next((row.error for row in found.rows if row.error), "")
    if parameter.location is Location.PATH and not text:
        return REQUIRED_IN_PATH
    if parameter.location is Location.PATH and text in (".", ".."):
        return NOT_AN_ID
    if not found.sent:
        return "Required." if parameter.required else ""
    if found.widget is Widget.CHIPS:
        return ""
    return _type_error(parameter.shape, text)


def _type_error(shape: Shape, text: str) -> str:
    if shape.kind is Kind.BOOLEAN:
        return "" if text in ("true", "false") else "true or false."
    if shape.kind in (Kind.INTEGER, Kind.NUMBER):
        return mismatch(shape, json_editor.number(text))
    return mismatch(shape, text)
