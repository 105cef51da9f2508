"""What an enhanced page shows: tabs of the resources, the list, and the open record."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from console.enhanced.address_parts import escape_id
from console.enhanced.assignments.protocol import Panel
from console.enhanced.calls import PlannedCall
from console.enhanced.editing.confirming import Reviewed
from console.enhanced.editing.deletion import Deletion
from console.enhanced.editing.edit import Edit
from console.enhanced.editing.results import CallResult
from console.enhanced.fields.field import FormField
from console.enhanced.page.access import ResourceAccess
from console.enhanced.page.addresses import page_url
from console.enhanced.page.listing import Listing
from console.enhanced.place import Place, with_query
from console.enhanced.reading import Reader, ReadFailed
from console.enhanced.registry import RESOURCES
from console.enhanced.resource import Resource, Section, Widget
from organizations.models import Environment, Organization

# A section, its fields, and its flags; lists of other records stand with the assignments.
ShownSection = tuple[Section, list[FormField], list[FormField]]


@dataclass(frozen=True)
class EnhancedPage:
    """A page of one resource, with or without a record open.

    Args:
        edit: the open record; None on the list.
        results: the calls of the last save.
        refusal: why nothing was sent, as a sentence.
        failure: why the record can't be shown, as a sentence.
        reviewed: the calls of a save or deletion, to be confirmed in a guarded organization.
        repeated: whether the next save is sent although the same call was sent a moment ago.
        deletion: what a deletion would do, on its page.
        shown_once: a value that only the response to the creation of the open record had.
    """

    reader: Reader
    place: Place
    listing: Listing
    edit: Edit | None = None
    results: list[CallResult] = field(default_factory=list)
    refusal: str = ""
    failure: str = ""
    reviewed: Reviewed | None = None
    repeated: bool = False
    deletion: Deletion | None = None
    shown_once: str = ""
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def organization(self) -> Organization:
        return self.reader.organization

    @property
    def asks_approval(self) -> bool:
        """Whether the review of a deletion asks a second person instead of sending."""
        reviews = self.reviewed.reviews if self.deletion and self.reviewed else ()
        return any(review.asks_approval for _, review in reviews)

    @property
    def is_production(self) -> bool:
        return self.organization.environment == Environment.PRODUCTION

    @property
    def resource(self) -> Resource:
        return self.place.resource

    @property
    def access(self) -> ResourceAccess:
        return ResourceAccess(self.place, self.organization, self.reader.access)

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """The name and address of each resource, and whether it is open."""
        own = self.resource.beside or self.resource.key
        return [
            (item.tab or item.plural, self._list_of(item), item.key == own)
            for item in RESOURCES
            if not item.beside
        ]

    @property
    def siblings(self) -> list[tuple[str, str, bool]]:
        """The resources that share the tab, as name, address and whether it is open; [] for a single one."""
        own = self.resource.beside or self.resource.key
        shared = [
            item
            for item in RESOURCES
            if own in (item.key, item.beside) and replace(self.place, resource=item).operation("List")
        ]
        return [
            (item.plural, with_query(self._list_of(item), self.place.query), item is self.resource)
            for item in (shared if len(shared) > 1 else ())
        ]

    def _list_of(self, resource: Resource) -> str:
        return reverse("enhanced:list", args=[self.organization.pk, resource.key])

    @property
    def list_url(self) -> str:
        return page_url(self.organization, self.place)

    @property
    def new_url(self) -> str:
        return page_url(self.organization, self.place, "new")

    @property
    def record_url(self) -> str:
        """The address of the open record; of a new one before it is created."""
        if self.edit is None or self.edit.is_new:
            return self.new_url
        url = page_url(self.organization, self.place, "record", self.edit.record_id)
        return with_query(url.partition("?")[0], {**self.place.query, **self._list_query})

    @property
    def _list_query(self) -> dict[str, str]:
        """The search and page of the list, which stay while its records are opened and saved."""
        return {name: self.query[name] for name in ("search", "page") if self.query.get(name)}

    @property
    def delete_url(self) -> str:
        return page_url(self.organization, self.place, "delete", self.edit.record_id if self.edit else "")

    @property
    def part(self) -> str:
        """The ID of the open record as part of an address."""
        return escape_id(self.edit.record_id) if self.edit else ""

    @property
    def assigns(self) -> bool:
        """Whether some of the assignments can be changed."""
        boxes = self.edit.boxes if self.edit else []
        return any(item.state is None or item.state.writable for item in boxes)

    @property
    def writable(self) -> bool:
        """Whether the open record can be saved with the roles of the user."""
        if self.edit is None:
            return False
        return self.access.may_create if self.edit.is_new else self.access.may_save

    @property
    def sections(self) -> list[ShownSection]:
        """The sections above the assignments."""
        return [shown for shown in self._sections if not shown[0].folded]

    @property
    def folded_sections(self) -> list[ShownSection]:
        """The sections under the assignments."""
        return [shown for shown in self._sections if shown[0].folded]

    @property
    def opened_sections(self) -> list[Section]:
        """The folded sections that are open, because a field in them was changed or has to be fixed."""
        shown = self.folded_sections
        return [part for part, *groups in shown if any(item.changed for group in groups for item in group)]

    @property
    def _sections(self) -> list[ShownSection]:
        sections = []
        for section, fields in self.edit.form.sections if self.edit else ():
            shown = [item for item in fields if item.widget is not Widget.REFERENCES]
            flags = [item for item in shown if item.widget is Widget.FLAG]
            others = [item for item in shown if item.widget is not Widget.FLAG]
            if shown:
                sections.append((section, others, flags))
        return sections

    @property
    def linked_fields(self) -> list[FormField]:
        """The fields that are lists of other records."""
        fields = self.edit.form.fields if self.edit else ()
        return [item for item in fields if item.widget is Widget.REFERENCES]

    @property
    def panels(self) -> list[tuple[Panel, Mapping[str, Any]]]:
        """The panels under the form, each with what it shows."""
        if self.edit is None or self.edit.is_new:
            return []
        shown = ((panel, panel.read(self.reader, self.edit.record)) for panel in self.resource.panels)
        return [(panel, read) for panel, read in shown if read]

    @property
    def read_only(self) -> list[tuple[str, Any]]:
        """The fields that OrderCloud sets, with their values."""
        record = self.edit.record if self.edit else {}
        return [(name, record[name]) for name in self.resource.read_only if record.get(name) is not None]

    @property
    def lead(self) -> str:
        """A sentence about the open record; "" when its resource has none."""
        if self.edit is None or not self.edit.record or self.resource.lead is None:
            return ""
        names = {
            item.name: next((choice.label for choice in item.choices if choice.value == item.value), "")
            for item in self.edit.form.fields
            if item.widget is Widget.REFERENCE
        }
        return self.resource.lead(self.edit.record, names)

    @property
    def calls(self) -> list[tuple[PlannedCall, str]]:
        """The calls that a save becomes, each with the address that opens it in the console."""
        if self.edit is None:
            return []
        try:
            calls = self.edit.calls(self.reader, preview=True)
        except ReadFailed:
            return []
        return [(call, self._console_url(call)) for call in calls]

    @property
    def console_url(self) -> str:
        """The address that opens the record in the console."""
        operation = self.place.operation("Patch" if self.writable else "Get")
        if self.edit is None or operation is None:
            return reverse("console:console", args=[self.organization.pk])
        call = PlannedCall(operation, self.place.values(self.edit.record_id), None, "")
        return self._console_url(call)

    def _console_url(self, call: PlannedCall) -> str:
        address = reverse(
            "console:operation", args=[self.organization.pk, quote(call.operation.key, safe="")]
        )
        return f"{address}?{call.console_query}"
