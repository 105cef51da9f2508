"""The OpenAPI document of the Portal API, completed with what holds for every operation.

An operation says what is its own by its types and by `lib.api.describe`. Here come the names of operations,
the errors that all have, the headers of responses, the ways to sign in, and an example for each body.
"""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation

from lib.api.describe import ERRORS, HEADERS, page_parameters
from lib.api.error_schema import ErrorResponse
from portal.api.document import errors, examples, texts
from portal.api.idempotency import INVALID_KEY, KEY_REUSED, STILL_RUNNING

SERVER = "/api/v1"
# The member of an operation under which its being conditional waits.
CONDITIONAL = "x-portal-conditional"
# Classes that authenticate, and the schemes that satisfy each.
SCHEMES: dict[str, list[dict[str, list[str]]]] = {
    "PortalBearer": [{"PersonalAccessToken": []}, {"SignIn": []}],
    "SignInBearer": [{"SignIn": []}],
}


class PortalApi(NinjaAPI):
    """The Portal API, with names of operations that stay when code moves."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the function's name in camel case: `list_organizations` is `listOrganizations`."""
        first, *others = operation.view_func.__name__.split("_")
        return first + "".join(word.capitalize() for word in others)


class _Schema(OpenAPISchema):
    """The framework's document, which also says which operations are conditional."""

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        """Return what the framework knows of an operation."""
        details = super().operation_details(operation)
        details[CONDITIONAL] = getattr(operation.view_func, "is_conditional", False)
        return details


def document(api: NinjaAPI) -> dict[str, Any]:
    """Return the document of all operations of `api`."""
    schema = _Schema(api, "")
    schemas = {**schema["components"]["schemas"], **_error_models()}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": api.title,
            "version": api.version,
            "summary": texts.SUMMARY,
            "description": texts.DESCRIPTION,
        },
        "servers": [{"url": SERVER, "description": "This portal."}],
        "tags": _tags(schema["paths"]),
        "paths": schema["paths"],
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "headers": texts.HEADERS,
            "securitySchemes": texts.SECURITY_SCHEMES,
        },
    }


def _error_models() -> dict[str, Any]:
    model = ErrorResponse.model_json_schema(ref_template=REF_TEMPLATE, mode="serialization")
    return {**model.pop("$defs"), "ErrorResponse": model}


def _tags(paths: dict[str, Any]) -> list[dict[str, str]]:
    used = {tag for methods in paths.values() for operation in methods.values() for tag in operation["tags"]}
    names = [name for name in texts.TAGS if name in used] + sorted(used - texts.TAGS.keys())
    return [{"name": name, "description": texts.TAGS.get(name, "")} for name in names]


def _complete(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Add to an operation what the framework does not know."""
    own = operation.pop(ERRORS, [])
    headers = operation.pop(HEADERS, [])
    if operation.pop(CONDITIONAL):
        operation["parameters"] += texts.CONDITIONS
        own = [*own, *errors.CONDITIONAL]
    if method == "post" and operation.get("security"):
        operation["parameters"].append(texts.IDEMPOTENCY_KEY)
        own = [*own, INVALID_KEY, STILL_RUNNING, KEY_REUSED]
    if operation.get("security"):
        name = next(iter(operation["security"][0]))
        operation["security"] = SCHEMES[name]
    names = {parameter["name"] for parameter in operation["parameters"]}
    if "ListPage_" in str(operation["responses"]) and "pageSize" not in names:
        operation["parameters"] += [dict(each) for each in page_parameters()]
    for parameter in operation["parameters"]:
        parameter["schema"].pop("title", None)
        for key, value in texts.PARAMETERS.get(parameter["name"], {}).items():
            parameter.setdefault(key, value)
    for media in operation.get("requestBody", {}).get("content", {}).values():
        media["example"] = examples.of(media["schema"], schemas)
    responses = operation["responses"]
    for status, response in responses.items():
        for media in response.get("content", {}).values():
            media["example"] = examples.of(media["schema"], schemas)
        response["description"] = texts.STATUSES.get(int(status), response["description"])
        response["headers"] = texts.headers_of(method, int(status), *headers)
    operation["responses"] = {str(status): response for status, response in responses.items()}
    operation["responses"].update(errors.responses(path, method, operation, own))
    if method == "get" and not path.endswith("/token"):
        operation["responses"]["304"] = {
            "description": texts.STATUSES[304],
            "headers": texts.headers_of(method, 304),
        }
    operation["responses"] = dict(sorted(operation["responses"].items()))
