"""Suppliers and buyers, to whose users one may act as."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from contributors.impersonation.errors import UserNotFound
from contributors.impersonation.reading import USER_READERS, reader, reading
from environments.grants import BUYER, SUPPLIER
from environments.ordercloud.client import Client
from environments.ordercloud.errors import NotFound
from organizations.models import Organization

COMPANY_PATHS = {SUPPLIER: "suppliers", BUYER: "buyers"}
PAGE_SIZE = 20


@dataclass(frozen=True)
class Company:
    """A supplier or buyer."""

    id: str
    name: str
    active: bool

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> "Company":
        """Return the company that OrderCloud describes."""
        return cls(record["ID"], record.get("Name") or record["ID"], bool(record.get("Active", True)))


@dataclass(frozen=True)
class CompanyPage:
    """One page of suppliers or buyers; `total` counts those of all pages."""

    items: tuple[Company, ...]
    total: int
    page: int
    pages: int


def companies(
    organization: Organization, kind: str, *, text: str = "", page: int = 1, page_size: int = PAGE_SIZE
) -> CompanyPage:
    """Return a page of the suppliers or buyers by name, searched by name or ID.

    Raises:
        CannotRead: OrderCloud, or the connection, does not let them be read.
    """
    roles = USER_READERS[kind]
    with reading(COMPANY_PATHS[kind], roles):
        return read_companies(reader(organization, roles), kind, text=text, page=page, page_size=page_size)


def read_companies(
    client: Client, kind: str, *, text: str = "", ids: Iterable[str] = (), page: int = 1, page_size: int
) -> CompanyPage:
    """Return a page of suppliers or buyers by name, with one call; with `ids`, only of those."""
    query = [("sortBy", "Name"), ("page", str(page)), ("pageSize", str(page_size))]
    if text.strip():
        query += [("search", text.strip()), ("searchOn", "Name,ID")]
    if any_of := "|".join(ids):
        query.append(("ID", any_of))
    result = client.get(COMPANY_PATHS[kind], query)
    meta = result["Meta"]
    items = tuple(Company.from_record(record) for record in result["Items"])
    return CompanyPage(items, meta["TotalCount"], page, meta["TotalPages"])


def read_company(client: Client, kind: str, company_id: str) -> Company:
    """Return one supplier or buyer.

    Raises:
        UserNotFound: there is none with this ID.
    """
    try:
        return Company.from_record(client.get(f"{COMPANY_PATHS[kind]}/{quote(company_id, safe='')}"))
    except NotFound as error:
        raise UserNotFound(f"There is no {kind} {company_id}.") from error
