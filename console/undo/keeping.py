"""Keeping of the record as it was before a write, so that the write can be undone."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings

from accounts.models import User
from console.audit import address_without_secrets
from console.context.context import Context
from console.history.recording import form_without_secrets
from console.models import UndoRecord
from console.records.before import REVERSIBLE_METHODS, RecordBefore
from console.request import json_editor
from console.request.request import Request
from console.response.exchange import Exchange, Failure
from console.undo.shown_once import SHOWN_ONCE
from lib import clock
from organizations.models import Organization

TOO_LARGE = "The record is too large to be kept ({size} of at most {limit} kB), so this can't be undone."
NOT_READ = "The record was not kept, so this can't be undone. {problem}"
MAX_PATH_LENGTH = 1000
# What leaves no doubt that the write did not reach OrderCloud.
NOT_SENT = frozenset({Failure.UNREACHABLE, Failure.NO_TOKEN})


@dataclass(frozen=True)
class Kept:
    """What was kept before a write: the row, or why there is none, as a sentence; "" if none is expected."""

    row: UndoRecord | None = None
    problem: str = ""


NOTHING_KEPT = Kept()


def keep(
    request: Request, organization: Organization, before: RecordBefore, *, by: User, context: Context
) -> Kept:
    """Keep the record `before` the write that `request` describes. Call it before the write is sent."""
    operation = request.operation
    if operation.verb not in REVERSIBLE_METHODS or not settings.UNDO_DAYS:
        return NOTHING_KEPT
    if before.is_absent and operation.verb != "PUT":
        return NOTHING_KEPT
    if before.operation is None or not (before.exists or before.is_absent):
        return Kept(problem=NOT_READ.format(problem=before.problem))
    if len(before.body) > settings.UNDO_MAX_SIZE:
        sizes = {"size": _kilobytes(len(before.body)), "limit": _kilobytes(settings.UNDO_MAX_SIZE)}
        return Kept(problem=TOO_LARGE.format(**sizes))
    now = clock.now()
    row = UndoRecord.objects.create(
        user=by,
        organization=organization,
        operation=operation.key,
        read_operation=before.operation.key,
        method=operation.verb,
        path=address_without_secrets(request),
        record_path=request.call.path[:MAX_PATH_LENGTH],
        context=context.to_dict(),
        form_data=json.dumps(form_without_secrets(request)[0]).encode(),
        before=before.body,
        kept_at=now,
        expires_at=now + timedelta(days=settings.UNDO_DAYS),
    )
    return Kept(row)


def complete(kept: Kept, exchange: Exchange) -> Kept:
    """Note how the write went. What OrderCloud refused changed nothing, so nothing stays kept of it."""
    row = kept.row
    if row is None:
        return kept
    if 400 <= exchange.status < 500 or exchange.failure in NOT_SENT:
        row.delete()
        return NOTHING_KEPT
    row.status = exchange.status
    is_record = exchange.ok and isinstance(exchange.value, dict) and row.method != "DELETE"
    row.after = _stored_after(row, exchange) if is_record else b""
    row.save(update_fields=["status", "after"])
    return kept


def _stored_after(row: UndoRecord, exchange: Exchange) -> bytes:
    """Return the record after a write, without a secret that only this response has."""
    name = SHOWN_ONCE.get(row.operation)
    if name is None:
        return exchange.body
    shown = {key: value for key, value in exchange.value.items() if key != name}
    return json_editor.dumps_pretty(shown).value.encode()


def note_undo(exchange: Exchange, kept: Kept) -> Exchange:
    """Return the exchange with what its page says about undo."""
    if kept.row is None:
        return replace(exchange, undo_note=kept.problem)
    return replace(exchange, undo_id=kept.row.pk, undo_until=kept.row.expires_at.isoformat())


def purge_expired() -> int:
    """Delete kept records that can no longer be undone, and return their number."""
    return UndoRecord.objects.filter(expires_at__lt=clock.now()).delete()[0]


def _kilobytes(size: int) -> str:
    return f"{size / 1000:,.0f}"
