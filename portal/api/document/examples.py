"""Examples of request bodies and responses, composed from those of the models that they consist of."""

from typing import Any

PREFIX = "#/components/schemas/"
# By type, and for texts by format, where neither the model nor the member has an example.
BY_TYPE: dict[str, Any] = {"boolean": False, "integer": 1, "number": 1.5, "null": None}
BY_FORMAT = {
    "date-time": "2026-11-28T14:52:00Z",
    "date": "2026-11-28",
    "uuid": "7d1f3c0a-58c5-4e2a-9b10-6d2f7a3e4f0d",
    "uri": "https://hooks.hartwell.example/portal",
}
NULL = {"type": "null"}
LIST_META = {
    "Page": 1,
    "PageSize": 20,
    "TotalCount": 1,
    "TotalPages": 1,
    "ItemRange": [1, 1],
    "NextPageKey": None,
}


# Stands for a text of which only the model knows the form, and which has no example there.
PLACEHOLDER = "text"


def of(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """Return an example of what a schema describes.

    Args:
        schemas: the models by name, for references.
    """
    if "$ref" in schema:
        return of(schemas[schema["$ref"].removeprefix(PREFIX)], schemas)
    for key in ("const", "example", "default"):
        if schema.get(key) is not None:
            return schema[key]
    if "properties" in schema:
        return _of_model(schema, schemas)
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            found = of(schema[key][0], schemas)
            return None if found == PLACEHOLDER and NULL in schema[key] else found
    return _of_type(schema, schemas)


def _of_model(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = next(iter(schema.get("examples", ())), {})
    if "TotalPages" in schema["properties"]:
        given = {**LIST_META, **given}
    required = schema.get("required", ())
    return {
        member: given[member] if member in given else of(inner, schemas)
        for member, inner in schema["properties"].items()
        # A body's example has the members that its model's example names.
        if member in given or not given or member in required
    }


def _of_type(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    kind = schema.get("type")
    if kind == "array":
        return [of(schema["items"], schemas)] if "items" in schema else []
    if kind == "object" or kind is None:
        return {}
    if kind == "string":
        return BY_FORMAT.get(schema.get("format", ""), PLACEHOLDER)
    return BY_TYPE[kind]
