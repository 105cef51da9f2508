"""Two JSON values by lines."""

from console.guard.json_lines import MAX_LINES, compare_lines


def test_changed_lines_have_a_sign_and_distant_equal_lines_are_folded():
    before = {f"F{number:02}": number for number in range(20)}
    parts = compare_lines(before, before | {"F10": True})
    assert [(part.sign, len(part.lines), part.folded) for part in parts] == [
        (" ", 9, True),
        (" ", 2, False),
        ("-", 1, False),
        ("+", 1, False),
        (" ", 2, False),
        (" ", 8, True),
    ]
    assert parts[3].lines == ('  "F10": true,',)


def test_short_equal_parts_are_not_folded():
    assert [part.sign for part in compare_lines({"A": 1, "B": 2}, {"A": 1, "B": 3})] == [" ", "-", "+", " "]


def test_a_very_long_record_is_not_compared_by_lines():
    assert compare_lines({str(number): number for number in range(MAX_LINES)}, {}) is None
