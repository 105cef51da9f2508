"""Tables of an answer as HTML. They are written here, for an include for each of a thousand cells takes
too long.
"""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from console.names import dom_id
from console.result import Linked
from console.workbench import Workbench

register = template.Library()
_APPLIES = (
    'hx-get="{}" hx-trigger="change" hx-target="#answer" hx-include="closest .floating" '
    'hx-vals=\'{{"choosing":"1"}}\''
)


@register.simple_tag
def rows(bench: Workbench) -> str:
    """The rows of a list answer; ids are links to the operations that open them."""
    return format_html_join("\n", "<tr>{}</tr>", ((_cells(bench, row),) for row in bench.result.rows))


@register.simple_tag
def fields(bench: Workbench) -> str:
    """A single record, a field a row."""
    return format_html_join(
        "\n",
        '<tr><th scope="row" class="mono">{}</th>{}</tr>',
        ((path, _cells(bench, [linked])) for path, linked in bench.result.fields),
    )


@register.simple_tag
def column_choices(bench: Workbench) -> str:
    """A check box for each column that there could be; while the answer is kept, htmx applies it at once."""
    key = bench.result.key
    address = reverse("console:answer", args=[bench.organization.pk, key]) if key else ""
    applies = format_html(_APPLIES, address) if key else ""
    return format_html_join(
        "\n",
        '<label class="choice"><input type="checkbox" name="column" value="{}" id="column-{}"{} {}>'
        '<span class="mono">{}</span></label>',
        (
            (path, dom_id(path), " checked" if shown else "", applies, path)
            for path, shown in bench.result.column_choices
        ),
    )


def _cells(bench: Workbench, linked: Iterable[Linked]) -> str:
    return format_html_join(
        "", '<td class="cell-{}">{}</td>', ((one.cell.kind, _inside(bench, one)) for one in linked)
    )


def _inside(bench: Workbench, linked: Linked) -> str:
    if linked.operation is None:
        return linked.cell.text
    query = urlencode([*linked.arguments, ("do", "send")])
    address = _address(bench.organization.pk, linked.operation.key)
    return format_html('<a class="mono" href="{}?{}">{}</a>', address, query, linked.cell.text)


@lru_cache(maxsize=1024)
def _address(organization_id: str, key: str) -> str:
    return reverse("console:open-operation", args=[organization_id, key])
