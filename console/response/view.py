"""A response in one of its views: table, tree, raw or headers."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from console.openapi.catalogue import Catalogue
from console.openapi.operations import Location, Operation
from console.request import json_editor
from console.request.request import Request
from console.response.exchange import Content, Exchange
from console.response.explanation import Explanation, explain
from console.response.paging import Paging, paging_of
from console.response.record_actions import RecordAction, record_actions
from console.response.record_links import RecordLink, record_links
from console.response.sorting import SORT_BY, ColumnSort, column_sort
from console.response.table import Cell, Column, Table, cell, fields_of, items_of, table_of
from console.response.tree import Node, tree_of

RowActions = list[tuple[RecordAction, list[tuple[str, str]]]]

VIEWS = ("table", "tree", "raw", "headers")
MAX_TEXT_LENGTH = 200_000
MAX_VALUES_LENGTH = 1000  # characters that an address repeats; beyond, it names the stored response


class LinkedCell(NamedTuple):
    """A value; if it is an id, with the operation that reads its record, and the form values for it.

    A list of ids has `ids` instead of `arguments`: each id with the form values for it.
    """

    cell: Cell
    operation: Operation | None = None
    arguments: list[tuple[str, str]] | None = None
    ids: tuple[tuple[str, list[tuple[str, str]]], ...] = ()


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

    @cached_property
    def columns(self) -> list[tuple[Column, ColumnSort | None]]:
        """The columns of the table, each with how the list is sorted by it; None if it can't be."""
        sort_by = next(
            (item for item in self._request.parameters if item.parameter.name.lower() == SORT_BY.lower()),
            None,
        )
        return [
            (column, column_sort(column.path, sort_by.choices, sort_by.values) if sort_by else None)
            for column in self.table.columns
        ]

    def sort_query(self, sort: ColumnSort) -> list[tuple[str, str]]:
        """Return the query of the list in another order, from its first page."""
        changed = {"query.sortBy": sort.next_value, "query.page": ""}
        return self._query_with(changed)

    @cached_property
    def row_actions(self) -> list[RowActions]:
        """For each row what can be done with its record, with the form values for it."""
        return [self._actions_of(row.values) for row in self.table.rows]

    @cached_property
    def record_actions(self) -> RowActions:
        """What can be done with a single record, with the form values for it."""
        return self._actions_of(fields_of(self.exchange.value)) if self.exchange.ok else []

    @property
    def has_actions(self) -> bool:
        """Whether something can be done with any record of a list."""
        return any(self.row_actions)

    def record_index(self, pointer: str) -> int | None:
        """Return which record is at a JSON pointer, counted from 0; None if none that the table shows is."""
        if self.items is None:
            return 0 if pointer == "" else None
        index = pointer.removeprefix("/Items/" if isinstance(self.exchange.value, dict) else "/")
        return int(index) if index.isdecimal() and int(index) < len(self.table.rows) else None

    def _actions_of(self, values: Mapping[str, Any]) -> RowActions:
        possible = [(action, action.link.arguments(values)) for action in self._record_actions]
        return [(action, arguments) for action, arguments in possible if arguments is not None]

    @cached_property
    def _record_actions(self) -> list[RecordAction]:
        choices = (
            list(self.table.available_columns)
            if self.items is not None
            else list(fields_of(self.exchange.value))
        )
        return record_actions(self._catalogue, self.operation, self._known, choices)

    @property
    def _known(self) -> dict[str, str]:
        return {
            item.parameter.name: item.text for item in self._request.parameters_in(Location.PATH) if item.text
        }

    def _record_links(self, paths: list[str], choices: list[str]) -> dict[str, RecordLink]:
        return record_links(self._catalogue, self.operation, self._known, paths, choices)

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
        return self._query_with({"query.page": str(page)})

    def _query_with(self, changed: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return the query of the same list with some form values changed; "" removes one."""
        others = [pair for pair in self._request.form_values if pair[0] not in changed]
        columns = [("column", path) for path in self.chosen_columns]
        if self.key and sum(len(name) + len(value) for name, value in others) > MAX_VALUES_LENGTH:
            return [("from", self.key), *changed.items(), ("do", "send"), *columns]
        return [*others, *(pair for pair in changed.items() if pair[1]), ("do", "send"), *columns]

    @property
    def previous_query(self) -> list[tuple[str, str]] | None:
        """The query of the previous page; None if there is none."""
        return self.page_query(self.paging.previous) if self.paging and self.paging.previous else None

    @property
    def next_query(self) -> list[tuple[str, str]] | None:
        """The query of the next page; None if there is none."""
        return self.page_query(self.paging.next) if self.paging and self.paging.next else None


def _linked(cell: Cell, link: RecordLink | None, values: Mapping[str, Any]) -> LinkedCell:
    if link and cell.kind == "text" and (arguments := link.arguments(values)):
        return LinkedCell(cell, link.operation, arguments)
    if link and cell.kind == "list" and (ids := link.arguments_of_list(values)):
        return LinkedCell(cell, link.operation, ids=tuple(ids))
    return LinkedCell(cell)
