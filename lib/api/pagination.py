"""Lists of the Portal API: search, filters, order and pages of a query string, in the envelope with Meta."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from lib.api.errors import Problem
from lib.query_string import search_words, whole_number

LARGEST_PAGE = 100
KNOWN = {"search", "searchon", "sortby", "page", "pagesize"}


@dataclass(frozen=True)
class ListQuery:
    """What a list was asked for, in terms of the model's fields."""

    where: Q
    order: list[str]
    page: int
    page_size: int

    @classmethod
    def read(
        cls, parameters, *, fields: dict[str, str], searched: list[str], order: str = "pk"
    ) -> "ListQuery":
        """From a query string. `fields` maps the API's names, in any case, to the model's.

        `searched` are those that a search without `searchOn` looks at.

        Raises `Problem` 400 for a page size outside 1 to 100 and for a name that the list does not know.
        """
        by_name = {name.lower(): field for name, field in fields.items()}
        given = {name.lower(): value for name, value in parameters.items()}
        page, page_size = _paging(given)
        return cls(
            where=_search(given, by_name, searched) & _filters(given, by_name),
            order=_order(given.get("sortby", ""), by_name) + [order],
            page=page,
            page_size=page_size,
        )


def apply(query: ListQuery, rows: QuerySet, show: Callable) -> dict:
    """The page of `rows` as `{"Meta": …, "Items": […]}`, each row through `show`."""
    rows = rows.filter(query.where).order_by(*query.order)
    first = (query.page - 1) * query.page_size
    items = [show(row) for row in rows[first : first + query.page_size]]
    return _envelope(items, rows.count(), query.page, query.page_size)


def page_of(parameters, items: list) -> dict:
    """The page of `items`, a short list at hand, that `page` and `pageSize` of a query string ask for."""
    page, page_size = _paging({name.lower(): value for name, value in parameters.items()})
    first = (page - 1) * page_size
    return _envelope(items[first : first + page_size], len(items), page, page_size)


def part_of(parameters, total: int, fetch: Callable[[int, int], list]) -> dict:
    """The page of something long: `fetch(first, most)` brings the items from number `first` on."""
    page, page_size = _paging({name.lower(): value for name, value in parameters.items()})
    return _envelope(fetch((page - 1) * page_size, page_size), total, page, page_size)


def _paging(given: dict) -> tuple[int, int]:
    return _whole(given.get("page"), 1, "page"), _whole(given.get("pagesize"), 20, "pageSize", LARGEST_PAGE)


def _envelope(items: list, total: int, page: int, page_size: int) -> dict:
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


def _search(given: dict, by_name: dict, searched: list[str]) -> Q:
    words = search_words(given.get("search"))
    chosen = [name.strip() for name in given.get("searchon", "").split(",") if name.strip()] or searched
    where = Q()
    for word in words:
        anywhere = Q()
        for name in chosen:
            anywhere |= Q(**{f"{_field(name, by_name, 'List.InvalidSearchProperty')}__icontains": word})
        where &= anywhere
    return where


def _filters(given: dict, by_name: dict) -> Q:
    where = Q()
    for name, value in given.items():
        if name not in KNOWN:
            where &= Q(**{f"{_field(name, by_name, 'List.InvalidProperty')}__iexact": value})
    return where


def _order(text: str, by_name: dict) -> list[str]:
    order = []
    for name in filter(None, (part.strip() for part in text.split(","))):
        field = _field(name.removeprefix("!"), by_name, "List.InvalidSortProperty")
        order.append(f"-{field}" if name.startswith("!") else field)
    return order


def _field(name: str, by_name: dict, code: str) -> str:
    if name.lower() not in by_name:
        raise Problem(400, code, f"This list has no property {name}.", {"Property": name})
    return by_name[name.lower()]


def _whole(text: str | None, default: int, name: str, most: int = 10**9) -> int:
    if text is None:
        return default
    number = whole_number(text, most=most)
    if not number:
        raise Problem(
            400, "List.InvalidPageSize", f"{name} is a whole number from 1 to {most}.", {"Property": name}
        )
    return number
