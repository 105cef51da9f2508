"""Bodies of the Portal API are bounded JSON with one meaning."""

import pytest

from lib.api.parser import MAX_DEPTH, InvalidBody, parse


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "isn't JSON"),
        (b"", "isn't JSON"),
        (b"{} {}", "isn't JSON"),
        (b"{'a': 1}", "isn't JSON"),
        (b'{"a": NaN}', "NaN isn't JSON"),
        (b'{"a": -Infinity}', "-Infinity isn't JSON"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "more than 19 digits"),
        (b'{"a": -' + b"9" * 20 + b"}", "more than 19 digits"),
        (b'{"a": 1, "a": 2}', "appears twice"),
        (b'{"b": {"a": 1, "a": 1}}', "appears twice"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "more than 32 levels"),
        (b"[" * 100_000 + b"]" * 100_000, "more than 32 levels"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "more than 32 levels"),
        (b'{"a": "\xff"}', "isn't UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "isn't UTF-8"),
        ('{"a": "ü"}'.encode("latin-1"), "isn't UTF-8"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_a_body_without_one_meaning_is_refused_with_the_reason(data, reason):
    with pytest.raises(InvalidBody, match=reason):
        parse(data)


def test_a_body_within_the_bounds_is_read():
    assert parse(b'\xef\xbb\xbf{"a": [9223372036854775807, -0.5, "\xc3\xbc", null]}') == {
        "a": [9223372036854775807, -0.5, "ü", None]
    }
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
