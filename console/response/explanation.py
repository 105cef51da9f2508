"""Explanations of responses in sentences: what happened, then what to do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.response.exchange import Content, Exchange, Failure
from environments.roles import FULL_ACCESS

CHECK_FIRST = "The request may have gone through. Check before you retry."
NOTHING_CHANGED = "Nothing was changed. You can retry."
NO_TOKEN = "OrderCloud issued no token for this request."
MAX_LISTED_ROLES = 8


@dataclass(frozen=True)
class Explanation:
    """What happened, and what to do.

    Args:
        level: "ok", "warn" or "danger".
        summary: the sentence in bold.
        advice: what to do.
        details: a sentence for each of OrderCloud's errors.
    """

    level: str
    summary: str
    advice: str = ""
    details: tuple[str, ...] = ()


def explain(exchange: Exchange) -> Explanation | None:
    """Return the explanation to show with a response; None if it needs none."""
    if exchange.failure:
        return _no_response(exchange)
    if exchange.status in (414, 431):
        return Explanation(
            "danger", f"The URL is too long for OrderCloud ({exchange.status}).", _shorten(exchange)
        )
    if exchange.content is Content.HTML:
        return Explanation(
            "danger",
            f"The response ({exchange.status}) is HTML, not JSON.",
            "It came from something between the portal and OrderCloud, such as a proxy. "
            + (CHECK_FIRST if exchange.writes else NOTHING_CHANGED),
        )
    if exchange.status >= 400:
        return _refused(exchange, errors_of(exchange))
    if exchange.content in (Content.TEXT, Content.BINARY):
        return Explanation("warn", "The response is not JSON.", "It is shown unchanged.")
    return None


def errors_of(exchange: Exchange) -> list[Mapping[str, Any]]:
    """Return the errors of OrderCloud's error envelope; [] if the body is not one."""
    errors = exchange.value.get("Errors") if isinstance(exchange.value, dict) else None
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []


def _no_response(exchange: Exchange) -> Explanation:
    advice = CHECK_FIRST if exchange.writes else NOTHING_CHANGED
    match exchange.failure:
        case Failure.UNREACHABLE:
            return Explanation("danger", "Couldn't reach OrderCloud.", f"Nothing was sent. {exchange.detail}")
        case Failure.TIMED_OUT:
            return Explanation("danger", f"OrderCloud didn't respond within {exchange.timeout:g} s.", advice)
        case Failure.INCOMPLETE:
            return Explanation("danger", "The connection was lost before the response was complete.", advice)
    return Explanation("danger", NO_TOKEN, f"Nothing was sent. {exchange.detail}".strip())


def _shorten(exchange: Exchange) -> str:
    length = f"{len(exchange.path_and_query):,} characters"
    return f"Path and query have {length}. Use fewer or shorter values. {NOTHING_CHANGED}"


def _refused(exchange: Exchange, errors: list[Mapping[str, Any]]) -> Explanation:
    details = tuple(error_message(error) for error in errors)
    match exchange.status:
        case 401:
            return Explanation(
                "danger",
                "OrderCloud rejected the token (401), and a new one too.",
                "The organization's connection may have lost its permission.",
            )
        case 403:
            advice = _role_advice(exchange, errors)
            return Explanation("danger", "Permission denied (403).", advice, _if_several(details))
        case 404:
            return Explanation("danger", _not_found(errors), "IDs must match exactly.", _if_several(details))
        case 409:
            return Explanation("danger", "Conflict with an existing record (409).", details=details)
        case 429:
            wait = {name.lower(): value for name, value in exchange.headers}.get("retry-after", "")
            return Explanation(
                "warn",
                "Too many requests (429).",
                f"Try again in {wait} s." if wait.isdigit() else "Try again in a moment.",
            )
    if exchange.status >= 500:
        advice = CHECK_FIRST if exchange.writes else NOTHING_CHANGED
        return Explanation("danger", f"OrderCloud failed ({exchange.status}).", advice, details)
    return Explanation("danger", f"OrderCloud rejected the request ({exchange.status}).", details=details)


def error_message(error: Mapping[str, Any]) -> str:
    """Return one error as a sentence: the field, then OrderCloud's message."""
    data = error.get("Data")
    message = str(error.get("Message") or error.get("ErrorCode") or "No reason given.")
    if isinstance(data, dict):
        field = data.get("Field")
        if isinstance(field, str) and field:
            return f"{field}: {message}"
        details = [f"{name}: {text}" for name, text in data.items() if isinstance(text, str) and text]
        if details and not {"ObjectType", "ObjectID"} & set(data):
            return f"{message.rstrip('.')}. {' '.join(details)}"
    return message


def _not_found(errors: list[Mapping[str, Any]]) -> str:
    for error in errors:
        data = error.get("Data")
        if isinstance(data, dict) and data.get("ObjectID"):
            resource = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(data.get("ObjectType") or "record")).lower()
            return f'{resource.capitalize()} "{data["ObjectID"]}" not found (404).'
    return "Not found (404)."


def _role_advice(exchange: Exchange, errors: list[Mapping[str, Any]]) -> str:
    data: dict = next((error["Data"] for error in errors if isinstance(error.get("Data"), dict)), {})
    sufficient = data.get("SufficientRoles") or exchange.required_roles
    held = f"You have {_joined(exchange.roles)}." if exchange.roles else "You have no roles."
    if not sufficient or {*sufficient, FULL_ACCESS} & set(exchange.roles):
        return f"This isn't available to this kind of user, whatever the roles. {held}"
    rank = {role: index for index, role in enumerate(exchange.required_roles)}
    smallest, *others = sorted(sufficient, key=lambda role: (role == FULL_ACCESS, rank.get(role, len(rank))))
    return f"Needs {smallest}{f' (or {_joined(others)})' if others else ''}. {held}"


def _joined(roles: Sequence[str]) -> str:
    listed = [str(role) for role in roles][:MAX_LISTED_ROLES]
    omitted = len(roles) - len(listed)
    return ", ".join(listed) + (f" and {omitted} more" if omitted > 0 else "")


def _if_several(details: tuple[str, ...]) -> tuple[str, ...]:
    """Return several errors; a single one is already in the summary."""
    return details if len(details) > 1 else ()
