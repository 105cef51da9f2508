"""Errors of the Portal API's operations, each in the format that the vendor's client libraries read.

They read errors in three ways; the format serves each (see `lib.api.errors`).
"""

import math
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.errors import ValidationError as InvalidRequest

from accounts.codes.one_time import CodeLimitReached
from contributors.api.impersonation_errors import to_api_error
from contributors.grants.limits import NotGrantable
from contributors.impersonation.errors import ImpersonationError
from contributors.invitations.rows import TeamPermissionDenied
from environments.grants import CannotGrant
from environments.ordercloud.errors import OrderCloudError
from lib import clock
from lib.api.errors import ApiError, error_response, too_many_requests
from lib.api.parser import InvalidBody
from lib.rate_limit import RateLimited
from organizations.connections.organization_api import PlatformRefusal
from organizations.restores.webhook.requests import TooManyRequests
from portal.api.throttling import count, throttled


def on_api_error(request: HttpRequest, error: ApiError) -> HttpResponse:
    """Respond with the error that an operation raised."""
    return error.response()


def on_unauthenticated(request: HttpRequest, error: Exception) -> HttpResponse:
    """Respond with 401 without a valid token."""
    response = error_response(401, "InvalidToken", "Access token is invalid or expired.")
    response["WWW-Authenticate"] = "Bearer"
    return response


def on_throttled(request: HttpRequest, error: RateLimited | TooManyRequests) -> HttpResponse:
    """Respond with 429 to too many requests of one kind."""
    return too_many_requests(str(error), error.retry_after)


def on_code_limit(request: HttpRequest, error: CodeLimitReached) -> HttpResponse:
    """Respond with 429 to someone who requested too many emailed codes."""
    seconds = math.ceil((error.until - clock.now()).total_seconds())
    return too_many_requests(str(error), max(1, seconds))


def on_too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    """Respond with 429 to a user or token that sends too many requests."""
    return throttled(count(request))


def on_forbidden(request: HttpRequest, error: Exception) -> HttpResponse:
    """Respond with 403 to a user without the permission."""
    return error_response(403, "Auth.InsufficientRoles", "You don't have permission to do this.")


def on_forbidden_in_team(request: HttpRequest, error: TeamPermissionDenied) -> HttpResponse:
    """Respond with 403 to a member of a team without the permission, and say who has it."""
    return error_response(403, "Auth.InsufficientRoles", str(error))


def on_not_grantable(request: HttpRequest, error: NotGrantable) -> HttpResponse:
    """Respond with 403 to an admin who may grant only what they hold."""
    return error_response(403, "Access.NotGrantable", str(error), {"Rights": error.rights})


def on_not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    """Respond with 404, equally for what does not exist and for what the user may not see."""
    match = request.resolver_match
    name, value = next(iter(match.kwargs.items()), ("", "")) if match else ("", "")
    resource = {"organization_id": "Organization", "username": "User", "team_id": "Team"}.get(name, "Object")
    return error_response(
        404, "NotFound", f"{resource} {value} not found.", {"ObjectType": resource, "ObjectID": str(value)}
    )


def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Respond with 400 to input that an activity refused."""
    fields = getattr(error, "message_dict", None)
    data = {name: " ".join(messages) for name, messages in fields.items()} if fields else None
    return error_response(400, "ValidationFailure", " ".join(error.messages), data)


def on_malformed(request: HttpRequest, error: InvalidRequest) -> HttpResponse:
    """Respond with 400 to a body or a query in the wrong format."""
    data = {".".join(str(part) for part in item["loc"][1:]): item["msg"] for item in error.errors}
    return error_response(
        400, "Request.InvalidRequestBody", "The request does not have the expected form.", data
    )


def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Respond to other errors, mainly a body that is not JSON or contains forbidden characters."""
    cause = error.__cause__
    if isinstance(cause, ApiError):
        return cause.response()
    if isinstance(cause, InvalidBody):
        return error_response(400, "Request.InvalidRequestBody", str(cause))
    if isinstance(cause, OSError):  # the connection ended before the body
        return error_response(400, "Request.InvalidRequestBody", "The body is incomplete.")
    if not isinstance(cause, ValidationError):
        return error_response(error.status_code, "Request.InvalidRequestBody", str(error))
    named = hasattr(cause, "error_dict")
    data = {name: " ".join(messages) for name, messages in cause.message_dict.items()} if named else None
    return error_response(error.status_code, "Request.InvalidRequestBody", cause.messages[0], data)


def on_impersonation(request: HttpRequest, error: ImpersonationError) -> HttpResponse:
    """Respond with the status that fits why acting as a user does not work."""
    named = request.resolver_match.kwargs if request.resolver_match else {}
    client_id = named.get("client_id") or request.GET.get("clientid") or request.GET.get("clientId", "")
    ids = {"User": request.GET.get("username", ""), "ApiClient": client_id}
    return to_api_error(error, ids).response()


def on_cannot_grant(request: HttpRequest, error: CannotGrant) -> HttpResponse:
    """Respond with 409 when the organization's connection cannot give such a token."""
    return error_response(409, "Connection.CannotGrant", str(error))


def on_ordercloud(request: HttpRequest, error: OrderCloudError) -> HttpResponse:
    """Respond with 502 when OrderCloud did not respond as expected."""
    return error_response(502, "OrderCloud.Unavailable", str(error))


def on_platform_refusal(request: HttpRequest, error: PlatformRefusal) -> HttpResponse:
    """Respond with the error of the platform to which a call was forwarded."""
    return error_response(error.status, error.code or "OrderCloud.Refused", str(error), error.data)


HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    ApiError: on_api_error,
    AuthenticationError: on_unauthenticated,
    RateLimited: on_throttled,
    TooManyRequests: on_throttled,
    Throttled: on_too_many,
    CodeLimitReached: on_code_limit,
    PermissionDenied: on_forbidden,
    TeamPermissionDenied: on_forbidden_in_team,
    NotGrantable: on_not_grantable,
    Http404: on_not_found,
    ValidationError: on_invalid,
    InvalidRequest: on_malformed,
    HttpError: on_http_error,
    ImpersonationError: on_impersonation,
    CannotGrant: on_cannot_grant,
    PlatformRefusal: on_platform_refusal,
    OrderCloudError: on_ordercloud,
}


def add_exception_handlers(api: NinjaAPI) -> None:
    """Make `api` respond to errors in the envelope."""
    for error, handler in HANDLERS.items():
        api.add_exception_handler(error, handler)
