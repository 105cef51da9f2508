"""What undoing a write would change, and what has changed since the write."""

from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied

from console.guard.comparison import FieldChange, compare
from console.guard.review import Review, review
from console.records.inverse import CannotInvert
from console.records.reading import Record
from console.request.request import Request
from console.undo.kept_records import KeptWrite

DELETED_MEANWHILE = "The record was deleted meanwhile, so there is nothing to change back."
ALREADY_DELETED = "The record was deleted meanwhile, so there is nothing left to undo."
NO_ROLE = "You need {role} for this."
NOT_ALLOWED = "You may no longer act as {name}."
EXISTS_AGAIN = "The record exists again. Undo replaces it by the kept one."
CREATED_AGAIN = "The record was deleted meanwhile. Undo creates it again."
OUTCOME_UNKNOWN = "No response came to the write, so it may not have changed anything."


@dataclass(frozen=True)
class UndoPreview:
    """The undo of one write.

    Attributes:
        review: what the inverse call changes; None when it can't be sent.
        limits: what it cannot bring back, in sentences.
        changed_since: the fields that changed after the write.
        notices: what else happened since, in sentences.
        problem: why it can't be undone, as a sentence; "" when it can.
    """

    kept: KeptWrite
    review: Review | None = None
    limits: tuple[str, ...] = ()
    changed_since: tuple[FieldChange, ...] = ()
    notices: tuple[str, ...] = ()
    problem: str = ""

    @property
    def has_changed(self) -> bool:
        """Whether the record is no longer as the write left it, which is asked about once more."""
        return bool(self.changed_since or self.notices)

    @property
    def request(self) -> Request:
        """The inverse call.

        Raises:
            CannotInvert: there is none.
        """
        if self.review is None:
            raise CannotInvert(self.problem)
        return self.review.request


def preview(kept: KeptWrite, *, reviewed: str = "") -> UndoPreview:
    """Read the record as it is, and return what undoing would change.

    Args:
        reviewed: the digest of the record that the user has reviewed already; "" for the first preview.

    Raises:
        CatalogueUnavailable: OrderCloud's API description can't be loaded.
    """
    try:
        inverse = kept.inverse()
    except CannotInvert as error:
        return UndoPreview(kept, problem=str(error))
    check = kept.role_check
    if check is not None and not check.sufficient:
        return UndoPreview(kept, limits=inverse.limits, problem=NO_ROLE.format(role=check.suggested_role))
    try:
        shown = review(
            inverse.request, kept.organization, by=kept.user, context=kept.context, reviewed=reviewed
        )
    except PermissionDenied:
        name = kept.context.display_name or kept.organization.name
        return UndoPreview(kept, limits=inverse.limits, problem=NOT_ALLOWED.format(name=name))
    if shown.record:
        inverse = kept.inverse(shown.record)
        shown = replace(shown, request=inverse.request)
    notices, problem = _since(kept, shown)
    changed = _changed(kept, shown.record)
    return UndoPreview(kept, shown, inverse.limits, changed, notices, problem)


def _changed(kept: KeptWrite, now: Record) -> tuple[FieldChange, ...]:
    """Return the fields that changed since the write, without those that only OrderCloud sets."""
    after = kept.write.after if kept.write else None
    if not after or not now:
        return ()
    reader = kept.catalogue.get(kept.row.read_operation)
    response = reader.response if reader else None
    read_only = {member.name for member in response.members if member.shape.read_only} if response else set()
    changes = compare(after, now).changes
    return tuple(change for change in changes if change.path.partition(".")[0] not in read_only)


def _since(kept: KeptWrite, shown: Review) -> tuple[tuple[str, ...], str]:
    """Return what happened to the record since the write, and why that makes undo impossible."""
    verb, written = shown.request.operation.verb, kept.row.method
    notices = (OUTCOME_UNKNOWN,) if kept.row.status == 0 else ()
    if verb == "POST":
        return notices, ""
    if shown.before.is_absent:
        if verb == "PATCH":
            return notices, DELETED_MEANWHILE
        if verb == "DELETE":
            return notices, ALREADY_DELETED
        return ((*notices, CREATED_AGAIN), "") if written != "DELETE" else (notices, "")
    if shown.before.exists and written == "DELETE" and kept.row.status:
        return (*notices, EXISTS_AGAIN), ""
    return notices, ""
