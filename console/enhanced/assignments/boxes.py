"""Assignments in a form: what is assigned, what was when the page was shown, and what the user changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from console.enhanced.assignments.protocol import (
    AssignmentChange,
    AssignmentRow,
    Assignments,
    AssignmentState,
    NewParty,
)
from console.enhanced.calls import PlannedCall
from console.enhanced.reading import Reader, Record
from console.request.form_data import FormData, first


@dataclass
class Boxes:
    """One kind of assignments of a record.

    Attributes:
        state: the assignments as just read; None while the form is only counted.
        was: the values that were assigned when the page was shown.
        ticked: the values that are ticked in the page.
        typed: what was typed for a new one, by the name of its input.
        conflicts: the values that someone else assigned or removed meanwhile.
    """

    kind: Assignments
    state: AssignmentState | None = None
    was: frozenset[str] = frozenset()
    ticked: frozenset[str] = frozenset()
    typed: Mapping[str, str] = field(default_factory=dict)
    conflicts: frozenset[str] = frozenset()

    @property
    def added(self) -> list[str]:
        return sorted(self.ticked - self.was)

    @property
    def removed(self) -> list[str]:
        return sorted(self.was - self.ticked)

    @property
    def rows(self) -> list[AssignmentRow]:
        """The rows as ticked in the page, first those that were assigned."""
        rows = self.state.rows if self.state else ()
        rows_first = sorted(rows, key=lambda row: row.value not in self.was)
        return [replace(row, assigned=row.value in self.ticked) for row in rows_first]

    @property
    def inputs(self) -> list[tuple[NewParty, str]]:
        """The inputs for a new one, each with what was typed."""
        inputs = self.state.inputs if self.state else ()
        return [(item, self.typed.get(item.name, "")) for item in inputs]

    @property
    def count(self) -> int:
        """How many rows are ticked."""
        return sum(row.assigned for row in self.rows)

    def load(self, state: AssignmentState) -> None:
        """Show the assignments as just read."""
        self.state = state
        self.was = self.ticked = state.assigned

    def rebase(self, state: AssignmentState) -> None:
        """Apply what the user ticked and unticked to the assignments as just read.

        Those that can't be changed are not in the form; what was ticked before they could not is a conflict.
        """
        if not state.writable:
            self.conflicts = self.was ^ self.ticked
            self.load(state)
            self.typed = {}
            return
        self.conflicts = self.was ^ state.assigned
        known = frozenset(row.value for row in state.rows)
        self.ticked = (state.assigned | (self.ticked - self.was)) - (self.was - self.ticked)
        self.ticked &= known
        self.state, self.was = state, state.assigned

    def calls(self, reader: Reader, record: Record, *, preview: bool) -> list[PlannedCall]:
        """Return the calls that the changes become."""
        plan = self.kind.preview if preview else self.kind.calls
        return plan(reader, record, AssignmentChange(self.added, self.removed, self.typed))


def posted_boxes(kind: Assignments, data: FormData) -> Boxes:
    """Return assignments as posted."""
    prefix = f"add.{kind.key}."
    names = [name for name in data if name.startswith(prefix)]
    return Boxes(
        kind,
        was=frozenset(data.get(f"was-assigned.{kind.key}") or ()),
        ticked=frozenset(data.get(f"assigned.{kind.key}") or ()),
        typed={name.removeprefix(prefix): first(data, name) for name in names if first(data, name).strip()},
    )
