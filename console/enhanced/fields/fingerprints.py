"""Fingerprints of values as a page showed them, so that a form need not carry the values themselves.

With them a save knows what the user changed, and what someone else changed meanwhile. They are keyed, because
a page also carries those of secrets.
"""

from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

from console.request import json_editor

_LENGTH = 20


def fingerprint(scope: str, name: str, value: Any) -> str:
    """Return the fingerprint of a field's value. `scope` names the record."""
    text = f"{scope}\n{name}\n{json_editor.dumps(_normalized(value))}"
    return salted_hmac("console.enhanced", text, algorithm="sha256").hexdigest()[:_LENGTH]


def same(one: str, other: str) -> bool:
    """Return whether two fingerprints are those of the same value."""
    return constant_time_compare(one, other)


def _normalized(value: Any) -> Any:
    """Return a value with the line breaks that a form posts, and with sets of IDs in one order."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, frozenset):
        return sorted(value)
    return value
