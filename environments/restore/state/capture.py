"""The captures: what is Staging's own, taken before anything is written and stored until the run is over.

The integrations of Staging are captured completely. An engine that takes over a run uses the captures of the
previous one, since Staging may no longer have all of it.
"""

from typing import Any

from environments.restore.resources.manifest import RESOURCES_BY_NAME
from environments.restore.resources.resource import Record, Resource
from lib import exact_json

VERSION = 1
RecordsByResource = dict[str, list[Record]]
"""Complete records by the name of their resource, for those of `INTEGRATION_RESOURCES` that both have."""


class UnsupportedCaptureVersion(Exception):
    """The journal has captures of another version."""


def to_captures(staging: RecordsByResource) -> dict[str, Any]:
    """Return the captures as JSON values. Each record is stored as text, which keeps its exact numbers."""
    return {
        "version": VERSION,
        "records": {
            name: [
                exact_json.dumps(_preserved_fields(RESOURCES_BY_NAME[name], record))
                for record in staging[name]
            ]
            for name in staging
        },
    }


def from_captures(captures: dict[str, Any]) -> RecordsByResource:
    """Return the captured records.

    Raises:
        UnsupportedCaptureVersion: they were made by another version of `to_captures`.
    """
    if captures.get("version") != VERSION:
        raise UnsupportedCaptureVersion(
            f"captures of version {captures.get('version')!r} instead of {VERSION}"
        )
    return {name: [exact_json.loads(text) for text in texts] for name, texts in captures["records"].items()}


def _preserved_fields(resource: Resource, record: Record) -> Record:
    """Return what is Staging's own in a record: the whole record if records of Staging's own are kept."""
    if resource.keeps_other_records or resource.staging_only:
        return record
    own = (
        *resource.key_fields,
        resource.match_field,
        *dict(resource.preserved_references),
        *resource.secret_fields,
    )
    return {name: record[name] for name in own if name in record}
