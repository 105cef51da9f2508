"""Showing a secret of a record to someone who has just confirmed who they are."""

from accounts.audit import log as audit_log
from console.enhanced.editing.edit import read_record
from console.enhanced.place import Place
from console.enhanced.reading import Reader


def reveal(place: Place, record_id: str, field: str, reader: Reader) -> str:
    """Return the value of a secret field, and record that it was shown; "" when it has none.

    Raises:
        ReadFailed: the record can't be read with the roles of the user.
    """
    record = read_record(place, record_id, reader)
    value = str(record.get(field) or "")
    if value and place.resource.secret_event:
        audit_log.record(
            place.resource.secret_event,
            by=reader.by,
            target=reader.organization,
            organization=reader.organization.pk,
            record=record_id,
        )
    return value
