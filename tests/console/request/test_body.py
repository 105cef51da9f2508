"""The body: the three states of a field, and digits as typed."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from console.request import json_editor
from console.request.body import JSON, SYNCED
from console.request.canonical import canonical
from tests.console.request.form_fields import posted
from tests.console.request.sample_body import SCHEMA, SHAPE, body
from tests.console.request.test_json_editor import values


def sent(data):
    return (
        body({"body.Name": ["n"], **data})
        .text.replace("\n", "")
        .replace('  "Name": "n",', "")
        .replace("  ", "")
    )


def error_messages(data):
    return {".".join(map(str, fault.path)): fault.message for fault in body(data).violations}


def test_an_empty_form_sends_an_empty_object():
    assert body({}).text == "{}"
    assert body({}).bytes == b"{}"


def test_an_empty_optional_body_is_omitted():
    assert body({}, required=False).bytes is None
    assert body({}, required=False).violations == []
    assert body({JSON: [" "], SYNCED: ["old"]}, required=False).bytes is None


def test_zero_false_and_empty_text_are_values():
    data = {"body.Weight": ["0"], "body.Active": ["false"], "body.ID": [""], "body.ID~state": ["value"]}
    assert sent(data) == '{"ID": "","Active": false,"Weight": 0}'


def test_an_empty_field_without_a_chosen_state_is_not_sent():
    assert sent(
        {"body.Weight": [""], "body.Active": [""], "body.ID~state": ["unsent"], "body.ID": [""]}
    ) == '{  "Name": "n"}'.replace("  ", "")


def test_null_is_sent_regardless_of_the_input():
    assert sent({"body.Weight~state": ["null"], "body.Weight": ["5"]}) == '{"Weight": null}'


def test_typing_means_value_even_without_javascript():
    assert sent({"body.Weight~state": ["unsent"], "body.Weight": ["5"]}) == '{"Weight": 5}'


def test_a_sent_value_can_be_cleared():
    data = {"body.Weight~state": ["unsent"], "body.Weight~was": ["value"], "body.Weight": ["5"]}
    assert sent(data) == '{"Name": "n"}'


@pytest.mark.parametrize(
    "digits", ["90071992547409931", "0.10", "1.50", "-0", "1E400", "123456789012345678901234567890.5"]
)
def test_numbers_are_sent_digit_by_digit_as_typed(digits):
    assert sent({"body.Weight": [f" {digits} "]}) == f'{{"Weight": {digits}}}'


def test_free_form_keys_have_the_type_of_their_row():
    rows = [
        ("a", "text", "1"),
        ("b", "number", "90071992547409931"),
        ("c", "boolean", "true"),
        ("d", "null", ""),
        ("e", "json", '{"x": [1.0]}'),
    ]
    data = {}
    for at, (key, value_type, text) in enumerate(rows):
        data |= {f"body.xp~{at}~key": [key], f"body.xp~{at}~as": [value_type], f"body.xp~{at}": [text]}
    value = json_editor.parse(body({"body.Name": ["n"], **data}).text).value["xp"]
    assert (
        json_editor.dumps(value)
        == '{"a": "1", "b": 90071992547409931, "c": true, "d": null, "e": {"x": [1.0]}}'
    )


def test_rows_may_be_empty_removed_and_numbered_with_gaps():
    data = {
        "body.Breaks.1.Quantity": ["1"],
        "body.Breaks.3.Quantity": ["3"],
        "body.Breaks.3~drop": ["1"],
        "body.Breaks.7.Price": ["0.50"],
        "body.Breaks.9.Price": [""],
        "body.Tags.2": ["b"],
        "body.Tags.0": [""],
        "body.xp~4~key": [""],
        "body.xp~4": [""],
    }
    rendered = body({"body.Name": ["n"], **data})
    assert (
        json_editor.dumps(json_editor.parse(rendered.text).value)
        == '{"Name": "n", "Breaks": [{"Quantity": 1}, {"Price": 0.50}], "Tags": ["b"]}'
    )
    breaks = rendered.root.members[8]
    assert [item.name for item in breaks.items] == ["body.Breaks.0", "body.Breaks.1"]
    assert breaks.items[1].members[1].name == "body.Breaks.1.Price"


def test_an_object_is_sent_with_any_of_its_fields_or_explicitly_empty():
    assert (
        sent({"body.Inventory.Point": ["0"], "body.Inventory.Enabled": ["true"]})
        == '{"Inventory": {"Enabled": true,"Point": 0}}'
    )
    assert sent({"body.Inventory~state": ["value"]}) == '{"Inventory": {}}'
    assert sent({"body.Inventory~state": ["null"], "body.Inventory.Point": ["1"]}) == '{"Inventory": null}'
    assert sent({"body.Tags~state": ["value"]}) == '{"Tags": []}'


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("Quantity", "1.5", "Enter a whole number."),
        ("Quantity", "1,5", "Enter a whole number without a comma."),
        ("Quantity", "many", "Enter a whole number."),
        ("Quantity", "1e2", "Enter a whole number."),
        ("Quantity", "0", "Enter 1 or more."),
        ("Quantity", "101", "Enter 100 or less."),
        ("Weight", "1,5", "Use a decimal point, not a comma."),
        ("Weight", "heavy", "Enter a number, such as 12 or 0.5."),
        ("Weight", "05", "Enter a number, such as 12 or 0.5."),
        ("ID", "12345678901", "Use at most 10 characters (now 11)."),
        ("Active", "yes", "Enter true or false."),
        ("Kind", "Medium", "Choose one of Small, Large."),
        ("Since", "yesterday", "Enter a date such as 2026-11-19 or 2026-11-19T08:00:00Z."),
    ],
)
def test_each_error_has_its_own_message_and_keeps_the_input(field, text, sentence):
    rendered = body({"body.Name": ["n"], f"body.{field}": [text]})
    entry = next(entry for entry in rendered.root.members if entry.label == field)
    assert entry.errors == [sentence]
    assert entry.text == text
    assert list(rendered.line_errors.values()) == [sentence]


def test_an_empty_value_with_state_value_is_an_error():
    assert error_messages({"body.Name": ["n"], "body.Quantity~state": ["value"]}) == {
        "Quantity": "Enter a whole number, or choose not sent."
    }


def test_required_fields_of_an_object_are_required_once_the_object_is_sent():
    assert error_messages({}) == {"Name": "Required."}
    assert set(error_messages({"body.Name": ["n"], "body.Inventory.Point": ["1"]})) == {"Inventory.Enabled"}


def test_null_and_empty_text_satisfy_required_fields():
    assert error_messages({"body.Name~state": ["null"]}) == {}
    assert error_messages({"body.Name~state": ["value"]}) == {}


def test_a_free_form_key_needs_a_unique_name():
    data = {"body.Name": ["n"], "body.xp~0": ["x"], "body.xp~1~key": ["a"], "body.xp~2~key": ["a"]}
    assert [fault.message for fault in body(data).violations] == [
        "Enter a name.",
        "a is used twice.",
        "a is used twice.",
    ]


def _spelled_as_documented(value):
    """Whether no name is one of the document's in other letters, which the form would spell as documented."""
    parsed = json_editor.parse(json_editor.dumps(value))
    try:
        return canonical(SHAPE, parsed).value == parsed.value
    except json_editor.JsonError:
        return False


@given(st.dictionaries(st.text(), values))
@settings(max_examples=100)
def test_any_object_round_trips_through_the_form(value):
    assume(_spelled_as_documented(value))
    rendered = body({JSON: [json_editor.dumps(value)]})
    assert rendered.syntax_error is None
    back = body(posted(rendered, with_json=False))
    assert json_editor.parse(back.text).value == value


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(SCHEMA["properties"], values)))
@settings(max_examples=100)
def test_members_of_any_type_round_trip_with_the_same_errors(value):
    assume(_spelled_as_documented(value))
    rendered = body({JSON: [json_editor.dumps(value)]})
    back = body(posted(rendered, with_json=False))
    assert json_editor.parse(back.text).value == value
    assert {violation.path for violation in back.violations} == {
        violation.path for violation in rendered.violations
    }
