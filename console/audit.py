"""The audit log's row of a console call that writes: who, as whom, what, where to, and how it ended."""

import re
from urllib.parse import quote, urlencode

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from console.openapi.operations import Location
from console.request.request import Request
from console.response.exchange import Exchange
from organizations.models import Organization

HIDDEN = "***"
MAX_ADDRESS = 1000
_SECRET = re.compile(r"password|secret|token|verification_?code|credential|(?:hash|shared|api)_?key", re.I)


def record_write(request: Request, organization: Organization, exchange: Exchange | None, *, by) -> None:
    """Add the row of a write that `by` sent; `exchange` is None when the portal itself failed on the way."""
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
    """Path and query as they were sent; a value whose name says that it is secret is replaced."""
    path = request.operation.path
    for item in request.at(Location.PATH):
        name = item.parameter.name
        path = path.replace(f"{{{name}}}", HIDDEN if _SECRET.search(name) else quote(item.text, safe=""))
    pairs = [(name, HIDDEN if _SECRET.search(name) else value) for name, value in request.call.query]
    query = urlencode(pairs, quote_via=quote, safe="*,")
    return (f"{path}?{query}" if query else path)[:MAX_ADDRESS]


def _status(exchange: Exchange | None) -> int | str:
    if exchange is None:
        return "no response"
    return exchange.status or (exchange.failure.value if exchange.failure else "no response")
