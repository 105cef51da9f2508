"""Schemas of all forms are resolved into one tree."""

from decimal import Decimal

import pytest

from console.openapi.catalogue import Catalogue
from console.openapi.document import Document
from console.openapi.operations import Location
from console.openapi.shapes import Kind, ShapeReader


def read(schema, **schemas):
    return ShapeReader(Document({"paths": {}, "components": {"schemas": schemas}})).read(schema)


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def names(shape):
    return [member.name for member in shape.members]


def test_all_of_is_merged_and_sibling_keywords_take_precedence():
    base = {
        "type": "object",
        "properties": {"A": {"type": "string"}, "B": {"type": "string"}},
        "required": ["A"],
    }
    more = {"properties": {"B": {"type": "integer"}, "C": {"type": "boolean"}}, "required": ["C"]}
    shape = read({"allOf": [ref("Base"), more], "description": "Both", "required": ["B"]}, Base=base)
    assert names(shape) == ["A", "B", "C"]
    assert [member.required for member in shape.members] == [True, True, True]
    assert shape.members[1].shape.kind is Kind.INTEGER
    assert shape.description == "Both"


def test_read_only_beside_a_reference_applies():
    shape = read(
        {"properties": {"A": {**ref("Text"), "readOnly": True}, "B": ref("Text")}}, Text={"type": "string"}
    )
    assert [member.name for member in shape.writable] == ["B"]


@pytest.mark.parametrize(
    "schemas",
    [
        {"Node": {"type": "object", "properties": {"Name": {"type": "string"}, "Child": ref("Node")}}},
        {
            "Node": {
                "type": "object",
                "properties": {"Name": {"type": "string"}, "Child": {"allOf": [ref("Node")]}},
            }
        },
        {
            "Node": {"type": "object", "properties": {"Name": {"type": "string"}, "Child": ref("Other")}},
            "Other": ref("Node"),
        },
    ],
)
def test_a_recursive_schema_becomes_any_json(schemas):
    shape = read(ref("Node"), **schemas)
    assert names(shape) == ["Name", "Child"]
    assert shape.members[1].shape.kind is Kind.ANY


def test_the_same_schema_used_twice_is_not_recursive():
    shape = read(
        {"properties": {"A": ref("T"), "B": ref("T")}},
        T={"type": "object", "properties": {"X": {"type": "string"}}},
    )
    assert [names(member.shape) for member in shape.members] == [["X"], ["X"]]


@pytest.mark.parametrize(
    "schema", [ref("A"), {"allOf": [ref("A")]}, ref("Nowhere"), {"$ref": "other.json#/x"}, None, {}, True]
)
def test_circular_and_unresolvable_references_become_any_json(schema):
    assert read(schema, A=ref("B"), B={"allOf": [ref("A")]}).kind is Kind.ANY


@pytest.mark.parametrize(
    ("schema", "kind", "nullable"),
    [
        ({"type": ["string", "null"]}, Kind.TEXT, True),
        ({"type": ["string", "integer"]}, Kind.ANY, False),
        ({"oneOf": [{"type": "integer"}, {"type": "null"}]}, Kind.INTEGER, True),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, Kind.ANY, False),
        ({"type": "number", "nullable": True}, Kind.NUMBER, True),
        ({"enum": ["A", "B"]}, Kind.TEXT, False),
        ({"properties": {}}, Kind.OBJECT, False),
        ({"items": {"type": "string"}}, Kind.LIST, False),
    ],
)
def test_types_are_read_from_many_notations(schema, kind, nullable):
    shape = read(schema)
    assert (shape.kind, shape.nullable) == (kind, nullable)


def test_limits_defaults_and_enums_are_read():
    shape = read({"type": "integer", "minimum": 0.5, "maximum": 10, "default": 0, "enum": [1, 2, None]})
    assert (shape.minimum, shape.maximum, shape.default, shape.choices) == (
        Decimal("0.5"),
        Decimal(10),
        "0",
        ("1", "2"),
    )


def test_an_object_without_properties_is_free_form():
    assert read({"type": "object"}).free_form
    assert not read({"type": "object", "properties": {"A": {}}}).free_form


def test_path_parameters_are_merged_and_undeclared_ones_are_text():
    document = {
        "paths": {
            "/a/{x}/{y}": {
                "parameters": [
                    {"name": "x", "in": "path", "schema": {"type": "integer"}},
                    {"$ref": "#/components/parameters/P"},
                ],
                "get": {"parameters": [{"name": "q", "in": "query", "schema": {"type": "boolean"}}]},
            }
        },
        "components": {"parameters": {"P": {"name": "q", "in": "query", "schema": {"type": "string"}}}},
    }
    parameters = Catalogue(Document(document)).operations[0].parameters
    assert [(each.name, each.location, each.shape.kind) for each in parameters] == [
        ("x", Location.PATH, Kind.INTEGER),
        ("y", Location.PATH, Kind.TEXT),
        ("q", Location.QUERY, Kind.BOOLEAN),
    ]


def test_a_body_behind_a_reference_is_read():
    content = {
        "application/json; charset=utf-8": {
            "schema": {"type": "object", "properties": {"A": {"type": "string"}}}
        }
    }
    document = {
        "paths": {"/a": {"post": {"requestBody": {"$ref": "#/components/requestBodies/B"}}}},
        "components": {"requestBodies": {"B": {"required": True, "content": content}}},
    }
    operation = Catalogue(Document(document)).operations[0]
    assert names(operation.body) == ["A"]
    assert operation.body_required
