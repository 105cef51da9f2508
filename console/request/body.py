"""The body of a request: a form and a JSON text, in sync.

The side that was edited since both were in sync is the source, and the other is rendered from it.
A page posts the form's fields, the text as `body~json`, and the fingerprints of both at the last sync
in `body~synced`.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from console.openapi.shapes import Kind, Shape
from console.request import json_editor
from console.request.canonical import canonical
from console.request.fields import NESTED_KINDS, Field, State, dump_value, load_value, root_field
from console.request.form_data import FormData, fill, first
from console.request.json_editor import JsonError, Path
from console.request.validation import Violation, mismatch, violations

JSON = "body~json"
SYNCED = "body~synced"
DISCARD_JSON = "body~refresh"
BOTH_CHANGED_NOTICE = "Form and JSON were both changed. The JSON was taken, and the form follows it."
_FINGERPRINT_LENGTH = 16
_EXPECTED = {
    Kind.OBJECT: "The body is an object. Put it in braces { }.",
    Kind.LIST: "The body is a list. Put it in brackets [ ].",
}


class Body:
    """The body as filled in.

    Attributes:
        root: the root of the form's fields.
        text: the JSON.
        synced: the fingerprints of text and form, to post back.
        syntax_error: the error if the text is not JSON or not the object or list that the body is; the
            form is then unchanged.
        violations: the values that don't match the shape.
        lines: the line of each value in the text.
        notice: a message for the user; "" for none.
    """

    def __init__(self, shape: Shape, required: bool, data: FormData | None = None):
        data = data or {}
        self.shape, self.required = shape, required
        self.text, self.synced, self.notice = first(data, JSON), first(data, SYNCED), ""
        self.syntax_error: JsonError | None = None
        self.violations: list[Violation] = []
        self.lines: dict[Path, int] = {}
        self.root = fill(root_field(shape), data)
        self.root.state = State.VALUE
        value, unreadable = dump_value(self.root)
        unreadable_values = [Violation(field.path, message) for field, message in unreadable]
        form_text = json_editor.dumps_pretty(value).value
        form_edited = _fingerprint(form_text) != self.synced[_FINGERPRINT_LENGTH:]
        if (
            JSON in data
            and DISCARD_JSON not in data
            and _fingerprint(self.text) != self.synced[:_FINGERPRINT_LENGTH]
        ):
            self._update_form(value, unreadable_values, form_edited=bool(self.synced) and form_edited)
        else:
            if JSON not in data or form_edited or DISCARD_JSON in data:
                self.text = form_text
            self._set_violations(value, unreadable_values, self._read().lines)
        for violation in self.violations:
            self._field_for_path(violation.path).errors.append(violation.message)

    @property
    def bytes(self) -> bytes | None:
        """The bytes to send: the text unchanged; None if the body is empty and not required."""
        return None if self._absent else self.text.encode("utf-8", "replace")

    @property
    def line_errors(self) -> dict[int, str]:
        """The error of each invalid line of the text, by its number."""
        if self.syntax_error:
            return {self.syntax_error.line: self.syntax_error.message}
        return {
            self.lines[violation.path]: violation.message
            for violation in reversed(self.violations)
            if violation.path in self.lines
        }

    @property
    def _absent(self) -> bool:
        return not self.required and self.text.strip() in ("", "{}")

    def _update_form(self, value: Any, unreadable: list[Violation], *, form_edited: bool) -> None:
        """Render the form from the text; text that is not JSON leaves the form unchanged."""
        if self._absent:
            parsed = json_editor.ParsedJson({})
        else:
            try:
                parsed = self._read()
            except JsonError as error:
                self.syntax_error, self.violations = error, unreadable
                return
        if form_edited and parsed.value != value:
            self.notice = BOTH_CHANGED_NOTICE
        self.root = load_value(root_field(self.shape), parsed.value)
        self._set_violations(parsed.value, [], parsed.lines)

    def _read(self) -> json_editor.ParsedJson:
        """Return the parsed text, with names in the document's case.

        Raises:
            JsonError: the text is not JSON, or not the object or list that the body is.
        """
        parsed = json_editor.parse(self.text)
        if self.shape.kind in NESTED_KINDS and (parsed.value is None or mismatch(self.shape, parsed.value)):
            raise JsonError(_EXPECTED[self.shape.kind], parsed.lines.get((), 1), 1)
        return canonical(self.shape, parsed)

    def _set_violations(self, value: Any, unreadable: list[Violation], lines: dict[Path, int]) -> None:
        form_text = json_editor.dumps_pretty(dump_value(self.root)[0]).value
        self.lines, self.synced = lines, _fingerprint(self.text) + _fingerprint(form_text)
        reported = {violation.path for violation in unreadable}
        mismatches = [] if self._absent else violations(self.shape, value)
        self.violations = [
            *unreadable,
            *(violation for violation in mismatches if violation.path not in reported),
        ]

    def _field_for_path(self, path: Path) -> Field:
        """Return the field of the value at `path`, or the closest one that contains it."""
        by_path = {field.path: field for field in self.root.walk()}
        while path not in by_path:
            path = path[:-1]
        return by_path[path]


def field_paths(field: Field, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of every field in the form of `field`: names from the root, "[]" for items of lists."""
    for member in field.members:
        yield (*path, member.label)
        yield from field_paths(member, (*path, member.label))
    if field.shape.item:
        yield from field_paths(field.new_item, (*path, "[]"))


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_FINGERPRINT_LENGTH]
