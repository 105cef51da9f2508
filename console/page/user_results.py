"""The users of one kind that match what is searched for in the context selector."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from console.page.selector_rows import UserRow, user_row
from contributors.impersonation.companies import Company, companies
from contributors.impersonation.errors import ImpersonationError
from contributors.impersonation.users import UserPage, search_users
from organizations.models import Organization

MAX_COMPANIES = 100  # in the list to choose from
PAGE_SIZE = 20


@dataclass(frozen=True)
class UserResults:
    """A page of users, read from OrderCloud when it is first looked at.

    Args:
        company_id: only users of this supplier or buyer; "" for all.
        mine: the roles of the person who searches.
        address: returns the address of the selector with some parameters.
    """

    organization: Organization
    kind: str
    search: str
    company_id: str
    page: int
    mine: tuple[str, ...]
    address: Callable[..., str]

    @cached_property
    def companies(self) -> list[Company]:
        """The suppliers or buyers to search in; the chosen one is always among them."""
        try:
            found = list(companies(self.organization, self.kind, page_size=MAX_COMPANIES).items)
        except ImpersonationError:
            return []
        if self.company_id and self.company_id not in [company.id for company in found]:
            found.append(Company(self.company_id, self.company_id, True))
        return found

    @cached_property
    def _found(self) -> UserPage | ImpersonationError:
        try:
            return search_users(
                self.organization,
                self.kind,
                text=self.search,
                company_id=self.company_id,
                page=self.page,
                page_size=PAGE_SIZE,
            )
        except ImpersonationError as error:
            return error

    @property
    def problem(self) -> str:
        """Why the users can't be listed; "" when they can."""
        return str(self._found) if isinstance(self._found, ImpersonationError) else ""

    @property
    def notice(self) -> str:
        """What was not searched; "" when everything was."""
        return self._found.notice if isinstance(self._found, UserPage) else ""

    @property
    def users(self) -> list[UserRow]:
        """One page of the users that match."""
        if not isinstance(self._found, UserPage):
            return []
        return [user_row(user, self.mine) for user in self._found.items]

    @property
    def page_count(self) -> int:
        return self._found.pages if isinstance(self._found, UserPage) else 0

    @property
    def count_in_words(self) -> str:
        """How many users match."""
        total = self._found.total if isinstance(self._found, UserPage) else 0
        searched = f" “{self.search}”" if self.search else ""
        if not total:
            return (
                f"No {self.kind} user matches{searched}." if searched else f"There are no {self.kind} users."
            )
        return f"{total:,} {self.kind} user{'' if total == 1 else 's'}"

    @property
    def range_in_words(self) -> str:
        """Which of the users are shown."""
        total = self._found.total if isinstance(self._found, UserPage) else 0
        first = (self.page - 1) * PAGE_SIZE
        return f"{first + 1:,} to {min(first + PAGE_SIZE, total):,} of {total:,}"

    @property
    def previous_url(self) -> str:
        return self._page_url(self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self._page_url(self.page + 1) if self.page < self.page_count else ""

    def _page_url(self, page: int) -> str:
        parameters = {"kind": self.kind, "search": self.search, "company": self.company_id, "page": str(page)}
        return self.address(**{name: value for name, value in parameters.items() if value})
