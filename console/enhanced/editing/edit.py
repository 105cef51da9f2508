"""A record being edited: its form and assignments, and the calls that a save becomes."""

from dataclasses import dataclass, field
from typing import Any

from console.enhanced.assignments.boxes import Boxes, posted_boxes
from console.enhanced.calls import PlannedCall
from console.enhanced.fields.choices import add_choices
from console.enhanced.fields.form import Form, build_form
from console.enhanced.labels import inside_sentence
from console.enhanced.place import Place
from console.enhanced.reading import Reader, ReadFailed, Record
from console.openapi.operations import Operation
from console.openapi.shapes import FREE_FORM, Shape
from console.request.form_data import FormData


@dataclass
class Edit:
    """A record in its form.

    Attributes:
        record_id: the ID in the address; "" for a new record.
        record: the record as just read; {} for a new one, or while the form is only counted.
        conflicts: the labels of what someone else changed since the page was shown.
    """

    place: Place
    record_id: str
    form: Form
    boxes: list[Boxes]
    record: Record = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return not self.record_id

    @property
    def title(self) -> str:
        """The name of the record, or what is to be created."""
        resource = self.place.resource
        return resource.title_of(self.record) if self.record_id else f"New {inside_sentence(resource.noun)}"

    @property
    def count(self) -> int:
        """How many changes a save makes; a new record is one."""
        assigned = sum(len(boxes.added) + len(boxes.removed) + len(boxes.typed) for boxes in self.boxes)
        return 1 if self.is_new else len(self.form.changes) + assigned

    @property
    def save_operation(self) -> Operation | None:
        """The operation that saves the fields; None if the document has none."""
        return self.place.operation("Create" if self.is_new else "Patch")

    def calls(self, reader: Reader, *, preview: bool = False) -> list[PlannedCall]:
        """Return the calls of a save: the assignments of others first, then the record itself.

        Args:
            preview: without a read of OrderCloud.

        Raises:
            ReadFailed: what the calls depend on can't be read.
        """
        record: Record = {**self.record, "ID": self.record_id}
        calls = [call for boxes in self.boxes for call in boxes.calls(reader, record, preview=preview)]
        own = self._own_call()
        return [*calls, own] if own else calls

    def _own_call(self) -> PlannedCall | None:
        body = self.form.changes
        if self.is_new:
            body = {
                item.name: value for item in self.form.fields if (value := self._new(item.name)) is not None
            }
        if not body:
            return None
        operation = self.save_operation
        if operation is None:
            raise ReadFailed("The API of this environment can't save this.")
        resource = self.place.resource
        name = self.record_id or str(body.get(resource.title) or "")
        subject = f"{inside_sentence(resource.noun)} {name}".strip()
        return PlannedCall(operation, self.place.values(self.record_id), body, subject, len(body))

    def _new(self, name: str) -> Any:
        value = self.form.values.get(name)
        return None if value in ([], {}) else value


def open_new(place: Place, reader: Reader) -> Edit:
    """Return the form of a new record, filled with its usual values."""
    edit = _edit(place, "")
    edit.form.load({})
    for item in edit.form.fields:
        item.value = place.resource.new_values.get(item.name)
    add_choices(edit.form, reader)
    return edit


def open_record(place: Place, record_id: str, reader: Reader) -> Edit:
    """Return a record in its form, with its assignments, as just read.

    Raises:
        ReadFailed: the record can't be read.
    """
    edit = _edit(place, record_id)
    edit.record = read_record(place, record_id, reader)
    edit.form.load(edit.record)
    edit.boxes = [Boxes(kind) for kind in place.resource.assignments]
    for boxes in edit.boxes:
        boxes.load(boxes.kind.read(reader, edit.record))
    add_choices(edit.form, reader)
    return edit


def posted_edit(place: Place, record_id: str, data: FormData) -> Edit:
    """Return a form as posted, without a read of OrderCloud."""
    edit = _edit(place, record_id)
    edit.form.read(data)
    if record_id:
        edit.boxes = [posted_boxes(kind, data) for kind in place.resource.assignments]
    return edit


def refresh(edit: Edit, reader: Reader) -> None:
    """Read the record again, keep what the user changed, and collect what someone else changed meanwhile.

    Raises:
        ReadFailed: the record can't be read.
    """
    if edit.record_id:
        edit.record = read_record(edit.place, edit.record_id, reader)
        edit.conflicts = [item.label for item in edit.form.rebase(edit.record)]
        for boxes in edit.boxes:
            boxes.rebase(boxes.kind.read(reader, edit.record))
            if boxes.conflicts:
                edit.conflicts.append(boxes.kind.title)
    add_choices(edit.form, reader)


def read_record(place: Place, record_id: str, reader: Reader) -> Record:
    """Return a record. Raises `ReadFailed` when it can't be read."""
    record = reader.get(place.operation_id("Get"), place.values(record_id))
    if not isinstance(record, dict):
        raise ReadFailed("The response is not a record.")
    return record


def _edit(place: Place, record_id: str) -> Edit:
    return Edit(place, record_id, build_form(place, record_id, shape=_shape(place), is_new=not record_id), [])


def _shape(place: Place) -> Shape:
    """Return the shape of what a save sends."""
    for action in ("Patch", "Create", "Save"):
        operation = place.operation(action)
        if operation and operation.body:
            return operation.body
    return FREE_FORM
