"""Tables of a response as HTML.

They are built from plain strings because a page holds a thousand cells: an include for each, or even
Django's own formatting, would take longer than the call itself.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from console.dom import dom_id
from console.page.page import RequestPage
from console.response.view import LinkedCell, ResponseView

MAX_INLINE_LENGTH = 40  # characters; what is longer is cut by the width of its column, and opens

register = template.Library()


@register.simple_tag
def rows(page: RequestPage, response: ResponseView) -> str:
    """Return the rows of a list; ids are links to the operations that open them."""
    return SafeString("\n".join(f"<tr>{_cells(page, row)}</tr>" for row in response.rows))


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


def _cell_html(page: RequestPage, linked: LinkedCell) -> str:
    text = escape(linked.cell.text)
    if linked.operation is None or linked.arguments is None:
        long = len(linked.cell.text) > MAX_INLINE_LENGTH
        return f'<details class="long"><summary>{text}</summary></details>' if long else text
    query = urlencode([*linked.arguments, ("do", "send")])
    url = f"{_operation_url(page.organization.pk, linked.operation.key)}?{query}"
    return f'<a class="mono" href="{escape(url)}">{text}</a>'


@lru_cache(maxsize=1024)
def _operation_url(organization_id: str, key: str) -> str:
    return reverse("console:operation", args=[organization_id, key])
