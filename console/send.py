"""Send a request as the seller organization, with a token that carries exactly the user's data access."""

import time
from typing import Any

import structlog
from django.conf import settings

from accounts.models import User
from console.audit import record_write
from console.guard.production import require_sendable
from console.request.request import Call, Request
from console.response.exchange import Exchange, Failure
from contributors.effective_access import effective_access
from environments.grants import CannotGrant
from environments.ordercloud.client import Client
from environments.ordercloud.errors import ConnectionFailed, OrderCloudError, ResponseTimeout, Unreachable
from organizations.access import require
from organizations.connections.clients import client_for
from organizations.models import Organization
from organizations.permissions import Can

log = structlog.get_logger(__name__)


def send(request: Request, organization: Organization, *, by: User) -> Exchange:
    """Make the call that `request` describes, once, and return the exchange, also when no response came.

    A write is recorded in the audit log, whatever its result.

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


def _call(request: Request, organization: Organization, by: User) -> Exchange:
    access = effective_access(by, organization)
    started = time.perf_counter()
    operation, call = request.operation, request.call
    exchange = _exchange(
        call,
        client_for(organization, access.roles, retry_budget=0),
        {
            "method": call.method,
            "path_and_query": call.path_and_query,
            "operation": operation.key,
            "form_values": tuple(request.form_values),
            "roles": access.roles,
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
