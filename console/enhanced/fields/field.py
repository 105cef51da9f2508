"""One field of a form: its control, the value that it shows, and the value that was posted."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import InvalidToken

from console.enhanced.labels import duration_in_words, label_of
from console.enhanced.resource import FieldSpec, Reference, Widget
from console.openapi.shapes import Shape
from console.request import json_editor
from console.request.form_data import FormData, first
from console.request.json_editor import JsonError
from console.request.validation import violations
from lib.encryption import cipher

MASK = "•" * 16
GENERATED_LENGTH = 50  # characters; hash keys may have no more, which the API description does not say
LISTS = frozenset({Widget.REFERENCES, Widget.CHOICES, Widget.ROLES, Widget.ROUTES, Widget.LINES})
CHECKED = LISTS - {Widget.LINES}


@dataclass(frozen=True)
class Choice:
    """A value to choose; `group` is the heading that it stands under."""

    value: str
    label: str
    note: str = ""
    group: str = ""


@dataclass
class FormField:
    """A field as shown and as posted.

    Attributes:
        required: whether OrderCloud refuses a record without a value.
        value: the JSON value that the form shows; for a secret never the value itself.
        is_set: whether a secret has a value.
        base: the fingerprint of the value that the form was based on.
        was: the values of a list that the form was based on.
        posted: whether the form that was posted has its control.
        sealed: a typed secret, encrypted, while the form is shown again.
        changed: whether the user changed the value.
        error: what is wrong with the posted value.
        text: the text that was posted for a value that can't be read.
        note: why there are no choices, as a sentence.
    """

    spec: FieldSpec
    shape: Shape = field(repr=False)
    widget: Widget
    reference: Reference | None = None
    required: bool = False
    value: Any = None
    is_set: bool = False
    base: str = ""
    was: list[str] = field(default_factory=list)
    posted: bool = True
    sealed: str = ""
    changed: bool = False
    error: str = ""
    text: str | None = None
    choices: list[Choice] = field(default_factory=list)
    note: str = ""

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def id(self) -> str:
        """The ID of its control in the page."""
        return f"field-{self.name}"

    @property
    def label(self) -> str:
        label = self.spec.label or label_of(self.name)
        return f"{label} (minutes)" if self.widget is Widget.MINUTES else label

    @property
    def posted_name(self) -> str:
        return f"field.{self.name}"

    @property
    def shown(self) -> str:
        """The text in its control."""
        if self.text is not None:
            return self.text
        if self.widget is Widget.SECRET or self.value is None:
            return ""
        if self.widget is Widget.LINES:
            return "\n".join(map(str, self.value))
        if self.widget is Widget.JSON:
            return str(json_editor.dumps_pretty(self.value).value)
        return str(self.value)

    @property
    def selected(self) -> list[str]:
        """The values of a list that are chosen."""
        return [str(item) for item in self.value] if isinstance(self.value, list) else []

    @property
    def chosen(self) -> list[str]:
        """The posted values of the check boxes that are ticked."""
        return [choice.value for choice in self.choices if choice.value.lower() in self._keys]

    @property
    def ordered_choices(self) -> list[Choice]:
        """The choices, first those that the form was based on."""
        return sorted(self.choices, key=lambda choice: choice.value not in self.was)

    @property
    def _keys(self) -> set[str]:
        values = self.value if isinstance(self.value, list) else []
        return {(route_key(item) if self.widget is Widget.ROUTES else str(item)).lower() for item in values}

    def merged(self, current: Any) -> list[str]:
        """Return a list as it is now with what the user added and removed."""
        now = [str(item) for item in current or ()]
        removed = set(self.was) - set(self.selected)
        added = [item for item in self.selected if item not in self.was and item not in now]
        return [item for item in now if item not in removed] + added

    @property
    def in_words(self) -> str:
        """A duration in words."""
        return duration_in_words(self.shown) if self.widget is Widget.MINUTES else ""

    @property
    def generated_length(self) -> int:
        """How many characters a generated secret has."""
        return min(GENERATED_LENGTH, self.shape.max_length or GENERATED_LENGTH)

    @property
    def multiline(self) -> bool:
        return self.widget is Widget.LONG_TEXT or (self.widget is Widget.TEXT and "\n" in self.shown)

    @property
    def groups(self) -> list[tuple[str, list[Choice], bool]]:
        """The choices under their headings, and whether any is chosen; those with a chosen one come first."""
        groups: dict[str, list[Choice]] = {}
        for choice in self.choices:
            groups.setdefault(choice.group, []).append(choice)
        chosen = set(self.chosen)
        marked = [
            (name, choices, any(choice.value in chosen for choice in choices))
            for name, choices in groups.items()
        ]
        return sorted(marked, key=lambda group: not group[2])


class Unreadable(ValueError):
    """What was posted is not a value of the field. The message says what to enter."""


def read_value(field: FormField, data: FormData, *, empty: Any) -> Any:
    """Return the JSON value that was posted for a field; what is not a secret is always posted.

    Args:
        empty: the value of a control that was left empty, null or the empty value that it showed.

    Raises:
        Unreadable: it is not a value of the field.
    """
    text = first(data, field.posted_name)
    match field.widget:
        case Widget.FLAG:
            return True if text else empty
        case Widget.REFERENCES | Widget.CHOICES | Widget.ROLES:
            return list(dict.fromkeys(data.get(field.posted_name) or ()))
        case Widget.ROUTES:
            return [_route(item) for item in dict.fromkeys(data.get(field.posted_name) or ())]
        case Widget.LINES:
            return [line.strip() for line in text.split("\n") if line.strip()]
        case Widget.NUMBER | Widget.MINUTES:
            return _number(text.strip(), empty)
        case Widget.JSON:
            return _json(text, empty)
    return text if text else empty


def read_secret(field: FormField, data: FormData) -> tuple[bool, Any]:
    """Return whether a secret is replaced or cleared, and by what; null clears it."""
    if field.name in (data.get("clear") or ()):
        return True, None
    if text := first(data, field.posted_name):
        return True, text
    if field.name in (data.get("generate") or ()):
        return True, secrets.token_urlsafe(GENERATED_LENGTH)[: field.generated_length]
    if sealed := first(data, f"sealed.{field.name}"):
        try:
            return True, cipher().decrypt(sealed.encode()).decode()
        except InvalidToken:
            return False, None
    return False, None


def seal(value: str) -> str:
    """Return a secret encrypted, to be posted again by a form that is not saved yet."""
    return cipher().encrypt(value.encode()).decode()


def check(field: FormField, value: Any) -> str:
    """Return what is wrong with a value, as a sentence; "" when it fits the document."""
    return next((violation.message for violation in violations(field.shape, value)), "")


def check_given(field: FormField, value: Any) -> str:
    """Return what is missing, as a sentence; "" when the field has a value or needs none."""
    if not field.required or value not in (None, "", []):
        return ""
    chosen = field.widget in (Widget.CHOICE, Widget.REFERENCE) or field.widget in CHECKED
    return f"{'Choose' if chosen else 'Enter'} a value."


def route_key(route: Any) -> str:
    """Return the posted value of a webhook's route."""
    return f"{route.get('Verb') or ''} {route.get('Route') or ''}" if isinstance(route, dict) else str(route)


def _route(posted: str) -> dict[str, str]:
    verb, _, route = posted.partition(" ")
    return {"Route": route, "Verb": verb}


def _number(text: str, empty: Any) -> Any:
    if not text:
        return empty
    number = json_editor.number(text)
    if number is None:
        raise Unreadable("Enter a number, such as 12.")
    return number


def _json(text: str, empty: Any) -> Any:
    if not text.strip():
        return empty
    try:
        return json_editor.parse(text).value
    except JsonError as error:
        raise Unreadable(f"This is not JSON. Line {error.line}: {error.message}") from error
