"""One answer in one view: what the right side of the console shows."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from console.openapi.catalogue import Catalogue
from console.openapi.operations import Location, Operation
from console.request import json_editor
from console.request.request import Request
from console.response.exchange import Content, Exchange
from console.response.explanation import Explanation, explain
from console.response.paging import Paging, paging_of
from console.response.record_links import RecordLink, record_links
from console.response.table import Cell, Table, cell, fields_of, items_of, table_of
from console.response.tree import Node, tree_of

VIEWS = ("table", "tree", "raw", "headers")
MAX_TEXT_LENGTH = 200_000


class LinkedCell(NamedTuple):
    """A value, and when it is an id, the operation that opens what it names, with what to fill in."""

    cell: Cell
    operation: Operation | None = None
    arguments: list[tuple[str, str]] | None = None


class ResponseView:
    """`key` finds the answer again while it is kept; `wanted` says which view, columns and part are asked
    for.
    """

    def __init__(
        self,
        exchange: Exchange,
        key: str,
        catalogue: Catalogue,
        operation: Operation,
        request: Request,
        wanted: Mapping[str, Sequence[str]],
    ):
        self.exchange, self.key, self.operation = exchange, key, operation
        self._catalogue, self._request = catalogue, request
        self._wanted = wanted

    @cached_property
    def views(self) -> tuple[str, ...]:
        """The views that make sense for what came."""
        if self.exchange.failure:
            return ()
        if self.exchange.content is Content.JSON and isinstance(self.exchange.value, (dict, list)):
            return VIEWS
        return ("headers",) if self.exchange.content is Content.NOTHING else ("raw", "headers")

    @cached_property
    def view(self) -> str:
        """The view that is shown."""
        asked = (self._wanted.get("view") or [""])[0]
        if asked in self.views:
            return asked
        # The sentence above tells what a refusal means; under it its own words say more than a table.
        return "raw" if self.exchange.status >= 400 and "raw" in self.views else next(iter(self.views), "")

    @cached_property
    def explanation(self) -> Explanation | None:
        """What to say about it."""
        return explain(self.exchange)

    @cached_property
    def items(self) -> list | None:
        """The items of a list answer."""
        return items_of(self.exchange.value)

    @cached_property
    def table(self) -> Table:
        """The items as a table."""
        return table_of(self.items or (), self.chosen_columns)

    @property
    def chosen_columns(self) -> Sequence[str]:
        """The columns that somebody chose; none when the page posts those that it showed by itself."""
        ticked = self._wanted.get("column") or ()
        usual = (self._wanted.get("usual") or [""])[0]
        return () if sorted(ticked) == sorted(usual.split(",")) else ticked

    @property
    def default_columns(self) -> str:
        """The columns that are shown when nobody chose."""
        return ",".join(self.table.default_columns)

    @property
    def choosing_columns(self) -> bool:
        """Whether somebody is choosing columns right now."""
        return "choosing" in self._wanted

    @property
    def column_choices(self) -> list[tuple[str, bool]]:
        """Every column that there could be, and whether it is shown."""
        shown = {column.path for column in self.table.columns}
        return [(path, path in shown) for path in self.table.available_columns]

    @cached_property
    def rows(self) -> list[list[LinkedCell]]:
        """The rows of the table."""
        paths = [column.path for column in self.table.columns]
        openers = self._record_links(paths, list(self.table.available_columns))
        return [
            [
                _linked(cell, openers.get(path), row.values)
                for path, cell in zip(paths, row.cells, strict=True)
            ]
            for row in self.table.rows
        ]

    @cached_property
    def fields(self) -> list[tuple[str, LinkedCell]]:
        """A single record, field by field, by their paths."""
        values = fields_of(self.exchange.value)
        openers = self._record_links(list(values), list(values))
        return [(path, _linked(cell(value), openers.get(path), values)) for path, value in values.items()]

    def _record_links(self, paths: list[str], choices: list[str]) -> dict[str, RecordLink]:
        known = {
            item.parameter.name: item.text for item in self._request.parameters_in(Location.PATH) if item.text
        }
        return record_links(self._catalogue, self.operation, known, paths, choices)

    @cached_property
    def paging(self) -> Paging | None:
        """Which part of a list it is."""
        return paging_of(self.exchange.value)

    @cached_property
    def tree(self) -> Node | None:
        """The answer, or the part of it that is asked for, as a tree; None when there is no such part."""
        try:
            return tree_of(self.exchange.value, (self._wanted.get("at") or [""])[0])
        except KeyError:
            return None

    @cached_property
    def text(self) -> str:
        """The body to read: JSON indented with its digits as they came, cut where a page would get too
        long.
        """
        text = self.exchange.text
        if self.exchange.content is Content.JSON and len(text) <= MAX_TEXT_LENGTH:
            text = json_editor.dumps_pretty(self.exchange.value).value
        return text[:MAX_TEXT_LENGTH]

    @property
    def truncated(self) -> bool:
        """Whether only a part of the body is shown."""
        return len(self.exchange.text) > MAX_TEXT_LENGTH

    def page_query(self, page: int) -> list[tuple[str, str]]:
        """The address of a neighbouring page of the list."""
        kept = [pair for pair in self._request.form_values if pair[0] != "query.page"]
        columns = [("column", path) for path in self.chosen_columns]
        return [*kept, ("query.page", str(page)), ("do", "send"), *columns]

    @property
    def previous_query(self) -> list[tuple[str, str]] | None:
        """The address of the page before."""
        return self.page_query(self.paging.previous) if self.paging and self.paging.previous else None

    @property
    def next_query(self) -> list[tuple[str, str]] | None:
        """The address of the page after."""
        return self.page_query(self.paging.next) if self.paging and self.paging.next else None


def _linked(cell: Cell, link: RecordLink | None, values: Mapping) -> LinkedCell:
    if link and cell.kind == "text" and (arguments := link.arguments(values)):
        return LinkedCell(cell, link.operation, arguments)
    return LinkedCell(cell)
