"""Assignments that other records hold: the ID of this one is in one of their list fields."""

from collections.abc import Callable
from dataclasses import dataclass

from console.enhanced.assignments.protocol import AssignmentChange, AssignmentRow, AssignmentState
from console.enhanced.calls import PlannedCall
from console.enhanced.reading import Reader, ReadFailed, Record


@dataclass(frozen=True)
class Membership:
    """Check boxes of the other records.

    Args:
        key: unique among the assignments of the resource.
        title: the heading, such as "Assigned webhooks".
        noun: one of the other records, such as "webhook".
        tag: what the ids of their operations begin with.
        field: their field with the list of IDs.
        parameter: the path parameter with their ID.
        note: what stands under the name of a record, and what at the end of its row.
    """

    key: str
    title: str
    noun: str
    tag: str
    field: str
    parameter: str
    name: str = "Name"
    note: Callable[[Record], tuple[str, str]] = lambda record: ("", "")

    def read(self, reader: Reader, record: Record) -> AssignmentState:
        """Return a row for each of the other records."""
        try:
            operation_id = f"{self.tag}.List"
            others = reader.all(operation_id)
        except ReadFailed as error:
            return AssignmentState(writable=False, reason=str(error))
        writable = reader.may(f"{self.tag}.Patch")
        reason = "" if writable else f"Your roles let you read {self.noun}s, not change them."
        rows = tuple(self._row(other, record) for other in others)
        return AssignmentState(rows, (), writable, reason, reader.cut(operation_id))

    def calls(
        self,
        reader: Reader,
        record: Record,
        change: AssignmentChange,
    ) -> list[PlannedCall]:
        """Return a PATCH of each record whose check box changed, with its list as just read."""
        calls = []
        for other_id in (*change.added, *change.removed):
            other = reader.get(f"{self.tag}.Get", {self.parameter: other_id})
            members = [str(item) for item in other.get(self.field) or ()]
            rest = [item for item in members if item.lower() != _id(record).lower()]
            calls.append(
                self._call(reader, other_id, [*rest, _id(record)] if other_id in change.added else rest)
            )
        return calls

    def preview(
        self,
        reader: Reader,
        record: Record,
        change: AssignmentChange,
    ) -> list[PlannedCall]:
        """Return the same calls with only this record in the list."""
        return [
            self._call(reader, other_id, [_id(record)] if other_id in change.added else [])
            for other_id in (*change.added, *change.removed)
        ]

    def _call(self, reader: Reader, other_id: str, members: list[str]) -> PlannedCall:
        operation = reader.catalogue.get(f"{self.tag}.Patch")
        if operation is None:
            raise ReadFailed(f"The API of this environment can't change a {self.noun}.")
        subject = f"{self.noun} {other_id}"
        return PlannedCall(
            operation, {self.parameter: other_id}, {self.field: members}, subject, key=self.key
        )

    def _row(self, other: Record, record: Record) -> AssignmentRow:
        members = {str(item).lower() for item in other.get(self.field) or ()}
        note, end = self.note(other)
        other_id, name = _id(other), str(other.get(self.name) or "")
        return AssignmentRow(
            other_id, other_id, _id(record).lower() in members, "" if name == other_id else name, note, end
        )


def _id(record: Record) -> str:
    return str(record.get("ID") or "")
