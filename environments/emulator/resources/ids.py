"""Ids chosen by callers, and generated ids."""

import re
import uuid

from environments.emulator import errors
from environments.emulator.storage.records import Records, new_id

_ALLOWED = re.compile(r"[A-Za-z0-9_-]{1,100}")
_TOO_LONG = 101
_INCREMENTOR = re.compile(r"{([A-Za-z0-9_-]+)}")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def requested_or_new(records: Records, id_: str | None) -> str:
    """Return the requested id, with `{incrementor}` replaced by its next number, or a new id."""
    if id_ is None or id_ == "":
        return new_id()
    id_ = _INCREMENTOR.sub(lambda match: _next(records, match[1]), id_)
    check(id_)
    return id_


def check(id_: str) -> None:
    """Raise `ApiError` if an id has other characters or is too long."""
    if not _ALLOWED.fullmatch(id_):
        raise errors.invalid_value("ID", "ID must have 1 to 100 characters: letters, digits, - and _.")


def _next(records: Records, name: str) -> str:
    record = records.find("Incrementors", name)
    if record is None:
        raise errors.not_found("Incrementor", name)
    number = record["LastNumber"] + 1
    records.update(record, record.data | {"LastNumber": number})
    # No id is this long; more zeros would only use memory.
    return str(number).zfill(min(record["LeftPaddingCount"] or 0, _TOO_LONG))


def is_guid(text: str) -> bool:
    return bool(_GUID.fullmatch(text))


def guid() -> str:
    return str(uuid.uuid4())
