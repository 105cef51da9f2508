"""Where the records of a page are: the operations that reach them, with the company in their path."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from console.enhanced.resource import Company, Resource
from console.openapi.catalogue import Catalogue
from console.openapi.operations import Operation


@dataclass(frozen=True)
class Place:
    """The records of a resource, or those of one company.

    Args:
        company: the kind of company; None where the resource has none.
        company_id: the ID of the company; "" for the seller, or while none is chosen.
    """

    resource: Resource
    catalogue: Catalogue
    company: Company | None = None
    company_id: str = ""

    @property
    def tag(self) -> str:
        return self.company.tag if self.company else self.resource.tag

    @property
    def complete(self) -> bool:
        """Whether the company is known, so that the operations can be called."""
        return not (self.company and self.company.parameter) or bool(self.company_id)

    def operation(self, action: str) -> Operation | None:
        """Return an operation by the end of its id, such as "List"; None if the document has none."""
        return self.catalogue.get(self.operation_id(action))

    def operation_id(self, action: str) -> str:
        """Return the id of an operation by its action, such as "List"."""
        part = self.resource.part
        return f"{self.tag}.{action}{part}{'s' if part and action == 'List' else ''}"

    @property
    def id_parameter(self) -> str:
        """The path parameter with the ID of a record."""
        get = self.operation("Get")
        return get.path_parameter_names[-1] if get else "id"

    def values(self, record_id: str = "") -> dict[str, str]:
        """Return the path parameters of an operation on a record."""
        values = {self.id_parameter: record_id} if record_id else {}
        if self.company and self.company.parameter:
            values[self.company.parameter] = self.company_id
        return values

    @property
    def query(self) -> dict[str, str]:
        """The query of a page that chooses this company; {} for the seller."""
        if self.company is None or not self.company.parameter:
            return {}
        return {"company": self.company.key, "of": self.company_id}


def place_of(resource: Resource, catalogue: Catalogue, query: Mapping[str, str]) -> Place:
    """Return the place that the query of a page names."""
    if not resource.companies:
        return Place(resource, catalogue)
    key = query.get("company", "")
    chosen = next((item for item in resource.companies if item.key == key), resource.companies[0])
    return Place(resource, catalogue, chosen, query.get("of", "") if chosen.parameter else "")


def with_query(url: str, query: Mapping[str, str]) -> str:
    """Return an address with those values of `query` that are not empty."""
    pairs = {name: value for name, value in query.items() if value}
    return f"{url}?{urlencode(pairs)}" if pairs else url
