"""What is Staging's own, taken before anything is written and kept until the run is over.

The integrations of Staging are captured whole. A second engine that takes over a run uses the captures of the
first, since Staging may no longer show all of it.
"""

from typing import Any

from environments.restore.resources.manifest import BY_NAME, INTEGRATIONS
from environments.restore.resources.resource import Kind, Record
from lib import exact_json

VERSION = 1
Documents = dict[str, list[Record]]
"""Whole records by the name of their kind, for the kinds in `INTEGRATIONS`."""


class UnknownCaptures(Exception):
    """The journal holds captures of another version."""


def to_captures(staging: Documents) -> dict[str, Any]:
    """The captures as JSON values. Each record is kept as text, which keeps its digits."""
    return {
        "version": VERSION,
        "records": {
            name: [exact_json.dumps(_own_part(BY_NAME[name], record)) for record in staging[name]]
            for name in INTEGRATIONS
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


def _own_part(kind: Kind, record: Record) -> Record:
    """What is Staging's own in a record: the whole of it where records of Staging's own stay."""
    if kind.address or kind.only_own:
        return record
    own = (*kind.key, kind.matched_by, *dict(kind.own_references), *kind.secrets)
    return {name: record[name] for name in own if name in record}
