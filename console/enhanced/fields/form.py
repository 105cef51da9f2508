"""The form of one record: fields from the API description, filled from the record or from what was posted."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from console.enhanced.fields.field import (
    CHECKED,
    LISTS,
    FormField,
    Unreadable,
    check,
    check_given,
    read_secret,
    read_value,
    route_key,
    seal,
)
from console.enhanced.fields.fingerprints import fingerprint, same
from console.enhanced.fields.widgets import reference_of, widget_of
from console.enhanced.place import Place
from console.enhanced.reading import Record
from console.enhanced.resource import FieldSpec, Section, Widget
from console.openapi.shapes import Kind, Shape
from console.request.form_data import FormData, first

OTHER_FIELDS = "Other fields"


@dataclass
class Form:
    """The fields of a record by section.

    Attributes:
        scope: the address of the record, for its fingerprints; that of the list for a new one.
        is_new: whether the record is still to be created.
    """

    sections: list[tuple[Section, list[FormField]]]
    scope: str
    is_new: bool = False
    values: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def fields(self) -> Iterator[FormField]:
        """All fields, in the order of the page."""
        for _, fields in self.sections:
            yield from fields

    def field(self, name: str) -> FormField:
        return next(item for item in self.fields if item.name == name)

    @property
    def changes(self) -> dict[str, Any]:
        """The new value of each field that the user changed; null for one that was cleared."""
        return {item.name: self.values[item.name] for item in self.fields if item.changed}

    @property
    def problems(self) -> list[FormField]:
        """The fields that can't be saved as they are."""
        return [item for item in self.fields if item.error]

    def load(self, record: Record) -> None:
        """Show the values of a record, as just read."""
        for item in self.fields:
            value = record.get(item.name)
            item.base = self._fingerprint(item, value)
            if item.widget is Widget.SECRET:
                item.is_set = bool(value)
            else:
                item.value = value
                item.was = item.selected
                if isinstance(value, str) and "\n" in value and item.widget is Widget.TEXT:
                    item.widget = Widget.LONG_TEXT

    def read(self, data: FormData) -> None:
        """Fill the fields from what was posted, and find out which of them the user changed."""
        for item in self.fields:
            if item.spec.fixed and not self.is_new:
                continue
            item.posted = self.is_new or f"base.{item.name}" in data or item.posted_name in data
            if not item.posted:  # its control is disabled: the user's roles don't save it
                continue
            item.base = first(data, f"base.{item.name}") or self._fingerprint(item, None)
            item.was = list(data.get(f"was.{item.name}") or ())
            if item.widget is Widget.SECRET:
                item.changed, value = read_secret(item, data)
                item.sealed = seal(value) if value else ""
            else:
                value = self._read(item, data)
                item.value = value
                changed = not same(item.base, self._fingerprint(item, value))
                item.changed = changed or bool(item.error)
            self.values[item.name] = value
            if item.changed and not item.error:
                item.error = check(item, value)
        self._check_given()
        self._require()

    def rebase(self, record: Record) -> list[FormField]:
        """Compare with the record as just read, and return the fields that someone else changed meanwhile.

        Afterwards the form is based on that record, and keeps what the user typed.
        """
        conflicts = []
        for item in self.fields:
            current = record.get(item.name)
            if item.spec.fixed or not item.posted:
                item.value = None if item.widget is Widget.SECRET else current
                item.is_set = item.widget is Widget.SECRET and bool(current)
                item.base = self._fingerprint(item, current)
                item.was = item.selected
                continue
            now = self._fingerprint(item, current)
            if item.widget is Widget.SECRET:
                item.is_set = bool(current)
            if not same(item.base, now):
                conflicts.append(item)
                item.base = now
            if item.error:
                continue
            if not item.changed:
                item.value = None if item.widget is Widget.SECRET else current
                continue
            if item.widget in CHECKED and item.widget is not Widget.ROUTES:
                self.values[item.name] = item.value = item.merged(current)
            item.was = [str(value) for value in current] if isinstance(current, list) else []
            if same(now, self._fingerprint(item, self.values[item.name])):
                item.changed, item.sealed = False, ""
        return conflicts

    def _read(self, item: FormField, data: FormData) -> Any:
        try:
            return read_value(item, data, empty=self._empty(item))
        except Unreadable as error:
            item.error, item.text = str(error), first(data, item.posted_name)
            return None

    def _empty(self, item: FormField) -> Any:
        """Return what an empty control stands for: the empty value that it showed, otherwise null."""
        if item.widget is Widget.FLAG:
            return None if same(item.base, self._fingerprint(item, None)) and not self.is_new else False
        return "" if same(item.base, self._fingerprint(item, "")) else None

    def _check_given(self) -> None:
        for item in self.fields:
            is_checked = item.name in self.values and (item.changed or self.is_new) and not item.error
            if is_checked and not self.values.get(item.spec.unless):
                item.error = check_given(item, self.values[item.name])

    def _require(self) -> None:
        """Check the flags that need another field."""
        for item in self.fields:
            needed = item.spec.requires
            if needed and self.values.get(item.name) is True and not self.values.get(needed) and item.changed:
                item.error = f"{item.label} {item.spec.requirement}."

    def _fingerprint(self, item: FormField, value: Any) -> str:
        if item.widget is Widget.ROUTES and isinstance(value, list):
            value = frozenset(route_key(route).lower() for route in value)
        elif item.widget in CHECKED and isinstance(value, list):
            value = frozenset(map(str, value))
        if value is None and item.widget in LISTS:
            value = frozenset() if item.widget in CHECKED else []
        return fingerprint(self.scope, item.name, value)


def build_form(place: Place, record_id: str, *, shape: Shape, is_new: bool) -> Form:
    """Return the empty form of a record, with a field for each one that the document lets a request send.

    Args:
        shape: the shape of the record in the document.
    """
    members = {member.name: member.shape for member in shape.writable}
    required = _required(place)
    left = [name for name in members if place.resource.spec(name) is None]
    sections = []
    for section in (*place.resource.sections, Section(OTHER_FIELDS, (), matching=".", folded=True)):
        further = [name for name in left if section.matching and re.search(section.matching, name)]
        left = [name for name in left if name not in further]
        specs = [*section.fields, *(FieldSpec(name) for name in further)]
        sections.append(
            (section, [_field(spec, members, place, required) for spec in specs if spec.name in members])
        )
    scope = "/".join([place.tag, *place.values(record_id).values()])
    return Form([(section, fields) for section, fields in sections if fields], scope, is_new)


def _required(place: Place) -> set[str]:
    """Return the fields without which the document does not let a record be created."""
    operation = place.operation("Create")
    members = operation.body.members if operation and operation.body else ()
    return {member.name for member in members if member.required and member.shape.kind is not Kind.BOOLEAN}


def _field(
    spec: FieldSpec, members: Mapping[str, Shape], place: Place, required: Collection[str]
) -> FormField:
    shape = members[spec.name]
    reference = reference_of(spec, place.catalogue)
    return FormField(
        spec, shape, widget_of(spec, shape, reference), reference, spec.required or spec.name in required
    )
