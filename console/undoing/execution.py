"""Sending the call that undoes a write."""

from datetime import timedelta

from django.db.models import Q

from accounts.models import User
from console.guard.confirmation import WriteConfirmation
from console.models import UndoRecord
from console.send import Sent, send
from console.undoing.preview import UndoPreview
from lib import clock

# After that an undo whose process ended can be tried again; no call takes as long.
CLAIM_DURATION = timedelta(minutes=5)


class AlreadyUndone(Exception):
    """Someone else undid the write a moment ago, or is undoing it."""


def undo(preview: UndoPreview, *, by: User, confirmation: WriteConfirmation) -> Sent:
    """Send the inverse call of the previewed write, once.

    A write is undone once OrderCloud has carried out the call; until then it can be tried again.

    Raises:
        AlreadyUndone: it was undone meanwhile, or is being undone.
        CannotInvert: no call undoes it.
        PermissionDenied: `by` may not call the API of the organization, or not act in its context.
        WriteRefused: the organization requires a confirmation that is missing, or the record changed.
    """
    request, row = preview.request, preview.kept.row
    kept, now = UndoRecord.objects.filter(pk=row.pk), clock.now()
    free = Q(undo_started_at=None) | Q(undo_started_at__lt=now - CLAIM_DURATION)
    if not kept.filter(free, undone_at=None).update(undo_started_at=now):
        raise AlreadyUndone
    done: dict[str, object] = {}
    try:
        sent = send(
            request,
            preview.kept.organization,
            by=by,
            context=preview.kept.context,
            confirmation=confirmation,
            undoes=row,
        )
        if sent.exchange.ok:
            done = {"undone_at": clock.now(), "undone_by": by, "undone_by_write_id": sent.undo_id}
    finally:
        kept.update(undo_started_at=None, **done)
    return sent
