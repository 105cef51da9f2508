"""What can go wrong with a call.

::

    OrderCloudError
    ├── Unreachable             no whole answer arrived
    │   ├── ConnectFailed       nothing was sent: no such host, connection refused, bad certificate
    │   ├── TimedOut            connected, then no answer in time
    │   └── TornAnswer          the connection broke after the request had gone out
    ├── NotJson                 an answer that should be JSON is something else, such as a proxy's HTML page
    └── Refused                 an answer with status 400 or above
        ├── Invalid             400
        ├── Unauthorized        401
        ├── Forbidden           403
        ├── NotFound            404
        ├── Conflict            409
        ├── TooManyRequests     429
        └── ServerFailed        500 and above

Messages name the method, the path and OrderCloud's own words. They never hold a header, a body or a token.
Each error carries its `reason`, which can be shown without them.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True)
class Reason:
    """Why a call failed: `message` is a sentence; `code` is OrderCloud's own code for it and `field` the
    field or parameter that it is about, "" where there is none."""

    message: str
    code: str = ""
    field: str = ""


class OrderCloudError(Exception):
    """Any failure of a call to OrderCloud. `call` names the method and path, where it is known."""

    def __init__(self, message: str, *, call: str = ""):
        super().__init__(f"{call}: {message}" if call else message)
        self.reason = Reason(_sentence(message))


class Unreachable(OrderCloudError):
    """No whole answer arrived. `attempts` lists every try, oldest first."""

    def __init__(self, message: str, attempts: tuple = (), *, call: str = ""):
        super().__init__(message, call=call)
        self.attempts = attempts


class ConnectionFailed(Unreachable):
    """No connection could be made, so OrderCloud never saw the request."""


class ResponseTimeout(Unreachable):
    """The request went out and no answer came in time; it may have been carried out."""


class IncompleteResponse(Unreachable):
    """The connection broke before the answer was complete; the request may have been carried out."""


class InvalidJson(OrderCloudError):
    """The answer is not the JSON that it should be."""


class ErrorResponse(OrderCloudError):
    """OrderCloud answered with an error.

    `errors` is the list of the envelope, each a dict with `ErrorCode`, `Message`, `Data`; empty when the body
    was no such envelope. `reason` is that of the first entry; without one it tells the status.
    """

    def __init__(self, method: str, path: str, status: int, errors: list[dict[str, Any]]):
        self.method, self.path, self.status, self.errors = method, path, status, errors
        super().__init__(f"{status} {self.error_text}".rstrip(), call=f"{method} {path}")
        self.reason = _reason(status, errors)

    @property
    def error_code(self) -> str:
        """The code of the first error, "" without one."""
        return self.reason.code

    @property
    def error_text(self) -> str:
        """OrderCloud's own words: all codes and messages in one line, "" when it gave none."""
        return "; ".join(
            f"{error.get('ErrorCode') or ''}: {error.get('Message') or ''}".strip(": ")
            for error in self.errors
        )


class BadRequest(ErrorResponse):
    """400: a value, a filter or a rule of OrderCloud's."""


class Unauthorized(ErrorResponse):
    """401: the token is not accepted, and a fresh one was not either."""


class Forbidden(ErrorResponse):
    """403: the token lacks a role, or its kind of user may not do this."""


class NotFound(ErrorResponse):
    """404: the thing itself, its parent, or something the body refers to is not there."""


class Conflict(ErrorResponse):
    """409: the id or another unique value is taken, or something still needs what was to be deleted."""


class TooManyRequests(ErrorResponse):
    """429 that lasted longer than the client's patience."""


class ServerError(ErrorResponse):
    """500 and above."""


_BY_STATUS = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    429: TooManyRequests,
}


def error_for(method: str, path: str, status: int, body: bytes) -> ErrorResponse:
    """The fitting `Refused` for an answer with an error status."""
    kind = ServerError if status >= 500 else _BY_STATUS.get(status, ErrorResponse)
    return kind(method, path, status, _parse_errors(body))


def _reason(status: int, errors: list[dict[str, Any]]) -> Reason:
    first = errors[0] if errors else {}
    code, message = (str(first.get(name) or "") for name in ("ErrorCode", "Message"))
    return Reason(_sentence(message or code or _status_text(status)), code, _field_name(first.get("Data")))


def _status_text(status: int) -> str:
    name = next((one.phrase for one in HTTPStatus if one == status), "an error")
    return f"OrderCloud answered {status} ({name})"


def _field_name(data: Any) -> str:
    """The field that an error is about: named by `Field`, the only member, or the data itself."""
    if isinstance(data, dict):
        data = data.get("Field") or (next(iter(data)) if len(data) == 1 else "")
    return data if isinstance(data, str) else ""


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _parse_errors(body: bytes) -> list[dict[str, Any]]:
    try:
        errors = json.loads(body)["Errors"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
