"""When two records are the same.

Only what can be written counts. A member that is missing, null, or an empty list or object is the same as
another such member; so are 1, 1.0 and 1.00; so are lists in another order where order means nothing. Whole
records are too large to keep, so each becomes a digest.
"""

import json
from decimal import Decimal
from hashlib import blake2b
from typing import Any
from zlib import crc32

from environments.restore.resources.resource import Record, Resource

DIGEST_SIZE = 16
_EXACT_IN_JSON = 10**15


def writable_fields(resource: Resource, record: Record, keeps_dates: bool) -> Record:
    """A copy of the record with only what can be written."""
    left_out = (
        resource.read_only_fields if keeps_dates else (*resource.read_only_fields, *resource.date_fields)
    )
    result = dict(resource.normalize(record))
    for name in left_out:
        outer, _, inner = name.partition(".")
        if not inner:
            result.pop(outer, None)
        elif isinstance(result.get(outer), dict):
            result[outer] = {key: value for key, value in result[outer].items() if key != inner}
    return result


def digest(resource: Resource, record: Record) -> bytes:
    """What two equal records have in common, 16 bytes. `record` is as `writable` returns it."""
    return digest_of(canonical(resource, record))


def canonical(resource: Resource, record: Record) -> dict[str, str]:
    """One text for equal values, by name, for each field that has a value."""
    return {
        name: _text(sorted(value, key=str) if name in resource.unordered_fields else value)
        for name, value in sorted(record.items())
        if value not in (None, [], {})
    }


def digest_of(texts: dict[str, str]) -> bytes:
    """The digest of a record from its canonical texts."""
    whole = "\n".join([f"{name}:{text}" for name, text in texts.items()])
    return blake2b(whole.encode(), digest_size=DIGEST_SIZE).digest()


def checksums(texts: dict[str, str]) -> dict[str, int]:
    """A checksum for each field of a record from its canonical texts."""
    return {name: crc32(text.encode()) for name, text in texts.items()}


def differing_fields(one: dict[str, int], other: dict[str, int]) -> tuple[str, ...]:
    """The fields in which two records differ, from their checksums."""
    return tuple(sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name)))


def _text(value: Any) -> str:
    if value is True or value is False:
        return "true" if value else "false"
    return str(value) if type(value) is int else _encode(value)


def _number(value: Any) -> Any:
    """One form for equal numbers, whatever zeros they were written with."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is not a JSON value")
    if abs(value) < _EXACT_IN_JSON and value == int(value):
        return int(value)
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise TypeError(f"{value} is not a JSON number")
    figures = "".join(map(str, digits))
    shortened = figures.rstrip("0")
    return {"sign": sign, "digits": shortened, "exponent": exponent + len(figures) - len(shortened)}


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_number).encode
