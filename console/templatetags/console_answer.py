"""Tables of an answer as HTML.

They are written here, text by text, for a page holds a thousand cells: an include for each, or even
Django's own formatting, would take longer than the call whose answer it is.
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
from console.response.view import LinkedCell

LONG = 40  # characters; what is longer is cut by the width of its column, and opens

register = template.Library()


@register.simple_tag
def rows(page: RequestPage) -> str:
    """The rows of a list answer; ids are links to the operations that open them."""
    return SafeString("\n".join(f"<tr>{_cells(page, row)}</tr>" for row in page.response.rows))


@register.simple_tag
def fields(page: RequestPage) -> str:
    """A single record, a field a row."""
    found = page.response.fields
    return SafeString(
        "\n".join(
            f'<tr><th scope="row" class="mono">{escape(path)}</th>{_cells(page, [linked])}</tr>'
            for path, linked in found
        )
    )


@register.simple_tag
def column_choices(page: RequestPage) -> str:
    """A check box for each column that there could be."""
    return SafeString(
        "\n".join(
            f'<label class="choice"><input type="checkbox" name="column" value="{escape(path)}"'
            f' id="column-{dom_id(path)}"{" checked" if shown else ""}>'
            f'<span class="mono">{escape(path)}</span></label>'
            for path, shown in page.response.column_choices
        )
    )


def _cells(page: RequestPage, linked: Iterable[LinkedCell]) -> str:
    return "".join(f'<td class="cell-{one.cell.kind}">{_inside(page, one)}</td>' for one in linked)


def _inside(page: RequestPage, linked: LinkedCell) -> str:
    text = escape(linked.cell.text)
    if linked.operation is None:
        long = len(linked.cell.text) > LONG
        return f'<details class="long"><summary>{text}</summary></details>' if long else text
    query = urlencode([*linked.arguments, ("do", "send")])
    address = f"{_address(page.organization.pk, linked.operation.key)}?{query}"
    return f'<a class="mono" href="{escape(address)}">{text}</a>'


@lru_cache(maxsize=1024)
def _address(organization_id: str, key: str) -> str:
    return reverse("console:open-operation", args=[organization_id, key])
