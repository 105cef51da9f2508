"""The context selector: the kinds of contexts, the users of one, and what the chosen one brings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User
from console.context.choosing import Choice, is_id, requires_reason
from console.context.preview import RolePreview, preview_of_seller, preview_of_user
from console.context.recents import recent_contexts
from console.page.selector_rows import (
    ClientRow,
    KindRow,
    RecentRow,
    client_rows,
    kind_rows,
    recent_rows,
    split_key,
)
from console.page.user_results import UserResults
from console.tabs.opening import OpenTab
from contributors.effective_access import effective_access
from contributors.impersonation.errors import ImpersonationError
from contributors.impersonation.kinds import KindOption, kind_options
from contributors.impersonation.users import ImpersonationUser, get_user
from environments.grants import BUYER, SELLER, SUPPLIER
from lib.query_string import whole_number
from organizations.models import Organization

KINDS = ("", SELLER, SUPPLIER, BUYER)
MAX_SEARCH_LENGTH = 100
MAX_PAGE = 999_999
OPERATION_KEY = re.compile(r"[\w.-]{1,200}")


@dataclass(frozen=True, kw_only=True)
class Selector:
    """What someone looks at in the context selector.

    Args:
        operation_key: the operation that is open in a tab that is not stored yet; "" for none.
        kind: the kind that is shown; "" for the seller organization itself.
        company_id: only users of this supplier or buyer; "" for all.
        user_key: the chosen user, as `selector_rows.user_key`; "" while none is.
        wanted_client_id: the API client that was chosen; "" for the first that admits the user.
    """

    organization: Organization
    user: User
    open_tab: OpenTab
    operation_key: str = ""
    kind: str = ""
    search: str = ""
    company_id: str = ""
    page: int = 1
    user_key: str = ""
    wanted_client_id: str = ""
    reason: str = ""
    for_new_tabs: bool = False

    @property
    def url(self) -> str:
        """The address of the selector."""
        return reverse("console:context", args=[self.organization.pk])

    @property
    def tab_id(self) -> int | None:
        return self.open_tab.tab_id

    @property
    def back_url(self) -> str:
        """The page that the selector was opened on."""
        return self.url_of(self.tab_id)

    def url_of(self, tab_id: int | None) -> str:
        """Return the page of the open operation in a tab."""
        query = f"?tab_id={tab_id}" if tab_id else ""
        if self.operation_key:
            return reverse("console:operation", args=[self.organization.pk, self.operation_key]) + query
        return reverse("console:console", args=[self.organization.pk]) + query

    @property
    def is_user_kind(self) -> bool:
        """Whether users are shown, and not the seller organization itself."""
        return bool(self.kind)

    @property
    def needs_reason(self) -> bool:
        """Whether acting as a user here requires a reason."""
        return requires_reason(self.organization)

    # The kinds

    @cached_property
    def options(self) -> dict[str, KindOption]:
        """The kinds of users by their names."""
        return {option.kind: option for option in kind_options(self.user, self.organization)}

    @property
    def kinds(self) -> list[KindRow]:
        """The seller organization, then the three kinds of users."""
        return kind_rows(self.organization, list(self.options.values()), self.kind, self.address)

    @property
    def refusal(self) -> str:
        """Why no user of the shown kind can be chosen; "" when one can."""
        option = self.options.get(self.kind)
        return (option.reason or option.connection_reason) if option else ""

    @property
    def granters(self) -> tuple[tuple[User, str], ...]:
        """Who can grant the permission that is missing, each with their position."""
        option = self.options.get(self.kind)
        return option.granters if option else ()

    @cached_property
    def recents(self) -> list[RecentRow]:
        """The recent contexts that the person may still use."""
        kinds = [option.kind for option in self.options.values() if option.available]
        return recent_rows(recent_contexts(self.user, self.organization, kinds), self.address)

    # The users

    @property
    def has_companies(self) -> bool:
        return self.kind in (SUPPLIER, BUYER)

    @cached_property
    def results(self) -> UserResults:
        """The users that match what is searched for."""
        return UserResults(
            self.organization, self.kind, self.search, self.company_id, self.page, self.mine, self.address
        )

    @property
    def mine(self) -> tuple[str, ...]:
        """The person's own roles."""
        return effective_access(self.user, self.organization).roles

    # The chosen user

    @cached_property
    def _chosen(self) -> ImpersonationUser | ImpersonationError | None:
        if not self.kind or self.refusal or not self.choice.names_user:
            return None
        try:
            return get_user(self.organization, self.kind, *split_key(self.user_key))
        except ImpersonationError as error:
            return error

    @property
    def chosen(self) -> ImpersonationUser | None:
        """The chosen user; None when none is, or when no one can act as that user."""
        return self._chosen if isinstance(self._chosen, ImpersonationUser) else None

    @property
    def chosen_problem(self) -> str:
        """Why no one can act as the chosen user; "" when someone can, or none is chosen."""
        if isinstance(self._chosen, ImpersonationError):
            return str(self._chosen)
        return self.client_problem if self.chosen else ""

    @property
    def chosen_name(self) -> str:
        """Whom the button names."""
        if self.chosen:
            return self.chosen.name
        return f"a {self.kind} user" if self.kind else self.organization.name

    @cached_property
    def _clients(self) -> list[ClientRow] | ImpersonationError:
        company_id = self.chosen.company_id if self.chosen else self.company_id
        company = self.chosen.company_name if self.chosen else company_id
        try:
            return client_rows(self.organization, self.kind, company_id, company)
        except ImpersonationError as error:
            return error

    @property
    def clients(self) -> list[ClientRow]:
        """The API clients, those first that admit the chosen user."""
        return [] if isinstance(self._clients, ImpersonationError) else self._clients

    @property
    def client_id(self) -> str:
        """The API client that is selected; "" when none admits the user."""
        usable = [client.id for client in self.clients if not client.refusal]
        return self.wanted_client_id if self.wanted_client_id in usable else next(iter(usable), "")

    @property
    def client_problem(self) -> str:
        """Why there is no API client for the user; "" when there is one."""
        if isinstance(self._clients, ImpersonationError):
            return str(self._clients)
        return "" if self.client_id else "No active API client admits this user. Assign one on OrderCloud."

    @property
    def preview(self) -> RolePreview | None:
        """The roles that the token will have; None while no one can be acted as."""
        if not self.kind:
            return preview_of_seller(self.mine)
        if not self.chosen or self.client_problem:
            return None
        return preview_of_user(self.mine, self.chosen.roles, self.chosen.first_name or self.chosen.name)

    @property
    def asks_reason(self) -> bool:
        return bool(self.preview and self.kind and self.needs_reason)

    @property
    def choice(self) -> Choice:
        """What the posted form chooses."""
        company_id, user_id = split_key(self.user_key)
        return Choice(self.kind, company_id, user_id, self.wanted_client_id, self.reason, self.for_new_tabs)

    # Addresses

    def address(self, **changes: str) -> str:
        """Return the address of the selector for the same tab with other parameters."""
        place = {"tab_id": str(self.tab_id)} if self.tab_id else {"tab_key": self.open_tab.key}
        if self.operation_key:
            place["operation"] = self.operation_key
        return f"{self.url}?{urlencode({**place, **changes})}"


def selector_of(
    user: User, organization: Organization, open_tab: OpenTab, values: Mapping[str, str]
) -> Selector:
    """Return the selector as its address or its form describes it."""
    stored = open_tab.bar.current.operation if open_tab.bar else ""
    operation_key = values.get("operation", stored)
    kind = values.get("kind", open_tab.context.kind)
    company_id = values.get("company", "")
    return Selector(
        organization=organization,
        user=user,
        open_tab=open_tab,
        operation_key=operation_key if OPERATION_KEY.fullmatch(operation_key) else "",
        kind=kind if kind in KINDS else "",
        search=values.get("search", "").replace("\0", "").strip()[:MAX_SEARCH_LENGTH],
        company_id=company_id if is_id(company_id) else "",
        page=whole_number(values.get("page"), maximum=MAX_PAGE) or 1,
        user_key=values.get("user", ""),
        wanted_client_id=values.get("client", ""),
        reason=values.get("reason", ""),
        for_new_tabs=values.get("for_new_tabs") == "1",
    )
