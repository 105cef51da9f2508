"""The audit log entry of a console request that writes: who, as whom, what, where, and the result."""

from urllib.parse import quote, urlencode

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from console.context.context import Context
from console.masking import mask_pairs, mask_path
from console.models import UndoRecord
from console.openapi.operations import Location
from console.request.request import Request
from console.response.exchange import Exchange
from lib.templatetags.ui import utc_time
from organizations.models import Organization

MAX_ADDRESS_LENGTH = 1000


def record_write(
    request: Request,
    organization: Organization,
    exchange: Exchange | None,
    *,
    by: User,
    context: Context,
    reason: str,
    undo: UndoRecord | None = None,
    undoes: UndoRecord | None = None,
) -> None:
    """Record a write that `by` sent; `exchange` is None when the portal itself failed.

    `undo` is the kept record by which it can be undone, `undoes` that of the write that it undoes.
    """
    details: dict[str, object] = {"reason": reason or context.reason} if reason or context.reason else {}
    if undo is not None and undo.pk:
        details["undo_id"] = undo.pk
    if undoes is not None:
        details["undoes"] = f"{undoes} of {utc_time(undoes.kept_at)}"
    outcome = "failed"
    if exchange and exchange.status:
        outcome = "ok" if exchange.ok else "refused" if exchange.status < 500 else "failed"
    audit_log.record(
        Event.CONSOLE_REQUEST_SENT,
        by=by,
        target=organization,
        organization=organization.pk,
        impersonated=context.in_words(organization),
        result=outcome,
        operation=request.operation.id,
        method=request.operation.verb,
        path=address_without_secrets(request),
        status=_status(exchange),
        **details,
    )


def address_without_secrets(request: Request) -> str:
    """Return path and query as they were sent, with the values of secret parameters masked."""
    arguments = [(item.parameter.name, item.text) for item in request.parameters_in(Location.PATH)]
    path, pairs = mask_path(request.operation.path, arguments), mask_pairs(request.call.query)
    query = urlencode(pairs, quote_via=quote, safe="*,")
    return (f"{path}?{query}" if query else path)[:MAX_ADDRESS_LENGTH]


def _status(exchange: Exchange | None) -> int | str:
    if exchange is None:
        return "no response"
    return exchange.status or (exchange.failure.value if exchange.failure else "no response")
