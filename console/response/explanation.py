"""What an answer means, in sentences: first what is, then what to do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.response.exchange import Content, Exchange, Failure
from environments.grants import FULL_ACCESS

LOOK_FIRST = "The call may still have been carried out. Look before you send it again."
NOTHING_CHANGED = "Nothing was changed; send it again when you like."
NO_TOKEN = "OrderCloud gave no token for this call."


@dataclass(frozen=True)
class Explanation:
    """`kind` is "ok", "warn" or "danger"; `first` the sentence in bold, `then` what to do; `points` one
    entry of OrderCloud's list of errors each.
    """

    level: str
    summary: str
    advice: str = ""
    details: tuple[str, ...] = ()


def explain(exchange: Exchange) -> Explanation | None:
    """What to say beside the answer; None when it speaks for itself."""
    if exchange.failure:
        return _no_answer(exchange)
    if exchange.content is Content.HTML:
        return Explanation(
            "danger",
            f"The answer ({exchange.status}) is HTML, not JSON.",
            "Something between the portal and OrderCloud answered in its place: a proxy, or a page that says "
            "that it is closed. " + (LOOK_FIRST if exchange.writes else NOTHING_CHANGED),
        )
    if exchange.status >= 400:
        return _refused(exchange, errors_of(exchange))
    if exchange.content in (Content.TEXT, Content.BINARY):
        return Explanation("warn", "The answer is not JSON.", "It is shown as it came.")
    return None


def errors_of(exchange: Exchange) -> list[Mapping[str, Any]]:
    """The entries of OrderCloud's error envelope; none when the body is no such envelope."""
    errors = exchange.value.get("Errors") if isinstance(exchange.value, dict) else None
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []


def _no_answer(exchange: Exchange) -> Explanation:
    again = LOOK_FIRST if exchange.writes else NOTHING_CHANGED
    match exchange.failure:
        case Failure.UNREACHABLE:
            return Explanation(
                "danger", "OrderCloud could not be reached.", f"Nothing was sent. {exchange.detail}"
            )
        case Failure.TIMED_OUT:
            return Explanation("danger", f"OrderCloud did not answer within {exchange.limit:g} s.", again)
        case Failure.INCOMPLETE:
            return Explanation("danger", "The connection broke before the answer was complete.", again)
    return Explanation("danger", NO_TOKEN, f"Nothing was sent. {exchange.detail}".strip())


def _refused(exchange: Exchange, errors: list[Mapping[str, Any]]) -> Explanation:
    points = tuple(point(error) for error in errors)
    match exchange.status:
        case 401:
            return Explanation(
                "danger",
                "OrderCloud did not accept the token (401), and a fresh one was not accepted either.",
                "The organization's connection may have lost its right; Settings can test it.",
            )
        case 403:
            return Explanation("danger", "Permission denied (403).", _roles(exchange, errors), _more(points))
        case 404:
            return Explanation("danger", _missing(errors), "An id is compared as a whole.", _more(points))
        case 409:
            return Explanation("danger", "It conflicts with what is there (409).", details=points)
        case 429:
            wait = {name.lower(): value for name, value in exchange.headers}.get("retry-after", "")
            return Explanation(
                "warn",
                "OrderCloud asks to slow down (429).",
                f"Try again in {wait} s." if wait.isdigit() else "Try again in a moment.",
            )
    if exchange.status >= 500:
        again = LOOK_FIRST if exchange.writes else NOTHING_CHANGED
        return Explanation("danger", f"OrderCloud failed ({exchange.status}).", again, points)
    return Explanation("danger", f"OrderCloud refused this ({exchange.status}).", details=points)


def point(error: Mapping[str, Any]) -> str:
    """One entry of the list: what it is about, then OrderCloud's own words."""
    data = error.get("Data")
    message = str(error.get("Message") or error.get("ErrorCode") or "No reason is given.")
    if isinstance(data, dict):
        field = data.get("Field")
        if isinstance(field, str) and field:
            return f"{field}: {message}"
        details = [f"{name}: {told}" for name, told in data.items() if isinstance(told, str) and told]
        if details and not {"ObjectType", "ObjectID"} & set(data):
            return f"{message.rstrip('.')}. {' '.join(details)}"
    return message


def _missing(errors: list[Mapping[str, Any]]) -> str:
    for error in errors:
        data = error.get("Data")
        if isinstance(data, dict) and data.get("ObjectID"):
            kind = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(data.get("ObjectType") or "thing")).lower()
            return f"There is no {kind} {data['ObjectID']} (404)."
    return "There is nothing at this address (404)."


def _roles(exchange: Exchange, errors: list[Mapping[str, Any]]) -> str:
    data = next((error["Data"] for error in errors if isinstance(error.get("Data"), dict)), {})
    enough = data.get("SufficientRoles") or exchange.needed
    held = f"You have {_joined(exchange.roles)}." if exchange.roles else "You have no roles."
    if not enough or {*enough, FULL_ACCESS} & set(exchange.roles):
        return f"This isn't available to this kind of user, whatever the roles. {held}"
    rank = {role: at for at, role in enumerate(exchange.needed)}
    smallest, *others = sorted(enough, key=lambda role: (role == FULL_ACCESS, rank.get(role, len(rank))))
    return f"Needs {smallest}{f' (or {_joined(others)})' if others else ''}. {held}"


def _joined(roles) -> str:
    shown = [str(role) for role in roles][:8]
    more = len(roles) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _more(points: tuple[str, ...]) -> tuple[str, ...]:
    """Several entries say more than the sentence; a single one is what the sentence is made of."""
    return points if len(points) > 1 else ()
