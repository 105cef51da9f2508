"""Exact digits of numbers through parsing and writing."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lib import exact_json


@pytest.mark.parametrize(
    "text", ["1.10", "0", "-0.0", "12345678901234567890123", "1E+400", "0.1000000000000000000000000001"]
)
def test_a_number_keeps_its_digits(text):
    assert exact_json.dumps(exact_json.loads(text)) == text


json_values = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.decimals(allow_nan=False, allow_infinity=False)
    | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=20,
)


@settings(deadline=None)
@given(json_values)
def test_any_value_round_trips(value):
    assert exact_json.loads(exact_json.dumps(value)) == value


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "{", "", b"\xff", "[" * 100_000])
def test_invalid_json_raises_value_error(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the parser's own words differ
        exact_json.loads(text)


def test_infinity_cannot_be_written():
    with pytest.raises(TypeError):
        exact_json.dumps({"a": Decimal("Infinity")})
