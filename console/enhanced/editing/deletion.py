"""Deleting a record, with what depends on it named before."""

from dataclasses import dataclass

from console.enhanced.calls import PlannedCall
from console.enhanced.editing.confirming import NOT_CONFIRMED, SELLER_CONTEXT, Confirmed, require_review
from console.enhanced.editing.edit import read_record
from console.enhanced.editing.results import CallResult, result_of
from console.enhanced.editing.saving import SOURCE
from console.enhanced.place import Place
from console.enhanced.reading import Reader, ReadFailed, Record
from console.enhanced.resource import Dependent
from console.guard.approvals.requesting import request_approval
from console.models import DeleteApproval
from console.send import send

MAX_NAMED = 5


@dataclass(frozen=True)
class Dependents:
    """The records of one kind that depend on a record.

    Args:
        unread: why they can't be read, as a sentence; "" when they were.
        note: how many were not looked at, as a sentence.
    """

    kind: Dependent
    names: tuple[str, ...] = ()
    unread: str = ""
    note: str = ""

    @property
    def count(self) -> int:
        return len(self.names)

    @property
    def noun(self) -> str:
        return self.kind.noun if self.count == 1 else self.kind.plural

    @property
    def named(self) -> str:
        """The names of the first ones."""
        more = self.count - MAX_NAMED
        return ", ".join(self.names[:MAX_NAMED]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class Deletion:
    """A deletion as it is asked for.

    Args:
        is_last: whether it is the only record.
    """

    record: Record
    dependents: tuple[Dependents, ...]
    is_last: bool

    @property
    def is_blocked(self) -> bool:
        """Whether OrderCloud refuses it, as far as can be seen."""
        return any(item.kind.blocks and item.count for item in self.dependents)


def plan_deletion(place: Place, record_id: str, reader: Reader) -> Deletion:
    """Return what depends on a record. Raises `ReadFailed` when the record can't be read."""
    record = read_record(place, record_id, reader)
    dependents = tuple(_find(kind, record, place, reader) for kind in place.resource.dependents)
    return Deletion(record, dependents, _is_last(place, reader))


def delete(place: Place, record_id: str, reader: Reader, confirmed: Confirmed = NOT_CONFIRMED) -> CallResult:
    """Delete a record.

    Raises:
        ReadFailed: the document has no operation that deletes it.
        WriteRefused: the writes of the organization are locked, or the record changed since it was reviewed.
        ReviewNeeded: it is to be reviewed first; nothing was sent.
    """
    call = _call(place, record_id)
    require_review([call], reader, confirmed)
    confirmation = confirmed.of(call)
    sent = send(call.request, reader.organization, by=reader.by, confirmation=confirmation, source=SOURCE)
    return result_of(call, sent.exchange, place.resource, sent.undo_id)


def request_deletion_approval(
    place: Place, record_id: str, reader: Reader, confirmed: Confirmed
) -> DeleteApproval:
    """Ask a second person to approve the reviewed deletion, and email everyone who may.

    Raises:
        ReadFailed: the document has no operation that deletes it.
        WriteRefused: the writes of the organization are locked.
        ReviewNeeded: it is to be reviewed first, or there is no reason.
        ValidationError: there is no one else who could approve it.
        RateLimited: the user asked too often within an hour.
    """
    call = _call(place, record_id)
    require_review([call], reader, confirmed)
    return request_approval(
        call.request,
        reader.organization,
        by=reader.by,
        context=SELLER_CONTEXT,
        reviewed=confirmed.of(call).reviewed or "",
        reason=confirmed.reason,
    )


def _call(place: Place, record_id: str) -> PlannedCall:
    operation = place.operation("Delete")
    if operation is None:
        raise ReadFailed("The API of this environment can't delete this.")
    return PlannedCall(operation, place.values(record_id), None, f"{place.resource.noun} {record_id}")


def _find(kind: Dependent, record: Record, place: Place, reader: Reader) -> Dependents:
    values = {**(place.values() if kind.of_company else {}), **kind.values(record)}
    try:
        others = reader.all(kind.list, values)
    except ReadFailed as error:
        return Dependents(kind, unread=str(error))
    names = tuple(_name(other, kind) for other in others if kind.refers(other, record))
    return Dependents(kind, names, note=reader.cut(kind.list, values))


def _name(other: Record, kind: Dependent) -> str:
    if kind.name:
        return kind.name(other)
    return next((str(other[name]) for name in kind.names if other.get(name)), "without a name")


def _is_last(place: Place, reader: Reader) -> bool:
    if not place.resource.last_one:
        return False
    try:
        paging = reader.page(place.operation_id("List"), place.values()).paging
    except ReadFailed:
        return False
    return paging is not None and paging.total == 1
