"""The body: form and JSON in sync."""

import pytest

from console.request.body import BOTH_CHANGED_NOTICE, DISCARD_JSON, JSON
from console.request.fields import State, ValueType
from tests.console.request.form_fields import posted
from tests.console.request.sample_body import body


def test_the_text_is_unchanged_while_it_matches_the_form():
    typed = '{"Weight":0.10,   "Name":"n"}'
    rendered = body({JSON: [typed]})
    assert rendered.text == typed
    again = body(posted(rendered))
    assert again.text == typed
    assert again.bytes == typed.encode()


def test_an_edit_of_the_form_updates_the_text():
    data = posted(body({JSON: ['{"Name":"n","Weight":1}']}))
    data["body.Weight"] = ["2.0"]
    assert body(data).text == '{\n  "Name": "n",\n  "Weight": 2.0\n}'


def test_an_edit_of_the_text_updates_the_form():
    data = posted(body({"body.Name": ["n"], "body.Weight": ["1"]}))
    data[JSON] = ['{"Name": null, "Unknown": 1.0}']
    rendered = body(data)
    name, weight = rendered.root.members[1], rendered.root.members[4]
    assert (name.state, weight.state) == (State.NULL, State.UNSENT)
    assert [(extra.key, extra.value_type, extra.text) for extra in rendered.root.extra_fields] == [
        ("Unknown", ValueType.NUMBER, "1.0")
    ]
    assert rendered.notice == ""


def test_when_both_were_changed_the_text_takes_precedence_with_a_message():
    data = posted(body({"body.Name": ["n"]}))
    data["body.Weight"] = ["5"]
    data[JSON] = ['{"Name": "from the text"}']
    rendered = body(data)
    assert rendered.notice == BOTH_CHANGED_NOTICE
    assert rendered.text == '{"Name": "from the text"}'


def test_invalid_json_is_preserved_and_marked_and_the_form_is_unchanged():
    data = posted(body({"body.Name": ["n"]}))
    data[JSON] = ['{\n  "Name": "m",\n  "Weight": \n}']
    rendered = body(data)
    assert rendered.text == data[JSON][0]
    assert rendered.line_errors == {4: "Enter a value here."}
    assert rendered.root.members[1].text == "n"
    data = posted(rendered)
    data[JSON] = ['{"Name": "mended"}']
    assert body(data).root.members[1].text == "mended"


def test_invalid_json_can_be_replaced_by_the_form():
    data = posted(body({"body.Name": ["n"]})) | {JSON: ["{"], DISCARD_JSON: ["1"]}
    assert body(data).text == '{\n  "Name": "n"\n}'


def test_the_line_of_an_error_is_the_line_of_the_typed_text():
    rendered = body({JSON: ['{"Name": "n",\n\n\n"Quantity": 1.5}']})
    assert rendered.line_errors == {4: "Enter a whole number."}


@pytest.mark.parametrize(
    ("text", "path", "sentence"),
    [
        ('{"Name": 5}', ("Name",), "Enter text in double quotes."),
        ('{"Name": "n", "Quantity": "5"}', ("Quantity",), "Enter a whole number."),
        ('{"Name": "n", "Active": "true"}', ("Active",), "Enter true or false, without quotes."),
        ('{"Name": "n", "Inventory": []}', ("Inventory",), "Enter an object in braces { }."),
        ('{"Name": "n", "Tags": {}}', ("Tags",), "Enter a list in brackets [ ]."),
        ('{"Name": "n", "Tags": ["a", 1]}', ("Tags", 1), "Enter text in double quotes."),
    ],
)
def test_values_of_the_wrong_type_are_reported_at_their_place(text, path, sentence):
    faults = body({JSON: [text]}).violations
    assert [(fault.path, fault.message) for fault in faults] == [(path, sentence)]
