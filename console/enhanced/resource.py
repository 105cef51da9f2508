"""The declaration of a resource with an enhanced page.

Fields come from the API description: a declaration only names, orders and explains those that it knows, and
fields that it does not know appear in "Other fields" with the control that their shape suggests.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from accounts.audit.events import Event
from console.enhanced.assignments.protocol import Assignments, Panel
from console.enhanced.reading import Record


class Widget(StrEnum):
    """The control of a field."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MINUTES = "minutes"
    FLAG = "flag"
    CHOICE = "choice"
    REFERENCE = "reference"
    REFERENCES = "references"
    SECRET = "secret"
    LINES = "lines"
    CHOICES = "choices"
    ROLES = "roles"
    ROUTES = "routes"
    JSON = "json"


@dataclass(frozen=True)
class Reference:
    """The records that an ID field refers to.

    Args:
        tag: what the ids of their operations begin with, such as "IntegrationEvents".
        name: the field with their name.
        only: a field and the value that it must have; empty for all records.
    """

    tag: str
    name: str = "Name"
    only: tuple[str, str] | None = None


@dataclass(frozen=True)
class FieldSpec:
    """How a field of the document is shown; what is left empty follows from its name and shape.

    Args:
        name: the name in the document.
        aside: a few words beside the label.
        fixed: it can be chosen for a new record only.
        write_only: OrderCloud never shows its value.
        required: OrderCloud requires it, even if its document does not say so.
        unless: a field that makes a value needless when it is filled in.
        requires: a field that must be filled in before this flag can be true.
        requirement: that condition in words, such as "requires a default user".
    """

    name: str
    label: str = ""
    hint: str = ""
    aside: str = ""
    widget: Widget | None = None
    reference: Reference | None = None
    fixed: bool = False
    write_only: bool = False
    required: bool = False
    unless: str = ""
    requires: str = ""
    requirement: str = ""


@dataclass(frozen=True)
class Section:
    """Fields that stand together.

    Args:
        title: the heading; "" for the first section.
        folded: shown after the assignments, closed until it is opened.
        matching: a pattern for further fields that belong here, by their name.
    """

    title: str
    fields: tuple[FieldSpec, ...]
    matching: str = ""
    folded: bool = False


@dataclass(frozen=True)
class Dependent:
    """Records that refer to this one, named before it is deleted.

    Args:
        noun, plural: one of them, and several.
        list: the id of the operation that lists them.
        refers: whether one of them refers to the record, given the other one and the record.
        consequence: what becomes of them, after "that": "would no longer run for it".
        names: the fields with their name, of which the first one that is filled in is used.
        name: one of them in words, instead of `names`.
        blocks: whether OrderCloud refuses to delete the record while there are any.
        of_company: whether their list needs the company of the record in its path.
        values: further parameters of the list.
    """

    noun: str
    plural: str
    list: str
    refers: Callable[[Record, Record], bool]
    consequence: str
    names: tuple[str, ...] = ("Name", "ID")
    name: Callable[[Record], str] | None = None
    blocks: bool = False
    of_company: bool = False
    values: Callable[[Record], Mapping[str, str]] = lambda record: {}


@dataclass(frozen=True)
class Company:
    """A kind of company that has records of its own, such as the users of a buyer.

    Args:
        key: used in the query of the page.
        tag: what the ids of the operations begin with.
        parameter: the path parameter with the ID of the company; "" for the seller.
        companies: the list to choose the company from.
    """

    key: str
    label: str
    tag: str
    parameter: str = ""
    companies: str = ""


@dataclass(frozen=True)
class Resource:
    """A resource with an enhanced page.

    Args:
        key: used in URLs.
        noun, plural: one record and several, in sentence case.
        tag: what the ids of the operations begin with; `tag.List`, `tag.Get` and so on are operations.
        part: what the ids end in where the records are parts of others: "Secret" for `ApiClients.GetSecret`.
        shown_once: a field that only the response to a creation has, shown there and never kept; "" for none.
        title: the field with the name of a record.
        sections: the fields that are known, in the order of the page.
        companies: where the records belong to companies of several kinds; the first is open first.
        refusals: what an error code of OrderCloud means here, as sentences.
        name: the name of a record; by default its `title`, or its ID.
        summary: the second line of a record in the list; its ID by default.
        tab: the label of its tab; `plural` by default.
        beside: the key of the resource whose tab it shares; "" for a tab of its own.
        lead: a sentence about a record, given the record and the names of what its fields refer to.
        search_hint: what the search of the list looks in.
        search_on: those fields; by default the title and the ID.
        secret_event: the event of the audit log for a secret that was shown; None: secrets can't be shown.
        read_only: fields that OrderCloud sets, shown under the form.
        last_one: a sentence for the deletion of the only record; "" when it needs none.
        tags_of: short words beside a record in the list, such as "Inactive".
    """

    key: str
    noun: str
    plural: str
    tag: str
    title: str = "Name"
    tab: str = ""
    beside: str = ""
    part: str = ""
    shown_once: str = ""
    lead: Callable[[Record, Mapping[str, str]], str] | None = None
    search_hint: str = "Name or ID"
    search_on: tuple[str, ...] = ()
    name: Callable[[Record], str] | None = None
    summary: Callable[[Record], str] | None = None
    sections: tuple[Section, ...] = ()
    assignments: tuple[Assignments, ...] = ()
    panels: tuple[Panel, ...] = ()
    dependents: tuple[Dependent, ...] = ()
    companies: tuple[Company, ...] = ()
    refusals: Mapping[str, str] = field(default_factory=dict)
    secret_event: Event | None = None
    read_only: tuple[str, ...] = ()
    last_one: str = ""
    new_values: Mapping[str, Any] = field(default_factory=dict)
    tags_of: Callable[[Record], tuple[str, ...]] = lambda record: ()

    def spec(self, name: str) -> FieldSpec | None:
        """Return what is declared about a field; None when nothing is."""
        known = (item for section in self.sections for item in section.fields)
        return next((item for item in known if item.name == name), None)

    def title_of(self, record: Record) -> str:
        """Return the name of a record; its ID when it has none."""
        if self.name:
            return self.name(record)
        return str(record.get(self.title) or record.get("ID") or "")


def refers_by(name: str) -> Callable[[Record, Record], bool]:
    """Return a test whether a field of another record holds the ID of this one, alone or in a list."""

    def refers(other: Record, record: Record) -> bool:
        value = other.get(name)
        listed = value if isinstance(value, list) else [value]
        return str(record.get("ID")).lower() in {str(item).lower() for item in listed if item}

    return refers
