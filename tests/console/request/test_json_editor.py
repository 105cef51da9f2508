"""Typed JSON: exact digits, line numbers, and errors as sentences."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.request import json_editor
from console.request.json_editor import JsonError, Number

digits = st.from_regex(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,4})?", fullmatch=True)
values = st.recursive(
    st.none() | st.booleans() | digits.map(Number) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(values)
def test_writing_and_reading_keeps_every_digit(value):
    assert json_editor.parse(json_editor.dumps_pretty(value).value).value == value
    assert json_editor.loads(json_editor.dumps(value)) == value


@given(values)
def test_both_readers_agree(value):
    text = json_editor.dumps_pretty(value).value
    assert json_editor.parse(text).value == json_editor.loads(text)


@given(values)
def test_the_writer_and_the_reader_agree_on_lines(value):
    written = json_editor.dumps_pretty(value)
    assert written.lines == {
        path: line for path, line in json_editor.parse(written.value).lines.items() if path in written.lines
    }


@given(st.text(alphabet="{}[]\",:0123456789.eE+-truefalsn \n\\u'", max_size=40))
def test_the_reader_accepts_json_of_python_without_duplicate_names(text):
    try:
        expected = json.loads(text, parse_constant=_refuse)
    except ValueError:
        expected = _refuse
    try:
        json_editor.parse(text)
        accepted = True
    except JsonError as error:
        accepted = False
        doubled = "twice" in error.message
    if accepted:
        assert expected is not _refuse
    else:
        assert expected is _refuse or doubled


def _refuse(word="NaN"):
    raise ValueError(word)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "empty"),
        ('{"a": 1,\n "b" 2}', 2, 6, "colon"),
        ('{"a": 1\n "b": 2}', 2, 2, "comma"),
        ('{"a": 1,\n}', 2, 1, "trailing comma"),
        ("[1,\n2,,3]", 2, 3, "Enter a value"),
        ('{"a": 01}', 1, 7, "number"),
        ('{"a": 1.}', 1, 7, "number"),
        ('{"a": True}', 1, 7, "mean true"),
        ('{"a": red}', 1, 7, 'mean "red"'),
        ("{'a': 1}", 1, 2, "double quotes"),
        ("{a: 1}", 1, 2, "double quotes"),
        ("{\"a\": 'b'}", 1, 7, "double quotes"),
        ('{"a": "b}', 1, 7, "closing quote"),
        ('{"a": "b\nc"}', 1, 7, "line break"),
        ('{"a": 1} x', 1, 10, "Extra text"),
        ('{"a": 1,\n "a": 2}', 2, 2, "a is used twice"),
        ('{"a": 1', 1, 8, "closing }"),
        ("[1", 1, 3, "closing ]"),
        ('{"a": ', 1, 7, "Enter a value"),
        ("[" * 100, 1, 62, "deeper"),
    ],
)
def test_an_error_is_reported_with_its_position(text, line, column, words):
    with pytest.raises(JsonError) as caught:
        json_editor.parse(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert words in caught.value.message


def test_a_too_deeply_nested_response_is_rejected():
    with pytest.raises(ValueError, match="nested too deeply"):
        json_editor.loads("[" * 200_000)


def test_short_lists_of_scalars_are_on_one_line():
    short = {"Tags": ["main", "2026"]}
    assert json_editor.dumps_pretty(short).value == '{\n  "Tags": ["main", "2026"]\n}'
    long = json_editor.dumps_pretty(["x" * 40, "y" * 40])
    assert long.value.count("\n") == 3
    assert long.lines == {(): 1, (0,): 2, (1,): 3}


def test_a_lone_surrogate_can_be_sent():
    text = json_editor.dumps_pretty({"a": "\ud83d"}).value
    assert text.encode() == b'{\n  "a": "\\ud83d"\n}'
