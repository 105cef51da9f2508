"""Send a request in a context, with a token that carries exactly the roles that the person has in it."""

import time
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings

from accounts.models import User
from console.audit import record_write
from console.catalogue_cache import catalogue_of
from console.context.clients import client_in
from console.context.context import SELLER, Context
from console.context.lost import explained
from console.context.permission import require_context, roles_in
from console.guard import rules
from console.guard.approvals.decision import use
from console.guard.confirmation import NOT_CONFIRMED, WriteConfirmation
from console.guard.errors import WriteRefused
from console.guard.repeats import claimed
from console.history import recording
from console.models import UndoRecord
from console.records.before import read_before
from console.request.request import Call, Request
from console.response.exchange import Exchange, Failure
from console.undo import keeping
from console.undo.keeping import NOTHING_KEPT
from contributors.effective_access import effective_access
from environments.grants import CannotGrant
from environments.ordercloud.client import Client
from environments.ordercloud.errors import ConnectionFailed, OrderCloudError, ResponseTimeout, Unreachable
from lib.plain_text import one_line
from organizations.access import require
from organizations.models import Organization
from organizations.permissions import Can

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Sent:
    """A request that was sent.

    Attributes:
        exchange: the call with its response, or why there is none.
        history_id: its entry in the history.
        undo_id: the kept record by which the write can be undone; None if there is none.
    """

    exchange: Exchange
    history_id: int | None = None
    undo_id: int | None = None


def send(
    request: Request,
    organization: Organization,
    *,
    by: User,
    context: Context = SELLER,
    confirmation: WriteConfirmation = NOT_CONFIRMED,
    source: str = "console",
    undoes: UndoRecord | None = None,
) -> Sent:
    """Make the call that `request` describes, once, and return it with its response, also when none came.

    A write is recorded in the audit log, whatever its result.

    Args:
        context: who the request acts as.
        confirmation: what `by` confirmed about a write.
        source: the page that sends it, "console" or "enhanced".
        undoes: the kept record of the write that this one undoes.

    Raises:
        PermissionDenied: `by` may not call the API of `organization`, or not act in the context.
        WriteRefused: the write lacks a confirmation that the organization requires.
    """
    require(by, Can.CALL_API, organization)
    require_context(by, context, organization)
    approval = rules.require_confirmed(request, organization, confirmation, by=by, context=context.to_dict())
    access = effective_access(by, organization)
    roles = roles_in(context, access)
    reason = one_line(confirmation.reason)
    if request.operation.reads:
        client = client_in(context, organization, access)
        exchange = explained(_call(request, organization, client, roles), context, organization)
        entry = recording.record(
            request, organization, exchange, by=by, context=context, reason=reason, source=source
        )
        return Sent(exchange, entry.pk)
    written, kept, was_refused = None, NOTHING_KEPT, False
    try:
        client = client_in(context, organization, access)
        before = read_before(request, catalogue_of(organization), client)
        rules.require_unchanged(before.digest, confirmation, approval)
        if approval:
            use(approval)
        kept = keeping.keep(request, organization, before, by=by, context=context)
        with claimed(request, organization, context, by=by, again=confirmation.again) as claim:
            written = explained(_call(request, organization, client, roles), context, organization)
            claim.exchange = written
        kept = keeping.complete(kept, written)
    except WriteRefused:
        was_refused = True
        raise
    finally:
        if not was_refused:
            record_write(
                request,
                organization,
                written,
                by=by,
                context=context,
                reason=reason,
                undo=kept.row,
                undoes=undoes,
            )
    exchange = keeping.note_undo(written, kept)
    undo_id = kept.row.pk if kept.row else None
    entry = recording.record(
        request,
        organization,
        exchange,
        by=by,
        context=context,
        reason=reason,
        source=source,
        undo_id=undo_id,
    )
    return Sent(exchange, entry.pk, undo_id)


def _call(request: Request, organization: Organization, client: Client, roles: tuple[str, ...]) -> Exchange:
    started = time.perf_counter()
    operation, call = request.operation, request.call
    exchange = _exchange(
        call,
        client,
        {
            "method": call.method,
            "path_and_query": call.path_and_query,
            "operation": operation.key,
            "form_values": tuple(request.form_values),
            "roles": roles,
            "required_roles": operation.roles,
            "timeout": settings.ORDERCLOUD_TIMEOUT,
        },
    )
    log.info(
        "console_call",
        organization=organization.pk,
        operation=operation.id,
        status=exchange.status,
        failure=exchange.failure.value if exchange.failure else "",
        seconds=round(time.perf_counter() - started, 4),
    )
    return exchange


def _exchange(call: Call, client: Client, fields: dict[str, Any]) -> Exchange:
    try:
        response = client.call(
            call.method, call.path, call.query, call.body, dict(call.headers), unversioned=call.unversioned
        )
    except ConnectionFailed as error:
        return Exchange(**fields, failure=Failure.UNREACHABLE, detail=_reason(error))
    except Unreachable as error:
        # A call without an attempt of its own got no token.
        cause = Failure.TIMED_OUT if isinstance(error, ResponseTimeout) else Failure.INCOMPLETE
        attempts = tuple(attempt.outcome for attempt in error.attempts)
        failure = cause if attempts else Failure.NO_TOKEN
        return Exchange(**fields, failure=failure, detail=_reason(error), attempts=attempts)
    except (CannotGrant, OrderCloudError) as error:
        return Exchange(**fields, failure=Failure.NO_TOKEN, detail=_reason(error))
    return Exchange(
        **fields,
        status=response.status,
        reason=response.reason or "",
        headers=tuple(response.headers.items()),
        seconds=response.seconds,
        attempts=tuple(str(attempt.status or attempt.outcome) for attempt in response.attempts),
        body=response.body,
    )


def _reason(error: Exception) -> str:
    """Return why it failed as a sentence, without the URL, which the page shows anyway."""
    return error.reason.message if isinstance(error, OrderCloudError) else str(error)
