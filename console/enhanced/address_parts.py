"""IDs of records as parts of the addresses of enhanced pages."""

_NEW = "new"
_MARK = "~"  # no ID has it


def escape_id(record_id: str) -> str:
    """Return an ID as part of an address; `new` is the address of a new record."""
    return _MARK + record_id if record_id == _NEW or record_id.startswith(_MARK) else record_id


def unescape_id(part: str) -> str:
    """Return the ID in an address."""
    return part.removeprefix(_MARK)
