"""The catalogue of 1.0.239 against a real OpenAPI document of OrderCloud, operation by operation."""

import json
from collections import Counter

import pytest

from environments.emulator.catalogue import of_version
from environments.emulator.catalogue.openapi_document import document
from tests.openapi_document import document_text

VERSION = "1.0.239"
CATALOGUE = of_version(VERSION)


@pytest.fixture(scope="module")
def real() -> dict:
    return json.loads(document_text())


@pytest.fixture(scope="module")
def ours() -> dict:
    return json.loads(document(VERSION))


def operations(document: dict) -> dict[str, dict]:
    return {
        operation["operationId"]: operation | {"call": (verb, "/" + path.lstrip("/"))}
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
        if isinstance(operation, dict)
    }


def named(schema: dict) -> str | None:
    for part in [schema, *schema.get("allOf", [])]:
        if "$ref" in part:
            return part["$ref"].rpartition("/")[2]
    return None


def type_of(schema: dict) -> tuple:
    """Return what a client must know about a value: type, format, limits, and whether it is read-only."""
    if schema.get("type") == "array":
        return ("array", type_of(schema["items"]), schema.get("readOnly", False))
    facts = ("type", "format", "maxLength", "minimum", "maximum")
    return (named(schema), *(schema.get(fact) for fact in facts), schema.get("readOnly", False))


def test_there_are_402_operations_and_each_is_implemented(real, ours):
    assert len(operations(real)) == 402
    assert operations(ours).keys() == operations(real).keys()


def test_each_section_has_as_many_operations_as_the_real_one(real, ours):
    def by_tag(document):
        return Counter(operation["tags"][0] for operation in operations(document).values())

    assert by_tag(ours) == by_tag(real)


def test_sections_group_the_same_tags(real, ours):
    def grouping(document):
        return {tag["name"]: tag["x-section-id"] for tag in document["tags"] if "x-section-id" in tag}

    assert grouping(ours) == grouping(real)


@pytest.mark.parametrize("name", CATALOGUE.operations)
def test_an_operation_has_the_real_operation_id(name, real, ours):
    mine, theirs = operations(ours)[name], operations(real)[name]
    assert mine["call"] == theirs["call"]
    assert sorted(mine["security"][0]["OAuth2"]) == sorted(theirs["security"][0]["OAuth2"])
    assert parameters(mine) == parameters(theirs)
    assert request(mine) == request(theirs)
    assert response(mine) == response(theirs)


def parameters(operation: dict) -> dict:
    found = {}
    for p in operation.get("parameters", []):
        schema = p["schema"]
        enum = schema.get("items", {}).get("enum") or None
        found[p["name"]] = (p["in"], p["required"], named(schema), schema.get("type"), enum)
    return found


def request(operation: dict) -> tuple | None:
    if "requestBody" not in operation:
        return None
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    return named(schema), schema.get("required", [])


def response(operation: dict) -> tuple:
    (status, answer), *_ = [(s, a) for s, a in operation["responses"].items() if s != "default"]
    if "content" not in answer:
        return status, None
    schema = answer["content"]["application/json"]["schema"]
    if "properties" in schema:
        items = schema["properties"]["Items"]["items"]
        return status, "page", named(items), named(schema["properties"]["Meta"])
    return status, named(schema)


@pytest.mark.parametrize("name", [*CATALOGUE.models, *CATALOGUE.enums])
def test_a_model_has_the_fields_of_the_real_one(name, real, ours):
    mine, theirs = (document["components"]["schemas"][name] for document in (ours, real))
    if "enum" in theirs:
        assert sorted(mine["enum"]) == sorted(theirs["enum"])
        return
    assert mine["properties"].keys() == theirs["properties"].keys()
    for field, schema in theirs["properties"].items():
        assert type_of(mine["properties"][field]) == type_of(schema), f"{name}.{field}"


def test_every_real_model_is_defined(real):
    assert real["components"]["schemas"].keys() == CATALOGUE.models.keys() | CATALOGUE.enums.keys()


def test_no_sentence_of_the_real_document_is_used(real, ours):
    def sentences(document):
        texts = [o.get("description", "") for o in operations(document).values()]
        texts += [o.get("summary", "") for o in operations(document).values()]
        texts += [
            field.get("description", "")
            for model in document["components"]["schemas"].values()
            for field in model.get("properties", {}).values()
        ]
        return {text.strip(".").lower() for text in texts if len(text.split()) > 7}

    assert not sentences(ours) & sentences(real)
