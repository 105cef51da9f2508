"""Users to act as: searched by name, username, email or ID, within one company or over all of a kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from contributors.impersonation.api_clients import ApiClient, admitted_companies, get_client
from contributors.impersonation.companies import COMPANY_PATHS, Company, read_companies, read_company
from contributors.impersonation.errors import InactiveUser, UserNotFound
from contributors.impersonation.reading import USER_READERS, reader, reading
from contributors.impersonation.user_lists import UserList, read_users, users_path
from contributors.impersonation.words import user_in_words
from environments.grants import SELLER
from environments.ordercloud.errors import NotFound
from organizations.models import Organization

PAGE_SIZE = 20
MAX_COMPANIES = 40  # whose users one search without a company reads


@dataclass(frozen=True)
class ImpersonationUser:
    """A user of OrderCloud.

    Attributes:
        kind: SELLER, SUPPLIER or BUYER.
        company_id, company_name: of the supplier or buyer; "" for seller users.
        active: whether user and company are; there is no token for one who is not.
        roles: those that the security profiles of the user give.
    """

    kind: str
    company_id: str
    company_name: str
    user_id: str
    username: str
    first_name: str
    last_name: str
    email: str
    active: bool
    roles: tuple[str, ...]

    @classmethod
    def from_record(cls, kind: str, company: Company | None, record: dict[str, Any]) -> "ImpersonationUser":
        """Return the user that OrderCloud describes."""
        return cls(
            kind=kind,
            company_id=company.id if company else "",
            company_name=company.name if company else "",
            user_id=record["ID"],
            username=record["Username"],
            first_name=record.get("FirstName") or "",
            last_name=record.get("LastName") or "",
            email=record.get("Email") or "",
            active=bool(record.get("Active")) and (company is None or company.active),
            roles=tuple(record.get("AvailableRoles") or ()),
        )

    @property
    def name(self) -> str:
        """First and last name; the username when there is neither."""
        return f"{self.first_name} {self.last_name}".strip() or self.username

    @property
    def in_words(self) -> str:
        """The user with kind and company, for the audit log."""
        return user_in_words(self.kind, self.username, self.name, self.company_id)


@dataclass(frozen=True)
class UserPage:
    """One page of users; `total` counts those of all pages.

    Attributes:
        notice: which companies were not searched, because there are too many; "" when all were.
    """

    items: tuple[ImpersonationUser, ...]
    total: int
    page: int
    pages: int
    notice: str = ""


def search_users(
    organization: Organization,
    kind: str,
    *,
    text: str = "",
    company_id: str = "",
    client_id: str = "",
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> UserPage:
    """Return a page of the users of a kind, by company and last name.

    Without a company it costs one call for the companies and one for each of the first `MAX_COMPANIES`, plus
    at most one for each that has users on a later page.

    Args:
        text: words that name, username, email or ID contain.
        company_id: only users of this supplier or buyer.
        client_id: only users that this API client admits.

    Raises:
        CannotRead: OrderCloud, or the connection, does not let them be read.
        ClientNotFound: there is no such API client.
        UserNotFound: there is no such supplier or buyer.
    """
    client = get_client(organization, client_id) if client_id else None
    lists, notice = lists_of_kind(organization, kind, company_id=company_id, client=client)
    return page_of(lists, text=text, page=page, page_size=page_size, notice=notice)


def page_of(
    lists: Sequence[UserList],
    *,
    text: str = "",
    username: str = "",
    page: int = 1,
    page_size: int = PAGE_SIZE,
    notice: str = "",
) -> UserPage:
    """Return a page of the users of some lists.

    Raises:
        CannotRead: OrderCloud, or the connection, does not let them be read.
    """
    roles = tuple(dict.fromkeys(role for each in lists for role in USER_READERS[each.kind]))
    with reading("users", roles):
        found, total = read_users(lists, text=text, username=username, page=page, page_size=page_size)
    items = tuple(ImpersonationUser.from_record(each.kind, each.company, user) for each, user in found)
    return UserPage(items, total, page, -(-total // page_size), notice)


def lists_of_kind(
    organization: Organization, kind: str, *, company_id: str = "", client: ApiClient | None = None
) -> tuple[list[UserList], str]:
    """Return the lists that have the users of a kind, and the notice about those that are left out.

    Args:
        client: only users that this API client admits.

    Raises:
        CannotRead, UserNotFound: as `search_users` does.
    """
    admitted = admitted_companies(organization, client, kind) if client else None
    source = reader(organization, USER_READERS[kind])
    if kind == SELLER:
        return ([UserList(source, SELLER)] if admitted is None else []), ""
    if admitted is not None:
        chosen = {id_ for id_ in admitted if not company_id or id_.casefold() == company_id.casefold()}
        if not chosen:
            return [], ""
    with reading(COMPANY_PATHS[kind], USER_READERS[kind]):
        if company_id:
            return [UserList(source, kind, read_company(source, kind, company_id))], ""
        ids = sorted(admitted or ())[:MAX_COMPANIES]
        found = read_companies(source, kind, ids=ids, page_size=MAX_COMPANIES)
    lists = [UserList(source, kind, company) for company in found.items]
    return lists, _notice(kind, len(admitted) if admitted else found.total)


def get_user(organization: Organization, kind: str, company_id: str, user_id: str) -> ImpersonationUser:
    """Return a user that can be acted as.

    Args:
        company_id: the supplier or buyer; "" for a seller user.

    Raises:
        UserNotFound: the user or the company does not exist.
        InactiveUser: the user or the company is deactivated.
        CannotRead: OrderCloud, or the connection, does not let them be read.
    """
    roles = USER_READERS[kind]
    with reading(f"{kind} users", roles):
        client = reader(organization, roles)
        company = None if kind == SELLER else read_company(client, kind, company_id)
        try:
            record = client.get(f"{users_path(kind, company_id)}/{quote(user_id, safe='')}")
        except NotFound as error:
            raise UserNotFound(
                f"There is no {kind} user {user_id}. The user may have been deleted."
            ) from error
    user = ImpersonationUser.from_record(kind, company, record)
    if company and not company.active:
        raise InactiveUser(f"The {kind} {company.name} is not active, so no one can act as its users.")
    if not user.active:
        raise InactiveUser(f"{user.name} is not active, so no one can act as this user.")
    return user


def _notice(kind: str, total: int) -> str:
    """Return the sentence on the companies of `total` that are not searched."""
    if total <= MAX_COMPANIES:
        return ""
    first = f"the first {MAX_COMPANIES} of {total} {COMPANY_PATHS[kind]}"
    return f"Searched the users of {first}. Choose a {kind} to search others."
