"""The list beside a form: one page of the records, and what is beside each."""

from dataclasses import dataclass, replace

from console.enhanced.labels import short_id
from console.enhanced.page.addresses import page_url
from console.enhanced.place import Place, with_query
from console.enhanced.reading import Reader, ReadFailed
from console.enhanced.resource import Resource
from console.openapi.operations import Operation
from console.response.paging import Paging
from environments.ordercloud.client import MAX_PAGE_SIZE
from organizations.models import Organization

MAX_SEARCH_LENGTH = 200


@dataclass(frozen=True)
class ListRow:
    """A record in the list; `tags` are a few words beside it."""

    record_id: str
    title: str
    summary: str
    url: str
    tags: tuple[str, ...]
    current: bool


@dataclass(frozen=True)
class Listing:
    """One page of the list.

    Args:
        failure: why it can't be read, as a sentence; "" when it was.
        chooses_company: whether the rows are companies, of which one is to be chosen first.
    """

    organization: Organization
    place: Place
    search: str = ""
    rows: tuple[ListRow, ...] = ()
    paging: Paging | None = None
    failure: str = ""
    chooses_company: bool = False

    @property
    def companies(self) -> list[tuple[str, str, bool]]:
        """The kinds of company that have records of their own: name, address, and whether it is open."""
        url = page_url(self.organization, self.place).partition("?")[0]
        kinds = self.place.resource.companies
        return [
            (kind.label, with_query(url, {"company": kind.key}) if rank else url, kind is self.place.company)
            for rank, kind in enumerate(kinds)
        ]

    @property
    def url(self) -> str:
        return page_url(self.organization, self.place)

    @property
    def previous_url(self) -> str:
        """The address of the page before; "" for the first."""
        return self._page_url(self.paging.previous if self.paging else None)

    @property
    def next_url(self) -> str:
        """The address of the page after; "" for the last."""
        return self._page_url(self.paging.next if self.paging else None)

    @property
    def next_count(self) -> int:
        """How many records the page after has."""
        return min(self.paging.total - self.paging.last, MAX_PAGE_SIZE) if self.paging else 0

    def _page_url(self, number: int | None) -> str:
        if number is None:
            return ""
        url = page_url(self.organization, self.place)
        pairs = {**self.place.query, "search": self.search, "page": str(number)}
        return with_query(url.partition("?")[0], pairs)


def read_listing(
    place: Place, reader: Reader, search: str = "", number: int = 1, current: str = ""
) -> Listing:
    """Return a page of the records that the search finds; why it can't be read is in it."""
    search = search.strip()[:MAX_SEARCH_LENGTH]
    if not place.complete:
        return _companies(place, reader, search, number)
    try:
        order = _order(place.operation("List"), search, place.resource.title, _search_on(place.resource))
        page = reader.page(place.operation_id("List"), {**place.values(), **order}, number)
    except ReadFailed as error:
        return Listing(reader.organization, place, search, failure=str(error))
    rows = tuple(_row(item, place, reader, search, number, current) for item in page.items if item.get("ID"))
    return Listing(reader.organization, place, search, rows, page.paging)


def _search_on(resource: Resource) -> list[str]:
    return [*resource.search_on] or [resource.title, "ID"]


def _companies(place: Place, reader: Reader, search: str, number: int) -> Listing:
    """Return a page of the companies that have records of their own, each leading to them."""
    tag = place.company.companies if place.company else ""
    operation = reader.catalogue.get(f"{tag}.List")
    try:
        page = reader.page(
            f"{tag}.List", _order(operation, search, "Name", ["Name", "AppName", "ID"]), number
        )
    except ReadFailed as error:
        return Listing(reader.organization, place, search, failure=str(error), chooses_company=True)
    rows = tuple(_company_row(item, place, reader.organization) for item in page.items)
    return Listing(reader.organization, place, search, rows, page.paging, chooses_company=True)


def _company_row(item: dict, place: Place, organization: Organization) -> ListRow:
    company_id = str(item.get("ID") or "")
    url = page_url(organization, replace(place, company_id=company_id))
    tags = () if item.get("Active", True) else ("Inactive",)
    name = str(item.get("Name") or item.get("AppName") or company_id)
    return ListRow(company_id, name, company_id, url, tags, current=False)


def _order(operation: Operation | None, search: str, title: str, search_on: list[str]) -> dict[str, str]:
    """Return the parameters of search and order that the document offers for a list."""
    offered = {item.name: item.shape for item in operation.parameters} if operation else {}
    values = {"search": search} if search else {}
    for name, wanted in (("sortBy", [title]), ("searchOn", search_on if search else [])):
        item = offered[name].item if name in offered else None
        choices = item.choices if item else ()
        if chosen := [field for field in wanted if field in choices]:
            values[name] = ",".join(chosen)
    return values


def _row(item: dict, place: Place, reader: Reader, search: str, number: int, current: str) -> ListRow:
    record_id, resource = str(item.get("ID") or ""), place.resource
    page = {**place.query, "search": search, "page": str(number) if number > 1 else ""}
    url = page_url(reader.organization, place, "record", record_id).partition("?")[0]
    summary = resource.summary(item) if resource.summary else short_id(record_id)
    same = record_id.lower() == current.lower()
    return ListRow(
        record_id, resource.title_of(item), summary, with_query(url, page), resource.tags_of(item), same
    )
