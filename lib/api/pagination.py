"""Lists of the Portal API: search, filters, order and pages, in the envelope with Meta and Items."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.datastructures import MultiValueDict

from lib.api.errors import ApiError
from lib.api.filters import TooComplex, condition
from lib.query_string import search_words, whole_number

Row = TypeVar("Row", bound=Model)

MAX_PAGE_SIZE = 100
DEFAULT_PAGE_SIZE = 20
MAX_PAGE = 10**9
# Not filters; clients send the last two to every list.
RESERVED_PARAMETERS = {"search", "searchon", "sortby", "page", "pagesize", "depth", "searchtype"}


@dataclass(frozen=True)
class ListQuery:
    """A parsed query string, in terms of the model's fields."""

    where: Q
    order: list[str]
    page: int
    page_size: int

    @classmethod
    def parse(
        cls,
        parameters: Mapping[str, str],
        *,
        fields: Mapping[str, str],
        searched: Sequence[str],
        order: str = "pk",
    ) -> Self:
        """Parse a query string.

        Args:
            fields: the model's field for each property of the API.
            searched: the properties that a search without `searchOn` covers.
            order: the model's field that orders rows with equal sort values.

        Raises:
            ApiError: 400 for a page size outside 1 to 100, and for an unknown property.
        """
        by_name = {name.lower(): field for name, field in fields.items()}
        lowered = {name.lower(): value for name, value in parameters.items()}
        page, page_size = _paging(parameters)
        return cls(
            where=_search(lowered, by_name, searched) & _filters(parameters, by_name),
            order=_order(lowered.get("sortby", ""), by_name) + [order],
            page=page,
            page_size=page_size,
        )

    def uses(self, field: str) -> bool:
        """Return whether the query searches, filters or sorts by a field of the model or an annotation."""
        return any(
            name.removeprefix("-").split("__")[0] == field for name in (*self.order, *_names(self.where))
        )


def _names(where: Q) -> Iterator[str]:
    """Yield the fields of a condition, with their lookups."""
    for child in where.children:
        if isinstance(child, Q):
            yield from _names(child)
        elif isinstance(child, tuple):
            yield child[0]


def paginate_queryset(
    query: ListQuery, rows: QuerySet[Row], to_dict: Callable[[Row], dict[str, Any]]
) -> dict[str, Any]:
    """Return the requested page of `rows` as `{"Meta": …, "Items": […]}`; beyond the end it has no items."""
    found = rows.filter(query.where)
    first, total = (query.page - 1) * query.page_size, found.count()
    # Keys alone are sorted and skipped much faster than whole rows with what is joined to them.
    in_order = found.order_by(*query.order).values_list("pk", flat=True)
    keys = list(in_order[first : first + query.page_size]) if first < total else []
    items = [to_dict(row) for row in rows.filter(pk__in=keys).order_by(*query.order)] if keys else []
    return _envelope(items, total, query.page, query.page_size)


def paginate_list(parameters: Mapping[str, str], items: Sequence[Any]) -> dict[str, Any]:
    """Return the page of `items` that `page` and `pageSize` of a query string request."""
    page, page_size = _paging(parameters)
    first = (page - 1) * page_size
    return _envelope(items[first : first + page_size], len(items), page, page_size)


def paginate_callable(
    parameters: Mapping[str, str], total: int, fetch: Callable[[int, int], Sequence[Any]]
) -> dict[str, Any]:
    """Return the requested page of a long list; `fetch(offset, limit)` returns its items."""
    page, page_size = _paging(parameters)
    first = (page - 1) * page_size
    return _envelope(fetch(first, page_size) if first < total else [], total, page, page_size)


def paginate_remote(
    parameters: Mapping[str, str], fetch: Callable[[int, int], tuple[Sequence[Any], int]]
) -> dict[str, Any]:
    """Return the requested page of a list that is paged elsewhere.

    Args:
        fetch: `fetch(page, page_size)` returns the items of a page and the number of all items.
    """
    page, page_size = _paging(parameters)
    items, total = fetch(page, page_size)
    return _envelope(items, total, page, page_size)


def _paging(parameters: Mapping[str, str]) -> tuple[int, int]:
    lowered = {name.lower(): value for name, value in parameters.items()}
    return (
        _positive(lowered.get("page"), 1, "page", MAX_PAGE),
        _positive(lowered.get("pagesize"), DEFAULT_PAGE_SIZE, "pageSize", MAX_PAGE_SIZE),
    )


def _envelope(items: Sequence[Any], total: int, page: int, page_size: int) -> dict[str, Any]:
    first = (page - 1) * page_size
    return {
        "Meta": {
            "Page": page,
            "PageSize": page_size,
            "TotalCount": total,
            "TotalPages": -(-total // page_size),
            "ItemRange": [first + 1, first + len(items)],
            "NextPageKey": None,
        },
        "Items": items,
    }


def _search(parameters: Mapping[str, str], by_name: Mapping[str, str], searched: Sequence[str]) -> Q:
    words = search_words(parameters.get("search"))
    chosen = [name.strip() for name in parameters.get("searchon", "").split(",") if name.strip()] or searched
    where = Q()
    for word in words:
        condition = Q()
        for name in chosen:
            condition |= Q(**{f"{_field(name, by_name, 'List.InvalidSearchProperty')}__icontains": word})
        where &= condition
    return where


def _filters(parameters: Mapping[str, str], by_name: Mapping[str, str]) -> Q:
    where = Q()
    # All expressions of a property that is repeated.
    repeated = parameters.lists() if isinstance(parameters, MultiValueDict) else ()
    for name, values in repeated or ((name, [value]) for name, value in parameters.items()):
        if name.lower() in RESERVED_PARAMETERS:
            continue
        field = _field(name, by_name, "List.InvalidProperty")
        for value in values:
            try:
                where &= condition(field, value)
            except TooComplex as error:
                raise ApiError(400, "List.InvalidFilter", str(error), {"Property": name}) from error
    return where


def _order(text: str, by_name: Mapping[str, str]) -> list[str]:
    order = []
    for name in filter(None, (part.strip() for part in text.split(","))):
        field = _field(name.removeprefix("!"), by_name, "List.InvalidSortProperty")
        order.append(f"-{field}" if name.startswith("!") else field)
    return order


def _field(name: str, by_name: Mapping[str, str], code: str) -> str:
    if name.lower() not in by_name:
        raise ApiError(400, code, f"This list has no property {name}.", {"Property": name})
    return by_name[name.lower()]


def _positive(text: str | None, default: int, name: str, maximum: int) -> int:
    if text is None:
        return default
    number = whole_number(text, maximum=maximum)
    if not number:
        raise ApiError(
            400, "List.InvalidPageSize", f"{name} is a whole number from 1 to {maximum}.", {"Property": name}
        )
    return number
