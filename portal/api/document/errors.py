"""The errors of each operation in the OpenAPI document: its own, and those of all operations of its kind."""

from typing import Any

from lib.api.body import MAX_BODY_SIZE
from lib.api.describe import ErrorCase
from lib.api.errors import error_body
from portal.api.document import texts

BODY = (
    ErrorCase(400, "Request.InvalidRequestBody", "The body isn't JSON: Expecting value at character 0."),
    ErrorCase(400, "Request.InvalidLength", "Content-Length must be a number of bytes."),
    ErrorCase(411, "Request.LengthRequired", "Send the body with a Content-Length."),
    ErrorCase(
        413,
        "Request.BodyTooLarge",
        f"The body is larger than {MAX_BODY_SIZE:,} bytes.",
        {"MaxBytes": MAX_BODY_SIZE},
    ),
    ErrorCase(415, "Request.InvalidContentType", "Send the body as application/json."),
)
MEMBERS = (
    ErrorCase(400, "ValidationFailure", "Use at least 3 characters.", {"Name": "Use at least 3 characters."}),
)
LIST = (
    ErrorCase(
        400, "List.InvalidPageSize", "pageSize is a whole number from 1 to 100.", {"Property": "pageSize"}
    ),
    ErrorCase(400, "List.InvalidProperty", "This list has no property Colour.", {"Property": "Colour"}),
    ErrorCase(400, "List.InvalidFilter", "Use at most 5 wildcards in a filter.", {"Property": "Name"}),
)
TOKEN = (
    ErrorCase(401, "InvalidToken", "Access token is invalid or expired."),
    ErrorCase(403, "Auth.InsufficientRoles", "You don't have permission to do this."),
    ErrorCase(403, "Auth.InsufficientScope", "This access token may only read."),
)
CONDITIONAL = (
    ErrorCase(
        412,
        "PreconditionFailed",
        "It isn't the version that you named. Read it, then repeat the change.",
    ),
)
EVERY = (
    ErrorCase(400, "Request.Invalid", "The request can't be read."),
    ErrorCase(429, "TooManyRequests", "You have sent too many requests. Try again in 20 s."),
    ErrorCase(
        500,
        "InternalServerError",
        "Something went wrong on our side.",
        {"RequestId": "0d9f6c4e-2f9a-4f4e-8a3b-5c1f7e2b9a10"},
    ),
)
RESOURCES = {"organization_id": ("Organization", "hartwell"), "team_id": ("Team", "night-shift")}


def responses(
    path: str, method: str, operation: dict[str, Any], own: list[ErrorCase]
) -> dict[str, dict[str, Any]]:
    """Return the error responses of an operation by status, each with an example for each code."""
    cases = [*own, *_common(path, operation)]
    found: dict[str, dict[str, Any]] = {}
    for case in sorted(cases, key=lambda case: case.status):
        response = found.setdefault(
            str(case.status),
            {
                "description": texts.STATUSES[case.status],
                "headers": texts.headers_of(method, case.status),
                "content": {
                    "application/json": {
                        "schema": {"$ref": "#/components/schemas/ErrorResponse"},
                        "examples": {},
                    }
                },
            },
        )
        response["content"]["application/json"]["examples"].setdefault(
            case.code,
            {
                "summary": case.message,
                "value": error_body(case.code, case.message, case.data, error=case.error),
            },
        )
    return found


def _common(path: str, operation: dict[str, Any]) -> list[ErrorCase]:
    cases = list(EVERY)
    if operation.get("security"):
        cases += TOKEN
    if "application/json" in operation.get("requestBody", {}).get("content", {}):
        cases += BODY
        if operation["requestBody"]["required"]:
            cases += MEMBERS
    if any(parameter["name"] == "pageSize" for parameter in operation["parameters"]):
        cases += LIST
    if "{" in path:
        name = path[path.index("{") + 1 : path.index("}")]
        resource, id = RESOURCES.get(name, ("Object", "unknown"))
        data = {"ObjectType": resource, "ObjectID": id}
        cases.append(ErrorCase(404, "NotFound", f"{resource} {id} not found.", data))
    return cases
