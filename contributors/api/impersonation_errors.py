"""Errors of acting as a user in the Portal API."""

from contributors.impersonation import errors
from environments.ordercloud.errors import BadRequest
from lib.api.errors import ApiError

STATUSES: dict[type[errors.ImpersonationError], tuple[int, str]] = {
    errors.CannotRead: (502, "OrderCloud.Unavailable"),
    errors.UserNotFound: (404, "NotFound"),
    errors.InactiveUser: (400, "Auth.UserNotActive"),
    errors.ClientNotFound: (404, "NotFound"),
    errors.InactiveClient: (400, "Auth.ClientNotActive"),
    errors.ClientRefusesUser: (400, "Impersonation.BadApiClient"),
    errors.CannotImpersonate: (409, "Connection.CannotGrant"),
}
RESOURCES = {errors.UserNotFound: "User", errors.ClientNotFound: "ApiClient"}


def to_api_error(error: errors.ImpersonationError, ids: dict[str, str]) -> ApiError:
    """Return the error with its status and code.

    Args:
        ids: the ID that the request names of a resource, such as `{"User": "marcus"}`.
    """
    status, code = STATUSES[type(error)]
    if isinstance(error, errors.CannotRead) and isinstance(error.__cause__, BadRequest):
        # A filter that OrderCloud does not understand.
        status, code = 400, error.__cause__.error_code or code
    resource = RESOURCES.get(type(error))
    data = {"ObjectType": resource, "ObjectID": ids.get(resource, "")} if resource else None
    return ApiError(status, code, str(error), data)
