"""The audit log entry of a console request that writes: who, as whom, what, where, and the result."""

import re
from urllib.parse import quote, urlencode

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from console.openapi.operations import Location
from console.request.request import Request
from console.response.exchange import Exchange
from organizations.models import Organization

MASK = "***"
MAX_ADDRESS_LENGTH = 1000
_SECRET = re.compile(r"password|secret|token|verification_?code|credential|(?:hash|shared|api)_?key", re.I)


def record_write(
    request: Request, organization: Organization, exchange: Exchange | None, *, by: User
) -> None:
    """Record a write that `by` sent; `exchange` is None when the portal itself failed."""
    outcome = "failed"
    if exchange and exchange.status:
        outcome = "ok" if exchange.ok else "refused" if exchange.status < 500 else "failed"
    audit_log.record(
        Event.CONSOLE_REQUEST_SENT,
        by=by,
        target=organization,
        organization=organization.pk,
        impersonated=f"seller organization {organization.marketplace_id}",
        result=outcome,
        operation=request.operation.id,
        method=request.operation.verb,
        path=address_without_secrets(request),
        status=_status(exchange),
    )


def address_without_secrets(request: Request) -> str:
    """Return path and query as they were sent, with the values of secret parameters masked."""
    path = request.operation.path
    for item in request.parameters_in(Location.PATH):
        name = item.parameter.name
        path = path.replace(f"{{{name}}}", MASK if _SECRET.search(name) else quote(item.text, safe=""))
    pairs = [(name, MASK if _SECRET.search(name) else value) for name, value in request.call.query]
    query = urlencode(pairs, quote_via=quote, safe="*,")
    return (f"{path}?{query}" if query else path)[:MAX_ADDRESS_LENGTH]


def _status(exchange: Exchange | None) -> int | str:
    if exchange is None:
        return "no response"
    return exchange.status or (exchange.failure.value if exchange.failure else "no response")
