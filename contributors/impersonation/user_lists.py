"""One list out of the lists of users that OrderCloud has: of the seller, and of each supplier and buyer.

OrderCloud has no list across companies. The first page of each list says how many users it has; then only the
parts that the requested page needs are read.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from django.db import connections

from contributors.impersonation.companies import COMPANY_PATHS, Company
from environments.grants import SELLER
from environments.ordercloud.client import Client

MAX_CALLS_AT_A_TIME = 8
SEARCHED = "ID,Username,LastName,FirstName,Email"

Source = TypeVar("Source")
Result = TypeVar("Result")


@dataclass(frozen=True)
class UserList:
    """A list of users of OrderCloud; `company` is None for that of the seller. `client` may read it."""

    client: Client
    kind: str
    company: Company | None = None

    @property
    def path(self) -> str:
        """The path of the list."""
        return users_path(self.kind, self.company.id if self.company else "")


@dataclass(frozen=True)
class _Part:
    """The users from `start` to before `stop` of a list, whose first page is read already."""

    users: UserList
    first_page: list[dict[str, Any]]
    start: int
    stop: int


def users_path(kind: str, company_id: str) -> str:
    """Return the path of the users of a company, or of the seller."""
    if kind == SELLER:
        return "adminusers"
    return f"{COMPANY_PATHS[kind]}/{quote(company_id, safe='')}/users"


def read_users(
    lists: Sequence[UserList], *, text: str = "", username: str = "", page: int, page_size: int
) -> tuple[list[tuple[UserList, dict[str, Any]]], int]:
    """Return a page of the users of all lists, each with its list, and how many users they have together.

    Args:
        text: searched in name, username, email and ID.
        username: only the user with exactly this username.

    Raises:
        OrderCloudError: a list can't be read.
    """
    query = [("pageSize", str(page_size))]
    if text.strip():
        query += [("search", text.strip()), ("searchOn", SEARCHED)]
    if username:
        query.append(("Username", escaped(username)))
    first_pages = _in_parallel(lambda each: each.client.get(each.path, [*query, ("page", "1")]), lists)
    parts, total = [], 0
    for each, first in zip(lists, first_pages, strict=True):
        count = first["Meta"]["TotalCount"]
        start = max((page - 1) * page_size - total, 0)
        stop = min(page * page_size - total, count)
        if start < stop:
            parts.append(_Part(each, first["Items"], start, stop))
        total += count
    read = _in_parallel(lambda part: _users_of(part, query, page_size), parts)
    return [(part.users, user) for part, users in zip(parts, read, strict=True) for user in users], total


def escaped(text: str) -> str:
    """Return a filter value that matches exactly `text`."""
    return "".join(f"\\{character}" if character in "\\|*!<>=" else character for character in text)


def _users_of(part: _Part, query: list[tuple[str, str]], page_size: int) -> list[dict[str, Any]]:
    first, last = part.start // page_size, (part.stop - 1) // page_size
    users: list[dict[str, Any]] = []
    for number in range(first, last + 1):
        if number == 0:
            users += part.first_page
        else:
            users += part.users.client.get(part.users.path, [*query, ("page", str(number + 1))])["Items"]
    offset = first * page_size
    return users[part.start - offset : part.stop - offset]


def _in_parallel(call: Callable[[Source], Result], sources: Sequence[Source]) -> list[Result]:
    """Return the results of some calls, made together, in the order of their sources."""
    if len(sources) < 2:
        return [call(source) for source in sources]

    def call_and_close(source: Source) -> Result:
        try:
            return call(source)
        finally:
            connections.close_all()  # a thread that renewed a token opened its own

    with ThreadPoolExecutor(min(len(sources), MAX_CALLS_AT_A_TIME)) as pool:
        return list(pool.map(call_and_close, sources))
