"""The Portal API under `/api/v1`: the routers of all floors, and one form for every error.

The vendor's client libraries read errors in three ways; the envelope serves each (see `problem`).
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from ninja import NinjaAPI, Swagger
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as InvalidRequest

from accounts.api import router as people
from contributors.api.organization_token import router as contributors
from environments.grants import CannotGrant
from environments.ordercloud.errors import OrderCloudError
from lib.api.errors import ApiError, error_response
from lib.api.parser import PlainTextParser
from lib.rate_limit import RateLimited
from organizations.api.organizations import router as organizations

api = NinjaAPI(
    title="Portal API", version="1.0", docs=Swagger(), urls_namespace="api", parser=PlainTextParser()
)
api.add_router("", people)
api.add_router("", organizations)
api.add_router("", contributors)


@api.exception_handler(ApiError)
def on_problem(request, error: ApiError):
    """What an operation refuses in its own words."""
    return error.response()


@api.exception_handler(AuthenticationError)
def on_unauthenticated(request, error):
    """401 without a good token."""
    response = error_response(401, "InvalidToken", "Access token is invalid or expired.")
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(RateLimited)
def on_too_often(request, error: RateLimited):
    """429 for one network that asks too often."""
    response = error_response(429, "TooManyRequests", str(error))
    response["Retry-After"] = error.retry_after
    return response


@api.exception_handler(PermissionDenied)
def on_denied(request, error):
    """403 for what one may not do."""
    return error_response(403, "Auth.InsufficientRoles", "You may not do this.")


@api.exception_handler(Http404)
def on_missing(request, error):
    """404, the same for what does not exist and for what one may not see."""
    match = request.resolver_match
    name, value = next(iter(match.kwargs.items()), ("", "")) if match else ("", "")
    kind = {"organization_id": "Organization", "username": "User", "team_id": "Team"}.get(name, "Object")
    return error_response(
        404, "NotFound", f"{kind} {value} not found.", {"ObjectType": kind, "ObjectID": str(value)}
    )


@api.exception_handler(ValidationError)
def on_invalid(request, error: ValidationError):
    """400 with what an activity refuses."""
    fields = getattr(error, "message_dict", None)
    data = {name: " ".join(messages) for name, messages in fields.items()} if fields else None
    return error_response(400, "ValidationFailure", " ".join(error.messages), data)


@api.exception_handler(InvalidRequest)
def on_malformed(request, error: InvalidRequest):
    """400 for a body or a query of the wrong shape."""
    data = {".".join(str(part) for part in found["loc"][1:]): found["msg"] for found in error.errors}
    return error_response(
        400, "Request.InvalidRequestBody", "The request does not have the expected form.", data
    )


@api.exception_handler(HttpError)
def on_http_error(request, error: HttpError):
    """Other refusals, chiefly a body that is no JSON or holds what no text may hold."""
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return error_response(error.status_code, "Request.InvalidRequestBody", str(error))
    named = hasattr(cause, "error_dict")
    data = {name: " ".join(messages) for name, messages in cause.message_dict.items()} if named else None
    return error_response(error.status_code, "Request.InvalidRequestBody", cause.messages[0], data)


@api.exception_handler(CannotGrant)
def on_no_grant(request, error: CannotGrant):
    """409 for a token that the organization's connection cannot give."""
    return error_response(409, "Connection.CannotGrant", str(error))


@api.exception_handler(OrderCloudError)
def on_ordercloud(request, error: OrderCloudError):
    """502 when OrderCloud did not answer as it should."""
    return error_response(502, "OrderCloud.Unavailable", str(error))


api_urls = api.urls
for route in api_urls[0]:
    # Each operation asks for its own token; Django's sign-in page is no answer to a program.
    route.callback.login_required = False
