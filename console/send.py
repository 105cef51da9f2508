"""Sending a request as the seller organization, with a token that carries exactly one's data access."""

import time

import structlog
from django.conf import settings

from console.audit import record_write
from console.guard.production import require_sendable
from console.request.request import Call, Request
from console.response.exchange import Exchange, Failure
from contributors.effective_access import effective_access
from environments.grants import CannotGrant
from environments.ordercloud.errors import ConnectionFailed, OrderCloudError, ResponseTimeout, Unreachable
from organizations.access import require
from organizations.connections.clients import client_for
from organizations.models import Organization
from organizations.permissions import Can

log = structlog.get_logger(__name__)


def send(request: Request, organization: Organization, *, by) -> Exchange:
    """Make the call that `request` describes, once; what came of it is an exchange, also without an answer.

    A write leaves a row in the audit log, however it ended.

    Raises:
        PermissionDenied: `by` may not call the API of `organization`.
        WriteRefused: it would write to Production.
    """
    require(by, Can.CALL_API, organization)
    require_sendable(request.operation, organization)
    if request.operation.reads:
        return _call(request, organization, by)
    exchange = None
    try:
        exchange = _call(request, organization, by)
    finally:
        record_write(request, organization, exchange, by=by)
    return exchange


def _call(request: Request, organization: Organization, by) -> Exchange:
    access = effective_access(by, organization)
    began = time.perf_counter()
    operation, call = request.operation, request.call
    exchange = _exchange(
        call,
        client_for(organization, access.roles, retry_budget=0),
        {
            "method": call.method,
            "address": call.address,
            "operation": operation.key,
            "filled": tuple(request.filled),
            "roles": access.roles,
            "needed": operation.roles,
            "limit": settings.ORDERCLOUD_TIMEOUT,
        },
    )
    log.info(
        "console_call",
        organization=organization.pk,
        operation=operation.id,
        status=exchange.status,
        failure=exchange.failure.value if exchange.failure else "",
        seconds=round(time.perf_counter() - began, 4),
    )
    return exchange


def _exchange(call: Call, client, told: dict) -> Exchange:
    try:
        reply = client.call(
            call.method, call.path, call.query, call.body, dict(call.headers), unversioned=call.outside
        )
    except ConnectionFailed as error:
        return Exchange(**told, failure=Failure.UNREACHABLE, detail=_sentence(error))
    except Unreachable as error:
        # Without a try of its own, the call waited for a token in vain.
        kind = Failure.TIMED_OUT if isinstance(error, ResponseTimeout) else Failure.INCOMPLETE
        tries = tuple(attempt.outcome for attempt in error.attempts)
        failure = kind if tries else Failure.NO_TOKEN
        return Exchange(**told, failure=failure, detail=_sentence(error), attempts=tries)
    except (CannotGrant, OrderCloudError) as error:
        return Exchange(**told, failure=Failure.NO_TOKEN, detail=_sentence(error))
    return Exchange(
        **told,
        status=reply.status,
        reason=reply.reason or "",
        headers=tuple(reply.headers.items()),
        seconds=reply.seconds,
        attempts=tuple(str(attempt.status or attempt.outcome) for attempt in reply.attempts),
        body=reply.body,
    )


def _sentence(error: Exception) -> str:
    """Why it failed, as a sentence: without the address, which the page shows anyway."""
    return error.reason.message if isinstance(error, OrderCloudError) else str(error)
