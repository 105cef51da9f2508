"""The body: three states a field, digits as typed, and form and JSON as one."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from console.composing import jsontext
from console.composing.body import AGREED, BOTH_CHANGED, JSON, REDRAW, Body
from console.composing.canonical import canonical
from console.composing.entries import ReadAs, State
from console.specification.document import Document
from console.specification.shapes import ShapeReader
from tests.console.browser_form import posted
from tests.console.test_json_text import values

SCHEMA = {
    "type": "object",
    "required": ["Name"],
    "properties": {
        "ID": {"type": "string", "maxLength": 10},
        "Name": {"type": "string"},
        "Active": {"type": "boolean"},
        "Quantity": {"type": "integer", "minimum": 1, "maximum": 100},
        "Weight": {"type": "number"},
        "Kind": {"type": "string", "enum": ["Small", "Large"]},
        "Since": {"type": "string", "format": "date-time"},
        "Inventory": {
            "type": "object",
            "properties": {"Enabled": {"type": "boolean"}, "Point": {"type": "integer"}},
            "required": ["Enabled"],
        },
        "Breaks": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"Quantity": {"type": "integer"}, "Price": {"type": "number"}},
            },
        },
        "Tags": {"type": "array", "items": {"type": "string"}},
        "Total": {"type": "integer", "readOnly": True},
        "xp": {"type": "object"},
        "Other": {},
    },
}
SHAPE = ShapeReader(Document({"paths": {}})).read(SCHEMA)


def body(data=None, *, required=True):
    return Body(SHAPE, required, data)


def sent(data):
    return (
        body({"body.Name": ["n"], **data})
        .text.replace("\n", "")
        .replace('  "Name": "n",', "")
        .replace("  ", "")
    )


def sentences(data):
    return {".".join(map(str, fault.path)): fault.sentence for fault in body(data).faults}


def test_nothing_filled_in_sends_nothing_but_the_braces():
    assert body({}).text == "{}"
    assert body({}).bytes == b"{}"


def test_a_body_that_is_not_required_is_left_out_when_nothing_is_filled_in():
    assert body({}, required=False).bytes is None
    assert body({}, required=False).faults == []
    assert body({JSON: [" "], AGREED: ["old"]}, required=False).bytes is None


def test_zero_false_and_empty_text_are_values():
    data = {"body.Weight": ["0"], "body.Active": ["false"], "body.ID": [""], "body.ID~state": ["value"]}
    assert sent(data) == '{"ID": "","Active": false,"Weight": 0}'


def test_an_empty_field_whose_state_nobody_chose_is_not_sent():
    assert sent(
        {"body.Weight": [""], "body.Active": [""], "body.ID~state": ["unsent"], "body.ID": [""]}
    ) == '{  "Name": "n"}'.replace("  ", "")


def test_null_is_sent_as_null_whatever_stands_in_the_field():
    assert sent({"body.Weight~state": ["null"], "body.Weight": ["5"]}) == '{"Weight": null}'


def test_typing_means_value_even_where_no_script_moved_the_state():
    assert sent({"body.Weight~state": ["unsent"], "body.Weight": ["5"]}) == '{"Weight": 5}'


def test_a_value_that_was_sent_can_be_taken_back():
    data = {"body.Weight~state": ["unsent"], "body.Weight~was": ["value"], "body.Weight": ["5"]}
    assert sent(data) == '{"Name": "n"}'


@pytest.mark.parametrize(
    "digits", ["90071992547409931", "0.10", "1.50", "-0", "1E400", "123456789012345678901234567890.5"]
)
def test_numbers_travel_digit_by_digit_as_they_were_typed(digits):
    assert sent({"body.Weight": [f" {digits} "]}) == f'{{"Weight": {digits}}}'


def test_free_keys_are_text_numbers_flags_null_or_json_as_the_row_says():
    rows = [
        ("a", "text", "1"),
        ("b", "number", "90071992547409931"),
        ("c", "boolean", "true"),
        ("d", "null", ""),
        ("e", "json", '{"x": [1.0]}'),
    ]
    data = {}
    for at, (key, read_as, text) in enumerate(rows):
        data |= {f"body.xp~{at}~key": [key], f"body.xp~{at}~as": [read_as], f"body.xp~{at}": [text]}
    value = jsontext.parse(body({"body.Name": ["n"], **data}).text).value["xp"]
    assert (
        jsontext.compact(value)
        == '{"a": "1", "b": 90071992547409931, "c": true, "d": null, "e": {"x": [1.0]}}'
    )


def test_rows_may_be_left_empty_dropped_and_numbered_with_gaps():
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
    found = body({"body.Name": ["n"], **data})
    assert (
        jsontext.compact(jsontext.parse(found.text).value)
        == '{"Name": "n", "Breaks": [{"Quantity": 1}, {"Price": 0.50}], "Tags": ["b"]}'
    )
    breaks = found.entry.members[8]
    assert [item.name for item in breaks.items] == ["body.Breaks.0", "body.Breaks.1"]
    assert breaks.items[1].members[1].name == "body.Breaks.1.Price"


def test_an_object_is_sent_as_soon_as_something_in_it_is_and_can_be_sent_empty():
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
        ("Quantity", "1.5", "A whole number, without a point."),
        ("Quantity", "1,5", "A whole number, without a comma."),
        ("Quantity", "many", "A whole number, in digits only."),
        ("Quantity", "1e2", "A whole number, in digits only."),
        ("Quantity", "0", "At least 1."),
        ("Quantity", "101", "At most 100."),
        ("Weight", "1,5", "A number with a point, not a comma."),
        ("Weight", "heavy", "A number, such as 12 or 0.5."),
        ("Weight", "05", "A number, such as 12 or 0.5."),
        ("ID", "12345678901", "At most 10 characters; these are 11."),
        ("Active", "yes", "true or false."),
        ("Kind", "Medium", "One of Small, Large."),
        ("Since", "yesterday", "A date such as 2026-11-19 or 2026-11-19T08:00:00Z."),
    ],
)
def test_each_mistake_has_a_sentence_of_its_own_and_keeps_what_was_typed(field, text, sentence):
    found = body({"body.Name": ["n"], f"body.{field}": [text]})
    entry = next(entry for entry in found.entry.members if entry.label == field)
    assert entry.faults == [sentence]
    assert entry.text == text
    assert list(found.marked.values()) == [sentence]


def test_a_chosen_value_that_is_empty_is_told():
    assert sentences({"body.Name": ["n"], "body.Quantity~state": ["value"]}) == {
        "Quantity": "A whole number, or not sent."
    }


def test_what_is_required_is_needed_and_inside_an_object_only_once_that_is_sent():
    assert sentences({}) == {"Name": "Needed. Give it a value."}
    assert set(sentences({"body.Name": ["n"], "body.Inventory.Point": ["1"]})) == {"Inventory.Enabled"}


def test_null_and_empty_text_are_enough_for_what_is_required():
    assert sentences({"body.Name~state": ["null"]}) == {}
    assert sentences({"body.Name~state": ["value"]}) == {}


def test_a_free_key_needs_a_name_and_stands_once():
    data = {"body.Name": ["n"], "body.xp~0": ["x"], "body.xp~1~key": ["a"], "body.xp~2~key": ["a"]}
    assert [fault.sentence for fault in body(data).faults] == [
        "Give it a name.",
        "a stands here twice.",
        "a stands here twice.",
    ]


def _spelled_as_documented(value):
    """Whether no name is one of the document's in other letters, which the form would spell as documented."""
    parsed = jsontext.parse(jsontext.compact(value))
    try:
        return canonical(SHAPE, parsed).value == parsed.value
    except jsontext.JsonError:
        return False


@given(st.dictionaries(st.text(), values))
@settings(max_examples=100)
def test_any_object_goes_through_the_form_and_comes_back_unchanged(value):
    assume(_spelled_as_documented(value))
    drawn = body({JSON: [jsontext.compact(value)]})
    assert drawn.broken is None
    back = body(posted(drawn, with_json=False))
    assert jsontext.parse(back.text).value == value


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(SCHEMA["properties"], values)))
@settings(max_examples=100)
def test_members_of_any_kind_come_back_unchanged_and_are_marked_alike(value):
    assume(_spelled_as_documented(value))
    drawn = body({JSON: [jsontext.compact(value)]})
    back = body(posted(drawn, with_json=False))
    assert jsontext.parse(back.text).value == value
    assert {fault.path for fault in back.faults} == {fault.path for fault in drawn.faults}


def test_the_text_stays_as_it_was_typed_while_the_form_agrees_with_it():
    typed = '{"Weight":0.10,   "Name":"n"}'
    drawn = body({JSON: [typed]})
    assert drawn.text == typed
    again = body(posted(drawn))
    assert again.text == typed
    assert again.bytes == typed.encode()


def test_an_edit_of_the_form_redraws_the_text():
    data = posted(body({JSON: ['{"Name":"n","Weight":1}']}))
    data["body.Weight"] = ["2.0"]
    assert body(data).text == '{\n  "Name": "n",\n  "Weight": 2.0\n}'


def test_an_edit_of_the_text_redraws_the_form():
    data = posted(body({"body.Name": ["n"], "body.Weight": ["1"]}))
    data[JSON] = ['{"Name": null, "Unknown": 1.0}']
    drawn = body(data)
    name, weight = drawn.entry.members[1], drawn.entry.members[4]
    assert (name.state, weight.state) == (State.NULL, State.UNSENT)
    assert [(extra.key, extra.read_as, extra.text) for extra in drawn.entry.extras] == [
        ("Unknown", ReadAs.NUMBER, "1.0")
    ]
    assert drawn.notice == ""


def test_when_both_were_changed_the_text_wins_and_says_so():
    data = posted(body({"body.Name": ["n"]}))
    data["body.Weight"] = ["5"]
    data[JSON] = ['{"Name": "from the text"}']
    drawn = body(data)
    assert drawn.notice == BOTH_CHANGED
    assert drawn.text == '{"Name": "from the text"}'


def test_text_that_is_no_json_is_kept_and_marked_and_the_form_stays():
    data = posted(body({"body.Name": ["n"]}))
    data[JSON] = ['{\n  "Name": "m",\n  "Weight": \n}']
    drawn = body(data)
    assert drawn.text == data[JSON][0]
    assert drawn.marked == {4: "A value is missing here."}
    assert drawn.entry.members[1].text == "n"
    data = posted(drawn)
    data[JSON] = ['{"Name": "mended"}']
    assert body(data).entry.members[1].text == "mended"


def test_text_that_is_no_json_can_be_given_up_for_the_form():
    data = posted(body({"body.Name": ["n"]})) | {JSON: ["{"], REDRAW: ["1"]}
    assert body(data).text == '{\n  "Name": "n"\n}'


def test_the_line_of_a_mistake_is_the_line_in_the_text_that_was_typed():
    drawn = body({JSON: ['{"Name": "n",\n\n\n"Quantity": 1.5}']})
    assert drawn.marked == {4: "A whole number, without a point."}


@pytest.mark.parametrize(
    ("text", "path", "sentence"),
    [
        ('{"Name": 5}', ("Name",), "Text, in double quotes."),
        ('{"Name": "n", "Quantity": "5"}', ("Quantity",), "A whole number, in digits only."),
        ('{"Name": "n", "Active": "true"}', ("Active",), "true or false, without quotes."),
        ('{"Name": "n", "Inventory": []}', ("Inventory",), "An object, in braces { }."),
        ('{"Name": "n", "Tags": {}}', ("Tags",), "A list, in brackets [ ]."),
        ('{"Name": "n", "Tags": ["a", 1]}', ("Tags", 1), "Text, in double quotes."),
    ],
)
def test_values_of_the_wrong_kind_are_told_where_they_stand(text, path, sentence):
    faults = body({JSON: [text]}).faults
    assert [(fault.path, fault.sentence) for fault in faults] == [(path, sentence)]
