"""What a page of the console shows: an organization, its operations, one request and its answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User
from console import roles
from console.catalogue_cache import catalogue_of
from console.guard.production import write_refusal
from console.openapi.catalogue import Catalogue, Resource
from console.openapi.operations import Operation
from console.openapi.shapes import Kind, Member, Shape
from console.request.filters import COMPARISONS, Comparison
from console.request.request import Mend, Request
from console.response.exchange import Exchange
from console.response.view import Result
from contributors.effective_access import EffectiveAccess, effective_access
from environments import endpoints
from organizations.models import Environment, Organization

MOST_FOUND = 60


@dataclass
class Workbench:
    """`find` is the text of the operation search, `resource` the key of the one that is opened by hand ("-"
    for none), `tab` what stands beside the form; `faulty` once somebody tried to send what is to be mended,
    `refusal` why the console did not send what somebody tried to send.
    """

    organization: Organization
    user: User
    catalogue: Catalogue
    find: str = ""
    resource: str = ""
    operation: Operation | None = None
    request: Request | None = None
    result: Result | None = None
    tab: str = ""
    faulty: bool = False
    refusal: str = ""

    @cached_property
    def access(self) -> EffectiveAccess:
        """What the person may do here."""
        return effective_access(self.user, self.organization)

    @property
    def beside(self) -> str:
        """What stands beside the form of a body; when a role is missing, that is told first."""
        return self.tab or ("json" if self.standing.enough else "answer")

    @cached_property
    def url(self) -> str:
        """The address of the operation, or of the console when none is open."""
        if self.operation is None:
            return reverse("console:open", args=[self.organization.pk])
        return reverse("console:open-operation", args=[self.organization.pk, self.operation.key])

    @cached_property
    def address(self) -> str:
        """An address that comes back to what is filled in outside the body; a read is sent again at once."""
        pairs = [*self.request.filled, *([("do", "send")] if self.operation.reads else [])]
        return f"{self.url}?{urlencode(pairs)}"

    @property
    def region(self) -> str:
        """The name of the organization's region."""
        return endpoints.get_region(self.organization.region).name

    @property
    def production(self) -> bool:
        """Whether what is sent reaches what is real."""
        return self.organization.environment == Environment.PRODUCTION

    @property
    def write_refusal(self) -> str:
        """Why this operation can't be sent from here; "" when it can."""
        return write_refusal(self.operation, self.organization)

    @cached_property
    def found(self) -> list[tuple[Operation, Resource]]:
        """The operations that the search finds, each with where it stands."""
        return [
            (operation, self.catalogue.resource_of(operation))
            for operation in self.catalogue.search(self.find)[:MOST_FOUND]
        ]

    @cached_property
    def opened(self) -> Resource | None:
        """The resource whose operations are listed."""
        if self.resource:
            return self.catalogue.resource(self.resource)
        return self.catalogue.resource_of(self.operation) if self.operation else None

    @cached_property
    def standing(self) -> roles.Standing:
        """What is held of the roles that the operation needs."""
        return roles.standing(self.access, self.operation)

    @cached_property
    def givers(self) -> list:
        """Who can give a missing role."""
        return roles.givers(self.organization)

    @cached_property
    def origin(self) -> str:
        """How many roles are held and where they come from."""
        return roles.origin(self.access)

    @property
    def told(self) -> list[Mend]:
        """What is to be mended, as far as it is told: what is merely missing, only after a try to send."""
        return [mend for mend in self.request.mends if self.faulty or not mend.missing]

    @cached_property
    def read_only(self) -> list[Member]:
        """The members of the body that OrderCloud sets."""
        return [member for member in self.operation.body.members if member.shape.read_only]

    @property
    def member_count(self) -> int:
        """How many members the body offers, with the free ones that it has."""
        return sum(1 for _ in self.request.body.entry.children)

    @cached_property
    def text_lines(self) -> list[tuple[int, str]]:
        """Each line of the JSON by its number, with what does not fit in it."""
        marked = self.request.body.marked
        return [(line, marked.get(line, "")) for line in range(1, self.request.body.text.count("\n") + 2)]

    @property
    def marked_lines(self) -> str:
        """The numbers of the lines that do not fit."""
        return ", ".join(str(line) for line in sorted(self.request.body.marked))

    @property
    def text_bytes(self) -> int:
        """How large the JSON is."""
        return len(self.request.body.text.encode("utf-8", "replace"))

    @cached_property
    def filter_keys(self) -> list[str]:
        """The properties that a filter may name: those of what is listed, as far as the document tells."""
        answer = self.operation.answer
        items = (
            next((member.shape for member in answer.members if member.name == "Items"), None)
            if answer
            else None
        )
        return list(_paths(items.item)) if items and items.item else []

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The ways to compare."""
        return COMPARISONS

    @cached_property
    def sent_count(self) -> int:
        """How many members of the body are sent."""
        return sum(entry.sent for entry in self.request.body.entry.children)

    @cached_property
    def null_count(self) -> int:
        """How many of those are null."""
        return sum(entry.state == "null" for entry in self.request.body.entry.children)

    def show(self, exchange: Exchange, key: str, wanted: Mapping[str, Sequence[str]]) -> None:
        """Show an answer in the way that is wanted."""
        self.result = Result(exchange, key, self.catalogue, self.operation, self.request, wanted)


def workbench_for(user, organization: Organization, find: str = "", resource: str = "") -> Workbench:
    """The console of `organization` as `user` sees it.

    Raises:
        NoCatalogue: its OrderCloud does not tell its operations.
    """
    return Workbench(organization, user, catalogue_of(organization.endpoint), find[:200], resource)


def _paths(shape: Shape, before: str = "") -> Iterator[str]:
    """The dotted paths of the plain values in a record."""
    for member in shape.members:
        if member.shape.kind is Kind.OBJECT:
            yield from (
                _paths(member.shape, f"{before}{member.name}.")
                if member.shape.members
                else (f"{before}{member.name}.",)
            )
        else:
            yield f"{before}{member.name}"
