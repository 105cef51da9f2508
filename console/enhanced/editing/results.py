"""What became of the calls of a save."""

from dataclasses import dataclass

from console.enhanced.calls import PlannedCall
from console.enhanced.resource import Resource
from console.response.exchange import Exchange
from console.response.explanation import error_message, errors_of, explain


@dataclass(frozen=True)
class CallResult:
    """One call and its outcome.

    Args:
        status: the HTTP status; 0 without a response.
        message: why it failed, as sentences; "" when it went through.
        sent: whether the portal sent it.
        undo_id: the kept record by which it can be undone; None when there is none.
    """

    method: str
    path: str
    subject: str
    ok: bool
    status: int
    message: str = ""
    undo_id: int | None = None
    sent: bool = True


def result_of(
    call: PlannedCall, exchange: Exchange, resource: Resource, undo_id: int | None = None
) -> CallResult:
    """Return the outcome of a call, with the meaning that an error has for the resource."""
    message = "" if exchange.ok else refusal_of(exchange, resource)
    return CallResult(call.method, call.path, call.subject, exchange.ok, exchange.status, message, undo_id)


def refused(call: PlannedCall, refusal: Exception) -> CallResult:
    """Return a call that the portal did not send."""
    return CallResult(call.method, call.path, call.subject, False, 0, str(refusal), sent=False)


def refusal_of(exchange: Exchange, resource: Resource) -> str:
    """Return why a call failed, in sentences."""
    errors = errors_of(exchange)
    for error in errors:
        if sentence := resource.refusals.get(str(error.get("ErrorCode"))):
            return sentence
    explanation = explain(exchange)
    if explanation is None:
        return "OrderCloud refused the call."
    summary = explanation.summary
    if errors and exchange.status == 400:
        summary = " ".join(error_message(error) for error in errors)
    return " ".join(part for part in (summary, explanation.advice) if part)


def failed_fields(exchange: Exchange) -> list[str]:
    """Return the fields that the errors of a response name."""
    data = [error.get("Data") for error in errors_of(exchange)]
    return [str(item["Field"]) for item in data if isinstance(item, dict) and item.get("Field")]
