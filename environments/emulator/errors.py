"""The errors of the API, in the envelope of OrderCloud.

An `ApiError` has an HTTP status and one or more entries of `ErrorCode`, `Message` and `Data`. The functions
below create the common ones, so that each code is spelled in one place.
"""

from collections.abc import Iterable

from lib import exact_json


class ApiError(Exception):
    """An error response. `entries` are dicts with ErrorCode, Message and Data."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        data: object = None,
        headers: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.entries = [{"ErrorCode": code, "Message": message, "Data": data}]
        self.headers = list(headers)

    @property
    def body(self) -> bytes:
        return exact_json.dumps({"Errors": self.entries}).encode()


def combine(api_errors: list[ApiError]) -> ApiError:
    """Return one error with the entries of several, and the status of the first."""
    first = api_errors[0]
    for other in api_errors[1:]:
        first.entries += other.entries
    return first


def bad_request(code: str, message: str, data: object = None) -> ApiError:
    """400: the request breaks a rule of the resource."""
    return ApiError(400, code, message, data)


def invalid_value(prop: str, message: str) -> ApiError:
    """400: a property has a value that its type does not allow."""
    return bad_request("ValidationFailure", message, {prop: message})


def required(field: str) -> ApiError:
    """400: a required property is missing."""
    return bad_request("RequiredField", f"{field} is required.", {"Field": field})


def invalid_body(message: str = "The body is not a JSON object.") -> ApiError:
    """400: the body is not valid JSON for this operation."""
    return bad_request("Request.InvalidRequestBody", message)


def not_found(object_type: str, object_id: str) -> ApiError:
    """404. Data always names the record, because client libraries read it without a check."""
    return ApiError(
        404, "NotFound", f"{object_type} not found.", {"ObjectType": object_type, "ObjectID": object_id}
    )


def id_exists(object_type: str, object_id: str) -> ApiError:
    """409: the id is taken."""
    return ApiError(
        409, "IdExists", "Object already exists.", {"ObjectType": object_type, "ObjectID": object_id}
    )


def method_not_allowed(message: str, allowed: str) -> ApiError:
    """405; `allowed` lists the allowed methods."""
    return ApiError(405, "MethodNotAllowed", message, headers=[("Allow", allowed)])


def conflict(code: str, message: str, data: object = None) -> ApiError:
    """409: the record is in use, or a unique value of it is taken."""
    return ApiError(409, code, message, data)


def invalid_token(message: str = "Access token is invalid or expired.") -> ApiError:
    """401: the access token is missing, invalid or expired."""
    return ApiError(401, "InvalidToken", message, headers=[("WWW-Authenticate", "Bearer")])


def missing_role(sufficient: list[str], assigned: list[str]) -> ApiError:
    """403: the caller has none of the sufficient roles."""
    return ApiError(
        403,
        "Auth.InsufficientRoles",
        "User does not have role(s) required to perform this action.",
        {"SufficientRoles": sufficient, "AssignedRoles": assigned},
    )


def wrong_user_type() -> ApiError:
    """403: the type of user does not allow it, whatever the roles."""
    return ApiError(403, "Auth.UserNotAuthorizedToAdmin", "This type of user cannot perform this action.")
