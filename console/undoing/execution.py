"""Sending the call that undoes a write."""

from accounts.models import User
from console.guard.confirmation import WriteConfirmation
from console.models import UndoRecord
from console.send import Sent, send
from console.undoing.preview import UndoPreview
from lib import clock


class AlreadyUndone(Exception):
    """Someone else undid the write a moment ago."""


def undo(preview: UndoPreview, *, by: User, confirmation: WriteConfirmation) -> Sent:
    """Send the inverse call of the previewed write, once.

    A write is undone once OrderCloud has carried out the call; until then it can be tried again.

    Raises:
        AlreadyUndone: it was undone meanwhile.
        CannotInvert: no call undoes it.
        PermissionDenied: `by` may not call the API of the organization, or not act in its context.
        WriteRefused: the organization requires a confirmation that is missing, or the record changed.
    """
    request, row = preview.request, preview.kept.row
    if not UndoRecord.objects.filter(pk=row.pk, undone_at=None).update(undone_at=clock.now(), undone_by=by):
        raise AlreadyUndone
    undone = False
    try:
        sent = send(
            request,
            preview.kept.organization,
            by=by,
            context=preview.kept.context,
            confirmation=confirmation,
            undoes=row,
        )
        undone = sent.exchange.ok
    finally:
        if not undone:
            UndoRecord.objects.filter(pk=row.pk).update(undone_at=None, undone_by=None)
    if sent.undo_id:
        UndoRecord.objects.filter(pk=row.pk).update(undone_by_write=sent.undo_id)
    return sent
