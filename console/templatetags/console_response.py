"""Tables of a response as HTML.

They are built from plain strings because a page holds a thousand cells: an include for each, or even
Django's own formatting, would take longer than the call itself.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from console.dom import dom_id
from console.openapi.operations import Operation
from console.page.page import RequestPage
from console.response.sorting import ColumnSort
from console.response.view import LinkedCell, ResponseView, RowActions

MAX_INLINE_LENGTH = 40  # characters; what is longer is cut by the width of its column, and opens

register = template.Library()


@register.simple_tag
def rows(page: RequestPage, response: ResponseView) -> str:
    """Return the rows of a list; ids are links to the operations that open them, actions come last."""
    if not response.has_actions:
        return SafeString("\n".join(f"<tr>{_cells(page, row)}</tr>" for row in response.rows))
    return SafeString(
        "\n".join(
            f"<tr>{_cells(page, row)}"
            f'<td class="cell-actions">{_actions(page, response, actions, index)}</td></tr>'
            for index, (row, actions) in enumerate(zip(response.rows, response.row_actions, strict=True))
        )
    )


@register.simple_tag
def actions_of_record(page: RequestPage, response: ResponseView) -> str:
    """Return the links that edit, patch and delete a single record."""
    return SafeString(_actions(page, response, response.record_actions, 0))


@register.simple_tag
def actions_of_node(page: RequestPage, response: ResponseView, pointer: str) -> str:
    """Return the links that edit, patch and delete the record at a JSON pointer; "" for other values."""
    index = response.record_index(pointer)
    if index is None:
        return ""
    actions = response.record_actions if response.items is None else response.row_actions[index]
    return SafeString(_actions(page, response, actions, index))


@register.simple_tag
def sort_url(page: RequestPage, response: ResponseView, sort: ColumnSort) -> str:
    """Return the address that sorts the list by a column."""
    return read_url(page, response.sort_query(sort))


@register.simple_tag
def read_url(page: RequestPage, query: Sequence[tuple[str, str]]) -> str:
    """Return the address that reads the open list in another way, in the same tab."""
    return f"{page.url}?{urlencode([*query, *page.tab_pairs])}"


@register.simple_tag
def fields(page: RequestPage, response: ResponseView) -> str:
    """Return a single record, one row for each field."""
    return SafeString(
        "\n".join(
            f'<tr><th scope="row" class="mono">{escape(path)}</th>{_cells(page, [linked])}</tr>'
            for path, linked in response.fields
        )
    )


@register.simple_tag
def column_choices(response: ResponseView) -> str:
    """Return a checkbox for each available column."""
    return SafeString(
        "\n".join(
            f'<label class="checkbox-label"><input type="checkbox" name="column" value="{escape(path)}"'
            f' id="column-{dom_id(path)}"{" checked" if shown else ""}>'
            f'<span class="mono">{escape(path)}</span></label>'
            for path, shown in response.column_choices
        )
    )


def _cells(page: RequestPage, cells: Iterable[LinkedCell]) -> str:
    return "".join(f'<td class="cell-{linked.cell.kind}">{_cell_html(page, linked)}</td>' for linked in cells)


def _actions(page: RequestPage, response: ResponseView, actions: RowActions, index: int) -> str:
    """Return the links to the operations on a record; they name it, so that each has a name of its own."""
    stored = [("from", response.key), ("item", str(index))] if response.key else []
    stored += page.tab_pairs
    links = []
    for action, arguments in actions:
        url = (
            f"{_operation_url(page.organization.pk, action.operation.key)}?{urlencode([*arguments, *stored])}"
        )
        name = escape(arguments[-1][1])
        links.append(f'<a href="{escape(url)}" aria-label="{action.label} {name}">{action.label}</a>')
    return " ".join(links)


def _cell_html(page: RequestPage, linked: LinkedCell) -> str:
    if linked.operation and linked.ids:
        return ", ".join(_link(page, linked.operation, id, arguments) for id, arguments in linked.ids)
    text = escape(linked.cell.text)
    if linked.operation is None or linked.arguments is None:
        long = len(linked.cell.text) > MAX_INLINE_LENGTH
        return f'<details class="long"><summary>{text}</summary></details>' if long else text
    return _link(page, linked.operation, linked.cell.text, linked.arguments)


def _link(page: RequestPage, operation: Operation, id: str, arguments: list[tuple[str, str]]) -> str:
    query = urlencode([*arguments, ("do", "send"), *page.tab_pairs])
    url = f"{_operation_url(page.organization.pk, operation.key)}?{query}"
    return f'<a class="mono" href="{escape(url)}">{escape(id)}</a>'


@lru_cache(maxsize=1024)
def _operation_url(organization_id: str, key: str) -> str:
    return reverse("console:operation", args=[organization_id, key])
