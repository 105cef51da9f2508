"""A response in one of its views: table, tree, raw or headers."""

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
    """A value; if it is an id, with the operation that reads its record, and the form values for it."""

    cell: Cell
    operation: Operation | None = None
    arguments: list[tuple[str, str]] | None = None


class ResponseView:
    """A response as shown.

    Args:
        exchange: the call and its response.
        key: the key of the stored exchange; "" if it is not stored.
        catalogue: the operations to link to.
        operation: the operation that was called.
        request: the request as it was sent.
        options: the query, which chooses the view, the columns and the part of the tree.
    """

    def __init__(
        self,
        exchange: Exchange,
        key: str,
        catalogue: Catalogue,
        operation: Operation,
        request: Request,
        options: Mapping[str, Sequence[str]],
    ):
        self.exchange, self.key, self.operation = exchange, key, operation
        self._catalogue, self._request = catalogue, request
        self._options = options

    @cached_property
    def views(self) -> tuple[str, ...]:
        """The views that are available for the content."""
        if self.exchange.failure:
            return ()
        if self.exchange.content is Content.JSON and isinstance(self.exchange.value, (dict, list)):
            return VIEWS
        return ("headers",) if self.exchange.content is Content.NOTHING else ("raw", "headers")

    @cached_property
    def view(self) -> str:
        """The view shown."""
        chosen = (self._options.get("view") or [""])[0]
        if chosen in self.views:
            return chosen
        # The explanation is shown above an error; its raw text says more than a table of it.
        return "raw" if self.exchange.status >= 400 and "raw" in self.views else next(iter(self.views), "")

    @cached_property
    def explanation(self) -> Explanation | None:
        """The explanation shown with it; None if it needs none."""
        return explain(self.exchange)

    @cached_property
    def items(self) -> list | None:
        """The items of a list; None for a single record."""
        return items_of(self.exchange.value)

    @cached_property
    def table(self) -> Table:
        """The items as a table."""
        return table_of(self.items or (), self.chosen_columns)

    @property
    def chosen_columns(self) -> Sequence[str]:
        """The columns that the user chose; () if these are the default ones."""
        selected = self._options.get("column") or ()
        default = (self._options.get("usual") or [""])[0]
        return () if sorted(selected) == sorted(default.split(",")) else selected

    @property
    def default_columns(self) -> str:
        """The columns shown if the user chooses none, with commas."""
        return ",".join(self.table.default_columns)

    @property
    def choosing_columns(self) -> bool:
        """Whether the list of columns is open."""
        return "choosing" in self._options

    @property
    def column_choices(self) -> list[tuple[str, bool]]:
        """Every available column, and whether it is shown."""
        shown = {column.path for column in self.table.columns}
        return [(path, path in shown) for path in self.table.available_columns]

    @cached_property
    def rows(self) -> list[list[LinkedCell]]:
        """The rows of the table."""
        paths = [column.path for column in self.table.columns]
        links = self._record_links(paths, list(self.table.available_columns))
        return [
            [_linked(cell, links.get(path), row.values) for path, cell in zip(paths, row.cells, strict=True)]
            for row in self.table.rows
        ]

    @cached_property
    def fields(self) -> list[tuple[str, LinkedCell]]:
        """The fields of a single record, by their paths."""
        values = fields_of(self.exchange.value)
        links = self._record_links(list(values), list(values))
        return [(path, _linked(cell(value), links.get(path), values)) for path, value in values.items()]

    def _record_links(self, paths: list[str], choices: list[str]) -> dict[str, RecordLink]:
        known = {
            item.parameter.name: item.text for item in self._request.parameters_in(Location.PATH) if item.text
        }
        return record_links(self._catalogue, self.operation, known, paths, choices)

    @cached_property
    def paging(self) -> Paging | None:
        """The page of a list; None if the response has no paging."""
        return paging_of(self.exchange.value)

    @cached_property
    def tree(self) -> Node | None:
        """The response, or the part of it that the user chose, as a tree; None if there is no such part."""
        try:
            return tree_of(self.exchange.value, (self._options.get("at") or [""])[0])
        except KeyError:
            return None

    @cached_property
    def text(self) -> str:
        """The body as text, up to `MAX_TEXT_LENGTH`; JSON is indented and keeps its exact digits."""
        text = self.exchange.text
        if self.exchange.content is Content.JSON and len(text) <= MAX_TEXT_LENGTH:
            text = json_editor.dumps_pretty(self.exchange.value).value
        return text[:MAX_TEXT_LENGTH]

    @property
    def truncated(self) -> bool:
        """Whether only a part of the body is shown."""
        return len(self.exchange.text) > MAX_TEXT_LENGTH

    def page_query(self, page: int) -> list[tuple[str, str]]:
        """Return the query of another page of the list."""
        others = [pair for pair in self._request.form_values if pair[0] != "query.page"]
        columns = [("column", path) for path in self.chosen_columns]
        return [*others, ("query.page", str(page)), ("do", "send"), *columns]

    @property
    def previous_query(self) -> list[tuple[str, str]] | None:
        """The query of the previous page; None if there is none."""
        return self.page_query(self.paging.previous) if self.paging and self.paging.previous else None

    @property
    def next_query(self) -> list[tuple[str, str]] | None:
        """The query of the next page; None if there is none."""
        return self.page_query(self.paging.next) if self.paging and self.paging.next else None


def _linked(cell: Cell, link: RecordLink | None, values: Mapping) -> LinkedCell:
    if link and cell.kind == "text" and (arguments := link.arguments(values)):
        return LinkedCell(cell, link.operation, arguments)
    return LinkedCell(cell)
