"""Assignments that join a user and a group: the groups of a user, or the members of a group."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from console.enhanced.assignments.parties import Party
from console.enhanced.assignments.protocol import AssignmentChange, AssignmentRow, AssignmentState, NewParty
from console.enhanced.calls import PlannedCall
from console.enhanced.reading import Reader, ReadFailed, Record

GROUPS = {"seller": "AdminUserGroups", "buyer": "UserGroups", "supplier": "SupplierUserGroups"}
TYPED = "more"


def _name(record: Record) -> str:
    return str(record.get("Name") or "")


@dataclass(frozen=True)
class Links:
    """Check boxes of the other records of the same company.

    All of them have one while a single page of the list holds them; otherwise those that are assigned have
    one, and an input takes the IDs of others.

    Args:
        key: unique among the assignments of the resource.
        title: the heading.
        noun: one of the other records, such as "group".
        own: the field of an assignment with the ID of this record, and `other` with that of the other one.
        others: what the ids of the operations on the other records begin with, by kind of company.
        name: the name of one of them.
    """

    key: str
    title: str
    noun: str
    own: str
    other: str
    others: Mapping[str, str]
    name: Callable[[Record], str] = _name

    def read(self, reader: Reader, record: Record) -> AssignmentState:
        """Return a row for each of the other records, or for those that are assigned."""
        try:
            linked, note = self._linked(reader, record)
        except ReadFailed as error:
            return AssignmentState(writable=False, reason=str(error))
        writable = reader.may(_operation(reader, "SaveUserAssignment"))
        reason = "" if writable else f"Your roles let you read {self.noun}s, not change who is in them."
        try:
            page = reader.page(f"{self._tag(reader)}.List", reader.company)
        except ReadFailed as error:
            rows = tuple(AssignmentRow(item, item, True) for item in linked)
            return AssignmentState(
                rows, _inputs(self.noun, ()) if writable else (), writable, str(error), note
            )
        names = {str(item.get("ID") or ""): self.name(item) for item in page.items}
        whole = page.paging is None or page.paging.total <= len(page.items)
        if not whole:
            names |= self._names_of_linked(reader, record)
        in_names = {item.lower(): item for item in names}
        assigned = {in_names.get(item.lower(), item) for item in linked}
        shown = {*names, *assigned} if whole else assigned
        rows = tuple(self._row(item, names.get(item, ""), item in assigned) for item in shown)
        rows = tuple(sorted(rows, key=lambda row: (row.title or row.label).casefold()))
        if whole or not writable:
            return AssignmentState(rows, (), writable, reason, note)
        left = tuple((item, name) for item, name in names.items() if item not in assigned)
        return AssignmentState(rows, _inputs(self.noun, left), writable, reason, note)

    def calls(
        self,
        reader: Reader,
        record: Record,
        change: AssignmentChange,
    ) -> list[PlannedCall]:
        """Return a save of each new assignment, and a delete of each one that was unticked."""
        new = dict.fromkeys([*change.added, *change.typed.get(TYPED, "").replace(",", " ").split()])
        saves = [self._call(reader, record, item, "SaveUserAssignment") for item in new]
        return [
            *saves,
            *(self._call(reader, record, item, "DeleteUserAssignment") for item in change.removed),
        ]

    preview = calls

    def _call(self, reader: Reader, record: Record, other: str, action: str) -> PlannedCall:
        operation = reader.catalogue.get(_operation(reader, action))
        if operation is None:
            raise ReadFailed("The API of this environment can't change who is in a group.")
        ids = {self.own: str(record["ID"]), self.other: other}
        values = {**ids, **reader.company}
        body = ids if operation.body else None
        return PlannedCall(operation, values, body, f"{self.noun} {other}", key=self.key)

    def _linked(self, reader: Reader, record: Record) -> tuple[list[str], str]:
        """Return the IDs of those that are assigned, and which of them were not read."""
        own = {_parameter(self.own): str(record["ID"]), **reader.company}
        operation_id = _operation(reader, "ListUserAssignments")
        found = reader.all(operation_id, own)
        linked = [str(item[self.other]) for item in found if item.get(self.other)]
        return linked, reader.cut(operation_id, own)

    def _names_of_linked(self, reader: Reader, record: Record) -> dict[str, str]:
        """Return the names of those that are assigned, where the list can be narrowed to them."""
        operation_id, parameter = f"{self._tag(reader)}.List", _parameter(self.own)
        operation = reader.catalogue.get(operation_id)
        if operation is None or parameter not in {item.name for item in operation.parameters}:
            return {}
        try:
            found = reader.all(operation_id, {parameter: str(record["ID"]), **reader.company})
        except ReadFailed:
            return {}
        return {str(item.get("ID") or ""): self.name(item) for item in found}

    def _tag(self, reader: Reader) -> str:
        return self.others.get(company_of(reader).kind, "")

    @staticmethod
    def _row(other: str, name: str, assigned: bool) -> AssignmentRow:
        return AssignmentRow(other, other, assigned, "" if name == other else name)


def company_of(reader: Reader) -> Party:
    """Return everyone of the company whose records a page shows."""
    return Party(buyer=reader.company.get("buyerID", ""), supplier=reader.company.get("supplierID", ""))


def _operation(reader: Reader, action: str) -> str:
    """Return the id of the operation on the members of groups in the company of a page."""
    return f"{GROUPS.get(company_of(reader).kind, '')}.{action}"


def _parameter(field: str) -> str:
    """Return the parameter with the value of a field: UserID → userID."""
    return field[:1].lower() + field[1:]


def _inputs(noun: str, suggestions: tuple[tuple[str, str], ...]) -> tuple[NewParty, ...]:
    return (NewParty(TYPED, f"IDs of more {noun}s", suggestions),)
