"""Typed JSON: names in any case, and values other than objects."""

import pytest

from console.openapi.document import Document
from console.openapi.shapes import ShapeReader
from console.request import json_editor
from console.request.body import JSON, SYNCED, Body
from console.request.canonical import canonical
from console.request.json_editor import JsonError, Number
from console.request.validation import violations
from tests.console.request.form_fields import posted
from tests.console.request.sample_body import SHAPE


def typed(text: str, shape=SHAPE) -> Body:
    """Return a new body after its text was replaced."""
    data = posted(Body(shape, required=True))
    return Body(shape, True, {**data, JSON: [text]})


def test_names_are_case_insensitive_and_sent_as_typed():
    body = typed(
        '{"name": "x", "INVENTORY": {"enabled": true}, "breaks": [{"quantity": 2}], "XP": {"name": 1}}'
    )
    assert body.violations == []
    form = {entry.path: entry.text for entry in body.root.walk() if entry.text}
    assert form[("Name",)] == "x"
    assert form[("Inventory", "Enabled")] == "true"
    assert form[("Breaks", 0, "Quantity")] == "2"
    assert form[("xp", "name")] == "1"
    assert body.bytes.startswith(b'{"name": "x", "INVENTORY"')


def test_invalid_values_are_marked_in_their_line_regardless_of_name_case():
    body = typed('{\n"name": "x",\n"quantity": "many"\n}')
    assert list(body.line_errors) == [3]
    assert [entry.path for entry in body.root.walk() if entry.errors] == [("Quantity",)]


def test_a_duplicate_member_in_another_case_is_reported_with_its_line():
    body = typed('{\n"Name": "a",\n"name": "b"\n}')
    assert (body.syntax_error.message, body.syntax_error.line) == ("Name is used twice.", 3)


def test_names_of_free_form_objects_and_unknown_names_are_preserved():
    parsed = json_editor.parse('{"xp": {"Name": 1, "name": 2}, "Unknown": {"name": 3}}')
    assert canonical(SHAPE, parsed).value == parsed.value


@pytest.mark.parametrize("text", ["[1]", '"str"', "5", "true", "null", "[]"])
def test_a_value_that_is_not_an_object_is_preserved_and_reported(text):
    body = typed(text)
    assert body.text == text
    assert body.syntax_error.message == "The body is an object. Put it in braces { }."
    again = Body(SHAPE, True, {**posted(body), SYNCED: [body.synced]})
    assert (again.text, again.syntax_error is not None) == (text, True)


def test_an_object_instead_of_a_list_is_preserved_and_reported():
    shape = ShapeReader(Document({"paths": {}})).read({"type": "array", "items": {"type": "string"}})
    assert typed("{}", shape).syntax_error.message == "The body is a list. Put it in brackets [ ]."


def test_a_limit_of_zero_applies():
    shape = ShapeReader(Document({"paths": {}})).read({"type": "number", "minimum": 0})
    assert [fault.message for fault in violations(shape, Number("-1"))] == ["Enter 0 or more."]
    assert list(violations(shape, Number("0"))) == []


@pytest.mark.parametrize(
    ("schema", "fits", "does_not", "sentence"),
    [
        ({"type": "integer", "minimum": 1}, Number("1"), Number("0"), "Enter 1 or more."),
        ({"type": "integer", "maximum": 100}, Number("100"), Number("101"), "Enter 100 or less."),
        ({"type": "string", "minLength": 2}, "ab", "a", "Use at least 2 characters (now 1)."),
        ({"type": "string", "maxLength": 2}, "ab", "abc", "Use at most 2 characters (now 3)."),
    ],
)
def test_a_value_at_its_limit_is_valid_and_one_beyond_is_not(schema, fits, does_not, sentence):
    shape = ShapeReader(Document({"paths": {}})).read(schema)
    assert list(violations(shape, fits)) == []
    assert [fault.message for fault in violations(shape, does_not)] == [sentence]


def test_the_error_names_line_and_column():
    with pytest.raises(JsonError, match="Line 2, column 1: Name is used twice."):
        canonical(SHAPE, json_editor.parse('{"Name": 1,\n"NAME": 2}'))
