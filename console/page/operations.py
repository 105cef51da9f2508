"""The pane of operations: all of them by section and resource, or those that a search finds."""

from dataclasses import dataclass
from functools import cached_property

from console.openapi.catalogue import Catalogue, Resource
from console.openapi.operations import Operation

MAX_RESULTS = 60


@dataclass(frozen=True)
class OperationsPane:
    """`search` is the text of the search; `resource_key` the resource opened by hand, "-" for none."""

    catalogue: Catalogue
    search: str = ""
    resource_key: str = ""
    current: Operation | None = None

    @cached_property
    def results(self) -> list[tuple[Operation, Resource]]:
        """The operations that the search finds, each with its resource."""
        return [
            (operation, self.catalogue.resource_of(operation))
            for operation in self.catalogue.search(self.search)[:MAX_RESULTS]
        ]

    @property
    def has_more(self) -> bool:
        """Whether the search may find more than is shown."""
        return len(self.results) == MAX_RESULTS

    @cached_property
    def open_resource(self) -> Resource | None:
        """The resource whose operations are listed."""
        if self.resource_key:
            return self.catalogue.resource(self.resource_key)
        return self.catalogue.resource_of(self.current) if self.current else None
