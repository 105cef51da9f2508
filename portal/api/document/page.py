"""The OpenAPI document in terms of the page that shows it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from portal.api.document.examples import PREFIX

SECURITY = {
    (): "No token",
    ("SignIn",): "The access token of a sign-in",
    ("PersonalAccessToken", "SignIn"): "Any access token",
}


@dataclass(frozen=True)
class TypeText:
    """A type in words, with the model that it names."""

    text: str
    model: str = ""


@dataclass(frozen=True)
class Member:
    """A parameter, or a member of a model."""

    name: str
    type: TypeText
    description: str
    required: bool
    place: str = ""


@dataclass(frozen=True)
class Body:
    """A request body or the body of a response, with an example."""

    type: TypeText
    example: str
    content_type: str = ""


@dataclass(frozen=True)
class Response:
    """What an operation responds with a status."""

    status: str
    description: str
    body: Body | None
    codes: list[tuple[str, str]]


@dataclass(frozen=True)
class Operation:
    """An operation."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    security: str
    parameters: list[Member]
    filters: list[str]
    body: Body | None
    curl: str
    responses: list[Response]


@dataclass
class Group:
    """The operations of a tag."""

    name: str
    description: str
    operations: list[Operation] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """The name in the page's address."""
        return slugify(self.name)


@dataclass(frozen=True)
class Model:
    """A model with its members, or an enumeration with its values."""

    name: str
    description: str
    members: list[Member]
    values: list[str]


def groups(document: dict[str, Any], base_url: str) -> list[Group]:
    """Return the operations by tag, in the order of the tags."""
    found = {tag["name"]: Group(tag["name"], tag["description"]) for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].operations.append(_operation(path, method, operation, base_url))
    return [group for group in found.values() if group.operations]


def models(document: dict[str, Any]) -> list[Model]:
    """Return the models by name, without the pages of lists, whose form is always the same."""
    schemas = document["components"]["schemas"]
    return [
        Model(name, schema.get("description", ""), list(_members(schema)), _values(schema))
        for name, schema in schemas.items()
        if not name.startswith("ListPage_")
    ]


def type_of(schema: dict[str, Any]) -> TypeText:
    """Return a type in words.

    >>> type_of({"type": "integer", "minimum": 1, "maximum": 100})
    TypeText(text='integer, 1 to 100', model='')
    >>> type_of({"type": "array", "items": {"$ref": "#/components/schemas/Team"}})
    TypeText(text='list of', model='Team')
    >>> type_of({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]})
    TypeText(text='date-time or null', model='')
    """
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(PREFIX)
        if name.startswith("ListPage_"):
            return TypeText("page of", name.removeprefix("ListPage_").removesuffix("_"))
        return TypeText("", name)
    choices = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if choices:
        types = [type_of(choice) for choice in choices]
        model = next((each.model for each in types if each.model), "")
        return TypeText(" or ".join(each.text for each in types if each.text), model)
    if schema.get("type") == "array":
        inner = type_of(schema.get("items", {}))
        return TypeText(f"list of {inner.text}".strip(), inner.model)
    return TypeText(_plain(schema))


def _plain(schema: dict[str, Any]) -> str:
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return ", ".join(str(value) for value in schema["enum"])
    text = str(schema.get("format") or schema.get("type") or "any")
    if "minimum" in schema and "maximum" in schema:
        text += f", {schema['minimum']} to {schema['maximum']}"
    if "maxLength" in schema:
        text += f", at most {schema['maxLength']} characters"
    return text


def _members(schema: dict[str, Any]) -> Iterator[Member]:
    required = schema.get("required", ())
    for name, inner in schema.get("properties", {}).items():
        yield Member(name, type_of(inner), inner.get("description", ""), name in required)


def _values(schema: dict[str, Any]) -> list[str]:
    return [str(value) for value in schema.get("enum", ())]


def _operation(path: str, method: str, operation: dict[str, Any], base_url: str) -> Operation:
    security = tuple(sorted(name for each in operation.get("security", ()) for name in each))
    filters = [each["name"] for each in operation["parameters"] if each.get("x-filter")]
    parameters = [
        Member(
            each["name"],
            TypeText("names, see above")
            if each["name"] in {"searchOn", "sortBy"}
            else type_of(each["schema"]),
            each.get("description", ""),
            each.get("required", False),
            each["in"],
        )
        for each in operation["parameters"]
        if each["name"] not in filters
    ]
    body = _body(operation.get("requestBody"))
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        security=SECURITY[security],
        parameters=parameters,
        filters=filters,
        body=body,
        curl=_curl(path, method, operation, body, base_url),
        responses=[_response(status, each) for status, each in operation["responses"].items()],
    )


def _body(part: dict[str, Any] | None) -> Body | None:
    for content_type, media in (part or {}).get("content", {}).items():
        example = media.get("example")
        return Body(type_of(media["schema"]), json.dumps(example, indent=2, ensure_ascii=False), content_type)
    return None


def _response(status: str, response: dict[str, Any]) -> Response:
    examples = response.get("content", {}).get("application/json", {}).get("examples", {})
    codes = [(code, example["summary"]) for code, example in examples.items()]
    return Response(status, response["description"], None if codes else _body(response), codes)


def _curl(path: str, method: str, operation: dict[str, Any], body: Body | None, base_url: str) -> str:
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(parameter.get("example", "")))
    parts = ["curl"] if method == "get" else [f"curl -X {method.upper()}"]
    if operation.get("security"):
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if body and body.content_type == "application/json":
        compact = json.dumps(json.loads(body.example), ensure_ascii=False)
        parts += ["-H 'Content-Type: application/json'", f"-d '{compact}'"]
    elif body:
        parts += [f"--data-urlencode '{name}={value}'" for name, value in json.loads(body.example).items()]
    return " \\\n  ".join([*parts, f"{base_url}{path}"])
