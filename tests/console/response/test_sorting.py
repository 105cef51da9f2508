"""Sorting by a column's head: only what the operation's `sortBy` allows, and reversed by a second click."""

import pytest

from console.response.sorting import ColumnSort, column_sort

ALLOWED = ("Name", "ID", "!Name", "!ID")


@pytest.mark.parametrize(
    ("path", "values", "expected"),
    [
        ("Name", [], ColumnSort("", "Name")),
        ("Name", ["Name"], ColumnSort("ascending", "!Name")),
        ("Name", ["!Name"], ColumnSort("descending", "Name")),
        ("name", ["!name"], ColumnSort("descending", "Name")),
        ("Name", ["ID", "Name"], ColumnSort("", "Name")),
        ("ID", ["ID", "Name"], ColumnSort("ascending", "!ID")),
        ("Description", [], None),
        ("xp.Brand", ["xp.Brand"], None),
    ],
)
def test_the_head_of_a_column_sorts_and_then_reverses(path, values, expected):
    assert column_sort(path, ALLOWED, values) == expected


def test_without_a_descending_value_a_second_click_ends_the_order():
    assert column_sort("Name", ("Name",), ["Name"]) == ColumnSort("ascending", "")
