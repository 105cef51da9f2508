"""Every operation of the Portal API, as the URL configuration and its description know them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from portal.api.api import api
from tests.architecture.addresses import EXAMPLES, UrlPattern, url_patterns

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Operations that serve everyone. Each other one requires a token.
PUBLIC = {
    "api/v1/",
    "api/v1/openapi.json",
    "api/v1/docs",
    "api/v1/oauth/token",
    "api/v1/oauth/revoke",
    "api/v1/register",
    "api/v1/verify",
    "api/v1/forgotpassword",
    "api/v1/resetpassword",
    "api/v1/unlock",
}


def api_patterns() -> list[UrlPattern]:
    """Return the URL patterns of the Portal API."""
    return [pattern for pattern in url_patterns() if pattern.route.startswith("api/v1/")]


@dataclass(frozen=True)
class Operation:
    """An operation of the description.

    Attributes:
        path: with parameters in braces, under `/api/v1`.
        properties: the names of the JSON body's members; empty without one.
    """

    method: str
    path: str
    properties: tuple[str, ...]

    def url(self, **parameters: str) -> str:
        """Return the URL with `parameters`, quoted, or examples in place of those that are not given."""
        filled = self.path
        for name in self.parameters:
            filled = filled.replace(
                f"{{{name}}}", quote(parameters.get(name, EXAMPLES.get(name, "1")), safe="")
            )
        return f"/api/v1{filled}"

    @property
    def parameters(self) -> list[str]:
        """Return the names of the path's parameters."""
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]


def operations() -> list[Operation]:
    """Return the described operations."""
    document = api.get_openapi_schema(path_prefix="")
    return [
        Operation(method.upper(), path, tuple(_properties(document, operation)))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def _properties(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[str]:
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    if reference := schema.get("$ref"):
        schema = document["components"]["schemas"][reference.rpartition("/")[2]]
    yield from schema.get("properties", {})
