"""What a search shows: groups of results, and the registry of those who find them."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User

MAX_IN_PALETTE = 5
MAX_ON_PAGE = 20


@dataclass(frozen=True)
class Result:
    """One result, which leads to `url`.

    Attributes:
        title: its name, in which matches are marked.
        detail: an ID or the like, shown in monospace; matches are marked here too.
        icon: a Lucide icon.
        environment: of an organization.
    """

    title: str
    url: str
    icon: str
    detail: str = ""
    environment: str = ""


@dataclass(frozen=True)
class Group:
    """Results of one kind.

    Attributes:
        key: for the element IDs.
        total: how many match; more than `results` when not all are shown.
        all_url: the page that shows all of them.
    """

    key: str
    title: str
    results: tuple[Result, ...]
    total: int
    all_url: str = ""

    @property
    def has_more(self) -> bool:
        return self.total > len(self.results)


# Returns the results for what a user typed, at most as many as the number says.
Finder = Callable[[User, str, int], Group]

_finders: list[tuple[int, Finder]] = []


def register(order: int, finder: Finder) -> None:
    """Add a group to every search, at its rank among the groups."""
    if (order, finder) not in _finders:
        _finders.append((order, finder))


def search(user: User, text: str, limit: int) -> list[Group]:
    """Return the groups that have results, in order."""
    groups = [finder(user, text, limit) for _, finder in sorted(_finders, key=lambda entry: entry[0])]
    return [group for group in groups if group.results]
