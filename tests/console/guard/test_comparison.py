"""Fields before and after a write."""

from console.guard.comparison import MASKED, compare, field_values, masked
from console.request import json_editor


def compared(before: str, after: str):
    return compare(json_editor.loads(before), json_editor.loads(after))


def texts(comparison) -> list[tuple[str, str, str]]:
    return [(change.path, change.before.text, change.after.text) for change in comparison.changes]


def test_only_changed_fields_are_listed_by_their_dotted_paths():
    comparison = compared(
        '{"Name": "a", "ShipWeight": 1.92, "Tags": [1, 2], "xp": {"A": 1, "B": {"C": 2}}}',
        '{"Name": "a", "ShipWeight": 0, "Tags": [1, 3], "xp": {"A": 1, "B": {"C": 3}, "D": true}}',
    )
    assert texts(comparison) == [
        ("ShipWeight", "1.92", "0"),
        ("Tags", "[1, 2]", "[1, 3]"),
        ("xp.B.C", "2", "3"),
        ("xp.D", "not set", "true"),
    ]
    assert [path for path, _ in comparison.unchanged] == ["Name", "xp.A"]


def test_null_false_zero_and_empty_text_are_different_values():
    comparison = compared(
        '{"A": null, "B": 0, "C": "", "D": false}', '{"A": 0, "B": false, "C": null, "D": ""}'
    )
    assert len(comparison.changes) == 4
    assert [change.after.state for change in comparison.changes] == ["value", "value", "null", "value"]
    assert compared('{"A": 1.50}', '{"A": 1.5}').changes == ()


def test_large_numbers_differ_by_their_last_digit():
    assert texts(compared('{"A": 90071992547409930}', '{"A": 90071992547409931}')) == [
        ("A", "90071992547409930", "90071992547409931")
    ]


def test_secrets_are_masked_and_their_change_is_still_shown():
    comparison = compared(
        '{"ClientSecret": "old", "xp": {"ApiKey": "k"}}', '{"ClientSecret": "new", "xp": {"ApiKey": "k"}}'
    )
    assert texts(comparison) == [("ClientSecret", MASKED, MASKED)]
    assert comparison.unchanged[0][1].text == MASKED
    assert texts(compared('{"HashKey": "old"}', '{"HashKey": null}')) == [("HashKey", MASKED, "null")]
    assert masked({"HashKey": "new"}, {"HashKey": "old"}) == {"HashKey": f"{MASKED} (changed)"}
    assert masked([{"Password": "p", "Name": "n"}]) == [{"Password": MASKED, "Name": "n"}]
    assert dict(field_values({"Name": "n", "Password": "p"}))["Password"].text == MASKED


def test_an_object_that_becomes_null_is_one_change():
    assert texts(compared('{"xp": {"A": 1, "B": 2}, "C": {}}', '{"xp": null, "C": {}}')) == [
        ("xp", '{"A": 1, "B": 2}', "null")
    ]
    assert texts(compared('{"xp": {}}', '{"xp": {"A": 1}}')) == [("xp.A", "not set", "1")]
