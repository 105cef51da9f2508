"""What the API refuses, and the envelope that it says so in.

Every refusal is a `Refusal`: an HTTP status and one or more entries of `ErrorCode`, `Message`, `Data`.
The functions below make the common ones, so that a code is spelled in one place.
"""

from collections.abc import Iterable

from lib import exact_json


class Refusal(Exception):
    """The call is answered with an error. `entries` are dicts with ErrorCode, Message and Data."""

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


def together(refusals: list[Refusal]) -> Refusal:
    """One refusal with the entries of several, under the status of the first."""
    first = refusals[0]
    for other in refusals[1:]:
        first.entries += other.entries
    return first


def invalid(code: str, message: str, data: object = None) -> Refusal:
    """400: a rule of the resource or of the request is broken."""
    return Refusal(400, code, message, data)


def validation(prop: str, message: str) -> Refusal:
    """400: a property has a value that its type does not allow."""
    return invalid("ValidationFailure", message, {prop: message})


def required(field: str) -> Refusal:
    """400: a property without which the thing cannot be made is missing."""
    return invalid("RequiredField", f"{field} is required.", {"Field": field})


def bad_body(message: str = "The body is not a JSON object.") -> Refusal:
    return invalid("Request.InvalidRequestBody", message)


def not_found(object_type: str, object_id: str) -> Refusal:
    """404; Data names the thing, which client libraries read without looking whether it is there."""
    return Refusal(
        404, "NotFound", f"{object_type} not found.", {"ObjectType": object_type, "ObjectID": object_id}
    )


def exists(object_type: str, object_id: str) -> Refusal:
    return Refusal(
        409, "IdExists", "Object already exists.", {"ObjectType": object_type, "ObjectID": object_id}
    )


def not_allowed(message: str, allowed: str) -> Refusal:
    """405; `allowed` are the verbs that are."""
    return Refusal(405, "MethodNotAllowed", message, headers=[("Allow", allowed)])


def conflict(code: str, message: str, data: object = None) -> Refusal:
    """409: the thing is in use, or a name of it is taken."""
    return Refusal(409, code, message, data)


def bad_token(message: str = "Access token is invalid or expired.") -> Refusal:
    return Refusal(401, "InvalidToken", message, headers=[("WWW-Authenticate", "Bearer")])


def missing_role(sufficient: list[str], assigned: list[str]) -> Refusal:
    return Refusal(
        403,
        "Auth.InsufficientRoles",
        "User does not have role(s) required to perform this action.",
        {"SufficientRoles": sufficient, "AssignedRoles": assigned},
    )


def wrong_party() -> Refusal:
    """403: the type of user forbids it whatever the roles."""
    return Refusal(403, "Auth.UserNotAuthorizedToAdmin", "This type of user may not perform this action.")
