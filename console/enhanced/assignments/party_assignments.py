"""Assignments that are records of their own: this record to a company, a group or a user."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from console.enhanced.assignments.protocol import AssignmentChange, AssignmentRow, AssignmentState, NewParty
from console.enhanced.calls import PlannedCall
from console.enhanced.reading import Reader, ReadFailed, Record
from console.openapi.shapes import Kind

Calls = list[PlannedCall]
Names = dict[tuple[str, str], str]  # of companies, by field and ID in lower case


@dataclass(frozen=True)
class PartyField:
    """A field of an assignment that names a party, such as `BuyerID`.

    Args:
        tag: the list that suggests values, such as "Buyers"; "" for none.
    """

    name: str
    label: str
    tag: str = ""


@dataclass(frozen=True)
class PartyAssignments:
    """Check boxes of the assignments that exist, with inputs for a new one.

    Args:
        key: unique among the assignments of the resource.
        title: the heading.
        noun: one of them, such as "assignment".
        list: the id of the operation that lists them, and `save` of the one that saves one.
        delete: the id of the operation that deletes one, by the field of its party; "" is any other.
        id_field: the field of an assignment with the ID of this record; dots lead into it.
        id_parameter: the parameter of list and delete with that ID.
        parties: the fields that name the party, in the order of the page.
        separate: each party that was typed becomes an assignment of its own, rather than all together one.
        no_delete: why one can't be deleted, as a sentence; "" when it can.
        hint: how its inputs work together, as sentences.
        everyone: what an assignment that names no party reaches, which always has a row; "" for none.
        in_words: whom an assignment reaches; by default its parties by their labels.
    """

    key: str
    title: str
    noun: str
    list: str
    save: str
    delete: Mapping[str, str]
    id_field: str
    id_parameter: str
    parties: tuple[PartyField, ...]
    separate: bool = True
    no_delete: str = ""
    hint: str = ""
    everyone: str = ""
    in_words: Callable[[Record], str] | None = None

    def read(self, reader: Reader, record: Record) -> AssignmentState:
        """Return a row for each assignment, and the inputs."""
        try:
            values = {self.id_parameter: str(record["ID"])}
            found = reader.all(self.list, values)
        except ReadFailed as error:
            return AssignmentState(writable=False, reason=str(error))
        mine = [item for item in found if _at(item, self.id_field).lower() == str(record["ID"]).lower()]
        writable = reader.may(self.save)
        reason = "" if writable else "Your roles let you read these, not change them."
        inputs = tuple(self._input(reader, party) for party in self.parties) if writable else ()
        rows = self._rows(mine, self._names(reader, mine))
        return AssignmentState(rows, inputs, writable, reason, reader.cut(self.list, values))

    def calls(
        self,
        reader: Reader,
        record: Record,
        change: AssignmentChange,
    ) -> Calls:
        """Return a save of each new assignment, and a delete of each one that was unticked."""
        new = [dict(parse_qsl(value)) for value in change.added]
        filled = {name: text.strip() for name, text in change.typed.items() if text.strip()}
        if filled:
            new += [{name: text} for name, text in filled.items()] if self.separate else [filled]
        saves = [self._save(reader, record, parties) for parties in new]
        return [*saves, *(self._delete(reader, record, dict(parse_qsl(value))) for value in change.removed)]

    preview = calls

    def _save(self, reader: Reader, record: Record, parties: Mapping[str, str]) -> PlannedCall:
        operation = reader.catalogue.get(self.save)
        if operation is None:
            raise ReadFailed("The API of this environment can't save this assignment.")
        body: dict[str, Any] = dict(parties)
        *outer, last = self.id_field.split(".")
        inner = body
        for name in outer:
            inner = inner.setdefault(name, {})
        inner[last] = str(record["ID"])
        values = dict(parties) | {self.id_parameter: str(record["ID"])}
        return PlannedCall(operation, values, body, self._subject(parties), key=self.key)

    def _delete(self, reader: Reader, record: Record, parties: Mapping[str, str]) -> PlannedCall:
        operation_id = next((self.delete[name] for name in parties if name in self.delete), "")
        operation = reader.catalogue.get(operation_id or self.delete.get("", ""))
        if operation is None:
            raise ReadFailed(self.no_delete or "The API of this environment can't delete this assignment.")
        values = {self.id_parameter: str(record["ID"]), **parties}
        return PlannedCall(operation, values, None, self._subject(parties), key=self.key)

    def _subject(self, parties: Mapping[str, str]) -> str:
        return f"{self.noun} to {self._in_words(parties)}"

    def _names(self, reader: Reader, assignments: Sequence[Record]) -> Names:
        """Return the names of the companies that assignments name, where the user's roles show them."""
        names: Names = {}
        for party in self.parties:
            operation_id = f"{party.tag}.List"
            if not reader.may(operation_id) or not any(item.get(party.name) for item in assignments):
                continue
            try:
                companies = reader.all(operation_id)
            except ReadFailed:
                continue
            names |= {
                (party.name, str(item.get("ID")).lower()): str(item.get("Name") or "") for item in companies
            }
        return names

    def _rows(self, assignments: Sequence[Record], names: Names) -> tuple[AssignmentRow, ...]:
        """Return a row for each assignment, and one for everyone."""
        rows = [self._row(item, names) for item in assignments]
        if self.everyone and not any(row.value == "" for row in rows):
            rows.insert(0, AssignmentRow("", "", assigned=False, title=self.everyone))
        return tuple(sorted(rows, key=lambda row: (row.value != "", (row.title or row.label).casefold())))

    def _in_words(self, parties: Mapping[str, Any]) -> str:
        if self.in_words:
            return self.in_words(parties)
        words = [
            f"{item.label.lower()} {parties[item.name]}" for item in self.parties if parties.get(item.name)
        ]
        return ", ".join(words) or "everyone"

    def _row(self, assignment: Record, names: Names) -> AssignmentRow:
        parties = {
            item.name: str(assignment[item.name]) for item in self.parties if assignment.get(item.name)
        }
        named = [names.get((name, party_id.lower()), "") for name, party_id in parties.items()]
        note = ", ".join(name for name in named if name)
        words = self._in_words(assignment if self.in_words else parties)
        words = words[:1].upper() + words[1:]
        label, title = ("", words) if self.in_words else (words, "")
        return AssignmentRow(urlencode(parties), label, True, title, note, locked=self.no_delete)

    def _input(self, reader: Reader, party: PartyField) -> NewParty:
        suggestions: tuple[tuple[str, str], ...] = ()
        if party.tag and reader.may(f"{party.tag}.List"):
            try:
                items = reader.page(f"{party.tag}.List", {}).items
            except ReadFailed:
                items = []
            suggestions = tuple((str(item.get("ID")), str(item.get("Name") or "")) for item in items)
        save = reader.catalogue.get(self.save)
        members = save.body.members if save and save.body else ()
        shape = next((item.shape for item in members if item.name == party.name), None)
        choices = shape.choices if shape and shape.kind is Kind.TEXT else ()
        return NewParty(party.name, party.label, suggestions, choices)


def _at(record: Record, path: str) -> str:
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return str(value or "")
