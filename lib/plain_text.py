"""Which characters text may hold, whether from the API, a form, a header or a URL.

Characters that no database or encoding holds are refused everywhere. A text of one line, such as a name,
holds neither line breaks nor control characters nor signs that change the direction of what follows.
Passwords and texts of several lines may hold anything that can be stored.
"""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# NUL, which PostgreSQL does not store, and lone surrogates, which UTF-8 does not encode.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Control characters, line breaks, and marks of direction or without width.
CONTROL_CHARACTERS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
# Characters that turn the text after them round until another one ends it.
DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Members of a JSON body, in lower case, that hold a password as it was typed.
PASSWORD_MEMBERS = frozenset({"password", "newpassword", "currentpassword"})
MAX_HEADER_LENGTH = 300


def is_storable(text: str) -> bool:
    """Return whether the database can hold `text`."""
    return not UNSTORABLE.search(text)


def one_line(text: str) -> str:
    """Return `text` as one line that can be stored; other characters become spaces.

    >>> one_line("Order\\x00 8812\\r\\nas Olive ")
    'Order 8812 as Olive'
    """
    return " ".join(UNSTORABLE.sub(" ", CONTROL_CHARACTERS.sub(" ", text)).split())


def check_storable(text: str) -> None:
    """Raise `ValidationError` for text that cannot be stored."""
    if not is_storable(text):
        raise ValidationError("Remove the characters that cannot be stored.", code="characters")


def check_line(text: str) -> None:
    """Raise `ValidationError` for anything but storable text of one line."""
    check_storable(text)
    if CONTROL_CHARACTERS.search(text):
        raise ValidationError(
            "Use one line, without control characters or marks of direction.", code="characters"
        )


def check_field(field: str, text: str, check: Callable[[str], None] = check_line) -> None:
    """Raise `ValidationError`, for `field` where it has a name, unless `text` passes `check`."""
    try:
        check(text)
    except ValidationError as error:
        raise ValidationError({field: error} if field else error) from error


def check_body(value: Any, member: str = "") -> None:
    """Check every text of a parsed JSON body, including the names of its members.

    Raises:
        ValidationError: for the member, in lower case, or without a field for text that has no name.
    """
    if isinstance(value, dict):
        for name, inner in value.items():
            check_line(name)
            check_body(inner, name)
    elif isinstance(value, list):
        for inner in value:
            check_body(inner, member)
    elif isinstance(value, str):
        field = member.lower()
        check_field(field, value, check_storable if field in PASSWORD_MEMBERS else check_line)


def to_single_line(text: str) -> str:
    """Return `text` with a space for each character that a line may not hold."""
    return CONTROL_CHARACTERS.sub(" ", UNSTORABLE.sub(" ", text))


def without_direction_controls(text: str) -> str:
    """Return `text` without what turns the words after it round, for where nothing can isolate it.

    >>> without_direction_controls("see \u202egpj.exe")
    'see gpj.exe'
    """
    return DIRECTION_CONTROLS.sub("", text)


def clean_header(text: str) -> str:
    """Return a header's value, cut to what a row holds."""
    return to_single_line(text)[:MAX_HEADER_LENGTH]


class PlainTextMixin(forms.BaseForm):
    """Adds the check that suits its widget to each text field of a form."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                multiline = isinstance(field.widget, (forms.PasswordInput, forms.Textarea, forms.HiddenInput))
                field.validators.append(check_storable if multiline else check_line)


class PlainTextForm(PlainTextMixin, forms.Form):
    """Base class of every form of the portal."""
