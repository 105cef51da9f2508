"""The body of a request: a form and a JSON text that are one thing.

Whichever side was edited since both last agreed is the truth, and the other is drawn from it. A page posts
the form's fields, the text as `body~json`, and as `body~agreed` the fingerprints of what both held when
they agreed.
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
SYNCED = "body~agreed"
REFRESH = "body~redraw"
BOTH_CHANGED = "Form and JSON were both changed. The JSON was taken, and the form follows it."
_FINGERPRINT_LENGTH = 16
_EXPECTED = {
    Kind.OBJECT: "The body is an object. Put it in braces { }.",
    Kind.LIST: "The body is a list. Put it in brackets [ ].",
}


class Body:
    """The body as it stands now.

    `entry` is the form's root, `text` the JSON, `agreed` what to post back as such, `broken` the error when
    the text is no JSON or not what the body is (the form then keeps what it held), `faults` what does not
    fit, `lines` the lines of values.
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
        faults = [Violation(entry.path, sentence) for entry, sentence in unreadable]
        drawn = json_editor.dumps_pretty(value).value
        form_edited = _fingerprint(drawn) != self.synced[_FINGERPRINT_LENGTH:]
        if (
            JSON in data
            and REFRESH not in data
            and _fingerprint(self.text) != self.synced[:_FINGERPRINT_LENGTH]
        ):
            self._follow_text(value, faults, form_edited=bool(self.synced) and form_edited)
        else:
            if JSON not in data or form_edited or REFRESH in data:
                self.text = drawn
            self._set_violations(value, faults, self._read().lines)
        for fault in self.violations:
            self._field_for_path(fault.path).errors.append(fault.message)

    @property
    def bytes(self) -> bytes | None:
        """What travels: the text as it stands, or nothing when nothing is said and nothing is needed."""
        return None if self._absent else self.text.encode("utf-8", "replace")

    @property
    def line_errors(self) -> dict[int, str]:
        """The lines of the text that do not fit, with why."""
        if self.syntax_error:
            return {self.syntax_error.line: self.syntax_error.message}
        return {
            self.lines[fault.path]: fault.message
            for fault in reversed(self.violations)
            if fault.path in self.lines
        }

    @property
    def _absent(self) -> bool:
        return not self.required and self.text.strip() in ("", "{}")

    def _follow_text(self, value: Any, faults: list[Violation], *, form_edited: bool) -> None:
        """Draw the form from the text; a text that is no JSON leaves the form as it is."""
        if self._absent:
            parsed = json_editor.Parsed({})
        else:
            try:
                parsed = self._read()
            except JsonError as error:
                self.syntax_error, self.violations = error, faults
                return
        if form_edited and parsed.value != value:
            self.notice = BOTH_CHANGED
        self.root = load_value(root_field(self.shape), parsed.value)
        self._set_violations(parsed.value, [], parsed.lines)

    def _read(self) -> json_editor.Parsed:
        """The text, with the document's names for what is typed in another case of letters.

        Raises:
            JsonError: it is no JSON, or not the object or list that the body is.
        """
        parsed = json_editor.parse(self.text)
        if self.shape.kind in NESTED_KINDS and (parsed.value is None or mismatch(self.shape, parsed.value)):
            raise JsonError(_EXPECTED[self.shape.kind], parsed.lines.get((), 1), 1)
        return canonical(self.shape, parsed)

    def _set_violations(self, value: Any, faults: list[Violation], lines: dict[Path, int]) -> None:
        drawn = json_editor.dumps_pretty(dump_value(self.root)[0]).value
        self.lines, self.synced = lines, _fingerprint(self.text) + _fingerprint(drawn)
        told = {fault.path for fault in faults}
        unfit = (
            []
            if self._absent
            else [fault for fault in violations(self.shape, value) if fault.path not in told]
        )
        self.violations = [*faults, *unfit]

    def _field_for_path(self, path: Path) -> Field:
        """The entry of the value at `path`, or the one that holds it."""
        by_path = {entry.path: entry for entry in self.root.walk()}
        while path not in by_path:
            path = path[:-1]
        return by_path[path]


def field_paths(entry: Field, place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The place of every field that a form for `entry` offers: names from the root, "[]" for the items of
    lists.
    """
    for member in entry.members:
        yield (*place, member.label)
        yield from field_paths(member, (*place, member.label))
    if entry.shape.item:
        yield from field_paths(entry.new_item, (*place, "[]"))


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_FINGERPRINT_LENGTH]
