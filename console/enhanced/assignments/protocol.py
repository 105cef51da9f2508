"""What a kind of assignments, or a panel that only shows something, has to provide."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from console.enhanced.calls import PlannedCall
from console.enhanced.reading import Reader, Record


@dataclass(frozen=True)
class AssignmentRow:
    """One check box of assignments.

    Args:
        value: what the form posts when it is ticked.
        label: what it is about, and `title` its name where it has one beside its ID.
        note: a second line, and `end` a few words at the end of the row.
        locked: why it can't be changed; "" when it can.
    """

    value: str
    label: str
    assigned: bool
    title: str = ""
    note: str = ""
    end: str = ""
    locked: str = ""


@dataclass(frozen=True)
class NewParty:
    """An input for a new assignment; `suggestions` are values and names."""

    name: str
    label: str
    suggestions: tuple[tuple[str, str], ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class AssignmentState:
    """Assignments as just read.

    Args:
        rows: what is assigned, and what could be.
        inputs: the inputs for a new one; () where all that could be assigned has a row.
        writable: whether the user's roles let them change.
        reason: why they can't be read or changed, as a sentence.
        note: which of them are not shown, as a sentence.
    """

    rows: tuple[AssignmentRow, ...] = ()
    inputs: tuple[NewParty, ...] = ()
    writable: bool = True
    reason: str = ""
    note: str = ""

    @property
    def assigned(self) -> frozenset[str]:
        return frozenset(row.value for row in self.rows if row.assigned)


@dataclass(frozen=True)
class AssignmentChange:
    """What a person changed about assignments.

    Args:
        added, removed: the values of the rows that were ticked and unticked.
        typed: what was typed for a new one, by the name of its input.
    """

    added: Collection[str]
    removed: Collection[str]
    typed: Mapping[str, str]


class Assignments(Protocol):
    """A kind of assignments: how they are read, and which calls change them."""

    @property
    def key(self) -> str:
        """Unique among the assignments of the resource; used in posted names."""

    @property
    def title(self) -> str:
        """The heading, such as "Assigned webhooks"."""

    @property
    def noun(self) -> str:
        """One of them, such as "webhook"."""

    def read(self, reader: Reader, record: Record) -> AssignmentState:
        """Return the assignments of a record; what can't be read is a reason, not an error."""

    def calls(
        self,
        reader: Reader,
        record: Record,
        change: AssignmentChange,
    ) -> list[PlannedCall]:
        """Return the calls that tick and untick rows and add what was typed.

        Raises:
            ReadFailed: what the calls depend on can't be read.
        """

    def preview(
        self,
        reader: Reader,
        record: Record,
        change: AssignmentChange,
    ) -> list[PlannedCall]:
        """Return the same calls without a read of OrderCloud, to be shown while the form is filled in."""


class Panel(Protocol):
    """A panel under the form that only shows what is read."""

    @property
    def title(self) -> str:
        """The heading."""

    @property
    def template(self) -> str:
        """The template of its body; it gets `panel`, what `read` returns."""

    def read(self, reader: Reader, record: Record) -> Mapping[str, Any]:
        """Return what the template shows; {} where the panel is not shown."""
