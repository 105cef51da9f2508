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
"""

import json
from typing import Any


class OrderCloudError(Exception):
    """Any failure of a call to OrderCloud."""


class Unreachable(OrderCloudError):
    """No whole answer arrived. `attempts` lists every try, oldest first."""

    def __init__(self, message: str, attempts: tuple = ()):
        super().__init__(message)
        self.attempts = attempts


class ConnectFailed(Unreachable):
    """No connection could be made, so OrderCloud never saw the request."""


class TimedOut(Unreachable):
    """The request went out and no answer came in time; it may have been carried out."""


class TornAnswer(Unreachable):
    """The connection broke before the answer was complete; the request may have been carried out."""


class NotJson(OrderCloudError):
    """The answer is not the JSON that it should be."""


class Refused(OrderCloudError):
    """OrderCloud answered with an error.

    `errors` is the list of the envelope, each a dict with `ErrorCode`, `Message`, `Data`; empty when the body
    was no such envelope. `error_code` is the first entry's code, or "" without one.
    """

    def __init__(self, method: str, path: str, status: int, errors: list[dict[str, Any]]):
        self.method, self.path, self.status, self.errors = method, path, status, errors
        self.error_code: str = str(errors[0].get("ErrorCode") or "") if errors else ""
        super().__init__(f"{method} {path}: {status} {self.words}".rstrip())

    @property
    def words(self) -> str:
        """OrderCloud's own words: all codes and messages in one line, "" when it gave none."""
        return "; ".join(
            f"{error.get('ErrorCode') or ''}: {error.get('Message') or ''}".strip(": ")
            for error in self.errors
        )


class Invalid(Refused):
    """400: a value, a filter or a rule of OrderCloud's."""


class Unauthorized(Refused):
    """401: the token is not accepted, and a fresh one was not either."""


class Forbidden(Refused):
    """403: the token lacks a role, or its kind of user may not do this."""


class NotFound(Refused):
    """404: the thing itself, its parent, or something the body refers to is not there."""


class Conflict(Refused):
    """409: the id or another unique value is taken, or something still needs what was to be deleted."""


class TooManyRequests(Refused):
    """429 that lasted longer than the client's patience."""


class ServerFailed(Refused):
    """500 and above."""


_BY_STATUS = {
    400: Invalid,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    429: TooManyRequests,
}


def refusal(method: str, path: str, status: int, body: bytes) -> Refused:
    """The fitting `Refused` for an answer with an error status."""
    kind = ServerFailed if status >= 500 else _BY_STATUS.get(status, Refused)
    return kind(method, path, status, _envelope(body))


def _envelope(body: bytes) -> list[dict[str, Any]]:
    try:
        errors = json.loads(body)["Errors"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
