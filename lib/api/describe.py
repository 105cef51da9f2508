"""What an operation or a model says about itself in the OpenAPI document, beyond what its types say.

The dictionaries are for `openapi_extra` of an operation and for `model_config` of a model;
`portal.api.document` completes them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from lib.api.errors import ApiError
from lib.api.pagination import DEFAULT_PAGE_SIZE, MAX_PAGE, MAX_PAGE_SIZE
from lib.query_string import MAX_SEARCH_LENGTH

# Members of an operation under which its errors and headers wait for the document.
ERRORS = "x-portal-errors"
HEADERS = "x-portal-headers"

FILTER = (
    "Equals in any case of letters; `ab*`, `*c` and `a*c` match, `!` negates, `|` separates alternatives, "
    "`>`, `<`, `>=` and `<=` compare."
)
PAGE = {
    "in": "query",
    "name": "page",
    "description": "Number of the page, from 1.",
    "schema": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1},
}
PAGE_SIZE = {
    "in": "query",
    "name": "pageSize",
    "description": "Items in a page.",
    "schema": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": DEFAULT_PAGE_SIZE},
}


@dataclass(frozen=True)
class ErrorCase:
    """An error that an operation responds with for a reason of its own.

    Where message and data are always the same, the operation raises `exception()`; otherwise, they are
    examples.

    Attributes:
        error: OAuth's word for it, where that differs from `code`.
    """

    status: int
    code: str
    message: str
    data: dict[str, Any] | None = None
    error: str = ""

    def exception(self) -> ApiError:
        """Return the exception that responds with this error."""
        return ApiError(self.status, self.code, self.message, self.data, error=self.error)


def example(**members: Any) -> ConfigDict:
    """Return the configuration of a model with an example; members that hold models may be left out."""
    return ConfigDict(json_schema_extra={"examples": [members]})


def describe(
    *errors: ErrorCase,
    parameters: Iterable[dict[str, Any]] = (),
    headers: Iterable[str] = (),
    form: type[BaseModel] | None = None,
) -> dict[str, Any]:
    """Return the `openapi_extra` of an operation.

    Args:
        errors: those that the operation has beside the ones that every operation has.
        parameters: those which it reads from the query string itself.
        headers: those of its own of the successful response.
        form: the fields of the form that it reads itself.
    """
    extra: dict[str, Any] = {
        ERRORS: list(errors),
        HEADERS: list(headers),
        "parameters": list(parameters),
    }
    if form:
        content = {"application/x-www-form-urlencoded": {"schema": form.model_json_schema()}}
        extra["requestBody"] = {"content": content, "required": True}
    return extra


def search_parameter(description: str) -> dict[str, Any]:
    """Return the parameter `search`."""
    return {
        "in": "query",
        "name": "search",
        "description": description,
        "schema": {"type": "string", "maxLength": MAX_SEARCH_LENGTH},
    }


def filter_parameter(name: str) -> dict[str, Any]:
    """Return the parameter that filters a list by a property."""
    return {
        "in": "query",
        "name": name,
        "description": FILTER,
        "schema": {"type": "string"},
        "x-filter": True,
    }


def page_parameters(search: str = "") -> list[dict[str, Any]]:
    """Return the parameters of a list with pages, and with a search where `search` describes it."""
    return [*([search_parameter(search)] if search else []), PAGE, PAGE_SIZE]


def list_parameters(fields: Iterable[str], searched: Iterable[str]) -> list[dict[str, Any]]:
    """Return the parameters of a list that `ListQuery` parses, with a filter for each of its properties."""
    names = list(fields)
    quoted = ", ".join(f"`{name}`" for name in names)
    defaults = ", ".join(f"`{name}`" for name in searched)
    return [
        search_parameter(
            f"Words that each must occur in a property of `searchOn`, by default in {defaults}."
        ),
        {
            "in": "query",
            "name": "searchOn",
            "style": "form",
            "explode": False,
            "description": f"Properties to search in, separated by commas: {quoted}.",
            "schema": {"type": "array", "items": {"type": "string", "enum": names}},
        },
        {
            "in": "query",
            "name": "sortBy",
            "style": "form",
            "explode": False,
            "description": f"Properties to sort by, separated by commas, `!` for descending: {quoted}.",
            "schema": {
                "type": "array",
                "items": {"type": "string", "enum": [sign + name for name in names for sign in ("", "!")]},
            },
        },
        PAGE,
        PAGE_SIZE,
        *(filter_parameter(name) for name in names),
    ]
