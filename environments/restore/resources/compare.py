"""When two records are equal.

Only writable fields count. A missing field equals null, an empty list and an empty object; 1 equals 1.0 and
1.00; lists are equal in any order if their order has no meaning. Records are too large to keep in memory, so
each is reduced to a digest.
"""

import json
from decimal import Decimal
from hashlib import blake2b
from typing import Any
from zlib import crc32

from environments.restore.resources.resource import Record, Resource

DIGEST_SIZE = 16
_EXACT_IN_JSON = 10**15


def writable_fields(resource: Resource, record: Record, can_set_dates: bool) -> Record:
    """Return a copy of the record with only its writable fields."""
    left_out = (
        resource.read_only_fields if can_set_dates else (*resource.read_only_fields, *resource.date_fields)
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
    """Return the digest of a record, 16 bytes; equal records have equal digests.

    `record` must have writable fields only, as `writable_fields` returns it.
    """
    return digest_of(canonical(resource, record))


def canonical(resource: Resource, record: Record) -> dict[str, str]:
    """Return a text for each field that has a value; equal values have equal texts."""
    return {
        name: _text(sorted(value, key=str) if name in resource.unordered_fields else value)
        for name, value in sorted(record.items())
        if value not in (None, [], {}) and name != resource.targets_field
    }


def digest_of(texts: dict[str, str]) -> bytes:
    """Return the digest of a record from its canonical texts."""
    whole = "\n".join([f"{name}:{text}" for name, text in texts.items()])
    return blake2b(whole.encode(), digest_size=DIGEST_SIZE).digest()


def checksums(texts: dict[str, str]) -> dict[str, int]:
    """Return a checksum for each field of a record from its canonical texts."""
    return {name: crc32(text.encode()) for name, text in texts.items()}


def differing_fields(one: dict[str, int], other: dict[str, int]) -> tuple[str, ...]:
    """Return the fields in which two records differ, from their checksums."""
    return tuple(sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name)))


def _text(value: Any) -> str:
    if value is True or value is False:
        return "true" if value else "false"
    return str(value) if type(value) is int else _encode(value)


def _number(value: Any) -> Any:
    """Return one form for equal numbers, regardless of trailing zeros."""
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
