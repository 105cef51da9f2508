"""Writes that happen only to the version that the client has read: `If-Match` and `If-None-Match`.

What a write is compared with is what GET at the same address gives the same user, read under the lock of the
row that every change of it takes.
"""

import copy
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from lib.api.errors import ApiError
from lib.api.etags import etag_of, none_match

Operation = TypeVar("Operation", bound=Callable[..., Any])
# Called with the request and the values of its path. Locks the row, and returns whether there is one.
Lock = Callable[..., bool]
HEADERS = frozenset({"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"})


def write(lock: Lock) -> Callable[[Operation], Operation]:
    """Let a PUT or DELETE, at an address that has a GET, be made conditional; it stands under the route.

    Without the headers nothing changes. With them the operation runs in one transaction with the comparison,
    after `lock`; only where there is nothing to lock yet, it runs outside of it (see `require_absent`).

    Raises:
        ApiError: 412 `PreconditionFailed` if the condition does not hold.
    """

    def decorate(operation: Operation) -> Operation:
        @wraps(operation)
        def checked(request: HttpRequest, **values: Any) -> Any:
            if not HEADERS & request.META.keys():
                return operation(request, **values)
            with transaction.atomic():
                is_locked = lock(request, **_path(request))
                current = _read(request)
                if current.status_code not in {200, 404}:
                    return current
                _check(request, etag_of(current.content) if current.status_code == 200 else None)
                if is_locked:
                    return operation(request, **values)
            return operation(request, **values)

        vars(checked)["is_conditional"] = True
        return cast(Operation, checked)

    return decorate


def require_absent(request: HttpRequest) -> None:
    """Refuse to change what was created since `If-None-Match: *` was checked.

    An operation whose creation runs outside of a transaction calls it before it changes what exists.

    Raises:
        ApiError: 412 if the client asked to create only.
    """
    if "*" in parse_etags(request.headers.get("If-None-Match", "")):
        raise failed()


def failed() -> ApiError:
    """Return the error for a condition that does not hold."""
    message = "It isn't the version that you named. Read it, then repeat the change."
    return ApiError(412, "PreconditionFailed", message)


def _check(request: HttpRequest, etag: str | None) -> None:
    """Compare the headers with the ETag of what there is; None if there is nothing."""
    match = parse_etags(request.headers.get("If-Match", ""))
    if "If-Match" in request.headers:
        # A DELETE of nothing is its operation's to refuse.
        if etag is None and request.method != "DELETE":
            raise failed()
        # Strong comparison: a weak ETag equals none.
        if etag is not None and "*" not in match and etag not in match:
            raise failed()
    if etag is not None and none_match(request, etag):
        raise failed()


def _read(request: HttpRequest) -> HttpResponse:
    """Return what GET at the address of the request responds to its user now."""
    read = copy.copy(request)
    read.method = "GET"
    read.META = {name: value for name, value in request.META.items() if name not in HEADERS}
    vars(read).pop("headers", None)
    match = request.resolver_match
    assert match is not None
    return cast(HttpResponse, match.func(read, *match.args, **match.kwargs))


def _path(request: HttpRequest) -> dict[str, Any]:
    return request.resolver_match.kwargs if request.resolver_match else {}
