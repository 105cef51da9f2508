"""The errors of calls to OrderCloud.

::

    OrderCloudError
    ├── Unreachable              there is no complete response
    │   ├── ConnectionFailed     nothing was sent: connection refused, or not accepted in time
    │   │   ├── UnknownHost        no address belongs to the name
    │   │   ├── PrivateHost        someone entered an address that is not public
    │   │   └── InvalidCertificate the host does not prove that it is the one
    │   ├── ResponseTimeout      connected, but no response in time
    │   └── IncompleteResponse   the connection broke after the request was sent
    ├── InvalidJson              the response is not JSON, for example the HTML page of a proxy
    └── ErrorResponse            a response with status 400 or above
        ├── BadRequest           400
        ├── Unauthorized         401
        ├── Forbidden            403
        ├── NotFound             404
        ├── Conflict             409
        ├── TooManyRequests      429
        └── ServerError          500 and above

Messages contain the method, the path and OrderCloud's message, and never a header, a body or a token. Each
error has a `reason`, which can be shown without method and path.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True)
class ErrorDetail:
    """Why a call failed.

    Attributes:
        message: a sentence.
        code: OrderCloud's error code, or "".
        field: the field or parameter that the error is about, or "".
    """

    message: str
    code: str = ""
    field: str = ""


class OrderCloudError(Exception):
    """A call to OrderCloud failed. `call` is its method and path, where they are known."""

    def __init__(self, message: str, *, call: str = ""):
        super().__init__(f"{call}: {message}" if call else message)
        self.reason = ErrorDetail(_sentence(message))


class Unreachable(OrderCloudError):
    """There is no complete response. `attempts` lists all attempts, oldest first."""

    def __init__(self, message: str, attempts: tuple = (), *, call: str = ""):
        super().__init__(message, call=call)
        self.attempts = attempts


class ConnectionFailed(Unreachable):
    """No connection could be made, so OrderCloud never received the request."""


class UnknownHost(ConnectionFailed):
    """The name of the host leads to no address."""


class PrivateHost(ConnectionFailed):
    """Someone entered an address that is, or whose name leads to, one that is not public."""


class InvalidCertificate(ConnectionFailed):
    """The certificate of the host is not accepted, or it does not speak TLS."""


class ResponseTimeout(Unreachable):
    """The request was sent, but no response came in time; it may have been carried out."""


class IncompleteResponse(Unreachable):
    """The connection broke before the response was complete; the request may have been carried out."""


class InvalidJson(OrderCloudError):
    """The response is not the expected JSON."""


class ErrorResponse(OrderCloudError):
    """OrderCloud responded with an error.

    `errors` is the list in the body, each a dict with `ErrorCode`, `Message`, `Data`; empty if the body has
    no such list. `reason` is that of the first entry; without one it names the status.
    `refuses_credentials` is set on the response to a token request that does not accept them.
    """

    refuses_credentials = False

    def __init__(self, method: str, path: str, status: int, errors: list[dict[str, Any]]):
        self.method, self.path, self.status, self.errors = method, path, status, errors
        super().__init__(f"{status} {self.error_text}".rstrip(), call=f"{method} {path}")
        self.reason = _reason(status, errors)

    @property
    def error_code(self) -> str:
        """The code of the first error, or ""."""
        return self.reason.code

    @property
    def error_text(self) -> str:
        """All codes and messages in one line, or ""."""
        return "; ".join(
            f"{error.get('ErrorCode') or ''}: {error.get('Message') or ''}".strip(": ")
            for error in self.errors
        )


class BadRequest(ErrorResponse):
    """400: a value, a filter or a rule of OrderCloud."""


class Unauthorized(ErrorResponse):
    """401: the token was not accepted, and neither was a new one."""


class Forbidden(ErrorResponse):
    """403: the token lacks a role, or its type of user may not do this."""


class NotFound(ErrorResponse):
    """404: the record, its parent, or something that the body refers to does not exist."""


class Conflict(ErrorResponse):
    """409: the id or another unique value is taken, or something depends on the record to be deleted."""


class TooManyRequests(ErrorResponse):
    """429 for longer than the client's retry budget."""


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
    """Return the error for a response with an error status."""
    error_class = ServerError if status >= 500 else _BY_STATUS.get(status, ErrorResponse)
    return error_class(method, path, status, _parse_errors(body))


def data_of(error: ErrorResponse) -> dict[str, Any]:
    """Return what the first error of a response carries besides its message."""
    data = error.errors[0].get("Data") if error.errors else None
    return data if isinstance(data, dict) else {}


def _reason(status: int, errors: list[dict[str, Any]]) -> ErrorDetail:
    first = errors[0] if errors else {}
    code, message = (str(first.get(name) or "") for name in ("ErrorCode", "Message"))
    return ErrorDetail(
        _sentence(message or code or _status_text(status)), code, _field_name(first.get("Data"))
    )


def _status_text(status: int) -> str:
    name = next((known.phrase for known in HTTPStatus if known == status), "error")
    return f"OrderCloud responded {status} ({name})"


def _field_name(data: Any) -> str:
    """Return the field that an error is about: `Field`, the only member, or the data itself."""
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
