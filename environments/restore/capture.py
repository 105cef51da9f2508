"""What is Staging's own, taken before anything is written and kept until the run is over.

The integrations of Staging are captured whole. A second engine that takes over a run uses the captures of the
first, since Staging may no longer show all of it.
"""

from typing import Any

from environments.ordercloud import exact_json

from .kind import Record
from .manifest import INTEGRATIONS
from .redactions import EVENT_FIELDS

VERSION = 1
Documents = dict[str, list[Record]]
"""Whole records by the name of their kind, for the kinds in `INTEGRATIONS`."""

_OF_API_CLIENTS = ("ID", "AppName", *EVENT_FIELDS)


class UnknownCaptures(Exception):
    """The journal holds captures of another version."""


def to_captures(staging: Documents) -> dict[str, Any]:
    """The captures as JSON values. Each record is kept as text, which keeps its digits."""
    records = dict(staging)
    records["ApiClients"] = [
        {name: client[name] for name in _OF_API_CLIENTS if name in client} for client in staging["ApiClients"]
    ]
    return {
        "version": VERSION,
        "records": {
            name: [exact_json.dumps(record).decode() for record in records[name]] for name in INTEGRATIONS
        },
    }


def from_captures(captures: dict[str, Any]) -> Documents:
    """The captured records.

    Raises:
        UnknownCaptures: they were not made by `to_captures` of this version.
    """
    if captures.get("version") != VERSION:
        raise UnknownCaptures(f"captures of version {captures.get('version')!r} instead of {VERSION}")
    return {name: [exact_json.loads(text) for text in texts] for name, texts in captures["records"].items()}
