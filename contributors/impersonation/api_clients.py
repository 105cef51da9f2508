"""API clients of an organization, and whose users they admit."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from contributors.access_settings import USER_KINDS
from contributors.impersonation.errors import CannotRead, ClientNotFound
from contributors.impersonation.reading import CLIENT_READERS, WEBHOOK_READERS, reader, reading
from environments.grants import BUYER, SELLER
from environments.ordercloud.client import MAX_PAGE_SIZE, Client
from environments.ordercloud.errors import NotFound
from organizations.models import Organization

PAGE_SIZE = 20
MAX_CLIENTS = 500  # that are looked through for those that admit a user
RESOURCE = "API clients"


@dataclass(frozen=True)
class ApiClient:
    """An API client of OrderCloud, without its secret."""

    id: str
    name: str
    active: bool
    allows_seller: bool
    allows_any_supplier: bool
    allows_any_buyer: bool
    is_anonymous_buyer: bool
    assigned_buyer_count: int
    assigned_supplier_count: int

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> "ApiClient":
        """Return the API client that OrderCloud describes."""
        return cls(
            id=record["ID"],
            name=record.get("AppName") or record["ID"],
            active=bool(record.get("Active")),
            allows_seller=bool(record.get("AllowSeller")),
            allows_any_supplier=bool(record.get("AllowAnySupplier")),
            allows_any_buyer=bool(record.get("AllowAnyBuyer")),
            is_anonymous_buyer=bool(record.get("IsAnonBuyer")),
            assigned_buyer_count=record.get("AssignedBuyerCount") or 0,
            assigned_supplier_count=record.get("AssignedSupplierCount") or 0,
        )

    def admits_all(self, kind: str) -> bool:
        """Return whether it admits users of that kind whatever their company."""
        return {SELLER: self.allows_seller, BUYER: self.allows_any_buyer}.get(kind, self.allows_any_supplier)

    @property
    def admits_anyone(self) -> bool:
        """Whether it admits any user at all."""
        return any(self.may_admit(kind) for kind in USER_KINDS)

    def may_admit(self, kind: str) -> bool:
        """Return whether it admits users of that kind, of all or of assigned companies."""
        assigned = {SELLER: 0, BUYER: self.assigned_buyer_count}.get(kind, self.assigned_supplier_count)
        return self.admits_all(kind) or assigned > 0


@dataclass(frozen=True)
class ClientPage:
    """One page of API clients; `total` counts those of all pages."""

    items: tuple[ApiClient, ...]
    total: int
    page: int
    pages: int


def list_clients(
    organization: Organization,
    *,
    text: str = "",
    page: int = 1,
    page_size: int = PAGE_SIZE,
    filters: Iterable[tuple[str, str]] = (),
) -> ClientPage:
    """Return a page of the API clients by name, searched by name, ID or default context user.

    Args:
        filters: properties of OrderCloud's API client with the expression that each must match.

    Raises:
        CannotRead: OrderCloud, or the connection, does not let them be read.
    """
    with reading(RESOURCE, CLIENT_READERS):
        return _read_page(reader(organization, CLIENT_READERS), text, page, page_size, filters)


def get_client(organization: Organization, client_id: str) -> ApiClient:
    """Return an API client, active or not.

    Raises:
        ClientNotFound: there is none with this ID.
        CannotRead: OrderCloud, or the connection, does not let it be read.
    """
    if not client_id.strip("."):  # a path of dots leads elsewhere
        raise ClientNotFound(f"There is no API client {client_id}.")
    with reading(RESOURCE, CLIENT_READERS):
        try:
            path = f"apiclients/{quote(client_id, safe='')}"
            return ApiClient.from_record(reader(organization, CLIENT_READERS).get(path))
        except NotFound as error:
            raise ClientNotFound(f"There is no API client {client_id}.") from error


def webhook_counts(organization: Organization) -> dict[str, int] | None:
    """Return how many webhooks each API client has, by its ID in lower case; None if they can't be read."""
    counts: Counter[str] = Counter()
    try:
        with reading("webhooks", WEBHOOK_READERS):
            for page in reader(organization, WEBHOOK_READERS).pages("webhooks"):
                counts.update(id_.lower() for hook in page["Items"] for id_ in hook.get("ApiClientIDs") or ())
    except CannotRead:
        return None
    return dict(counts)


def admitted_companies(organization: Organization, client: ApiClient, kind: str) -> frozenset[str] | None:
    """Return the IDs of the companies whose users an active API client admits; None for all of them.

    Seller users have no company: None when they are admitted, otherwise nothing.

    Raises:
        CannotRead: OrderCloud, or the connection, does not let the assignments be read.
    """
    if client.active and client.admits_all(kind):
        return None
    if not client.active or not client.may_admit(kind):
        return frozenset()
    with reading("assignments of API clients", CLIENT_READERS):
        return _assigned(reader(organization, CLIENT_READERS), kind, [("apiClientID", client.id)], "company")


def admits(organization: Organization, client: ApiClient, kind: str, company_id: str = "") -> bool:
    """Return whether an API client is active and admits the users of a company, or seller users.

    Raises:
        CannotRead: OrderCloud, or the connection, does not let the assignments be read.
    """
    admitted = admitted_companies(organization, client, kind)
    return admitted is None or company_id.casefold() in {id_.casefold() for id_ in admitted}


def admitting_clients(organization: Organization, kind: str, company_id: str = "") -> list[ApiClient]:
    """Return the active API clients that admit the users of a company, or seller users, by name.

    At most `MAX_CLIENTS` are looked through. Without a company, every one that admits users of some company.

    Raises:
        CannotRead: OrderCloud, or the connection, does not let them be read.
    """
    with reading(RESOURCE, CLIENT_READERS):
        client = reader(organization, CLIENT_READERS)
        active: list[ApiClient] = []
        page, pages = 1, 1
        while page <= min(pages, MAX_CLIENTS // MAX_PAGE_SIZE):
            found = _read_page(client, "", page, MAX_PAGE_SIZE, [("Active", "true")])
            active += found.items
            page, pages = page + 1, found.pages
        if kind == SELLER or not company_id:
            return [each for each in active if each.may_admit(kind)]
        if all(each.admits_all(kind) or not each.may_admit(kind) for each in active):
            return [each for each in active if each.admits_all(kind)]
        assigned = {id_.casefold() for id_ in _assigned(client, kind, [(f"{kind}ID", company_id)], "client")}
        return [each for each in active if each.admits_all(kind) or each.id.casefold() in assigned]


def _assigned(client: Client, kind: str, query: list[tuple[str, str]], wanted: str) -> frozenset[str]:
    """Return the IDs of the companies, or the clients, of the assignments that `query` selects."""
    company_field = f"{kind.capitalize()}ID"
    field = company_field if wanted == "company" else "ApiClientID"
    pages = client.pages("apiclients/assignments", query)
    assignments = (assignment for page in pages for assignment in page["Items"])
    return frozenset(assignment[field] for assignment in assignments if assignment.get(company_field))


def _read_page(
    client: Client, text: str, page: int, page_size: int, filters: Iterable[tuple[str, str]]
) -> ClientPage:
    query = [("sortBy", "AppName"), ("page", str(page)), ("pageSize", str(page_size)), *filters]
    if text.strip():
        query += [("search", text.strip()), ("searchOn", "AppName,ID,DefaultContextUserName")]
    result = client.get("apiclients", query)
    items = tuple(ApiClient.from_record(record) for record in result["Items"])
    return ClientPage(items, result["Meta"]["TotalCount"], page, result["Meta"]["TotalPages"])
