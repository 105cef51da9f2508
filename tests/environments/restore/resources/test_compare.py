"""Comparison of two records."""

import pytest

from environments.restore.resources.compare import (
    canonical,
    checksums,
    differing_fields,
    digest,
    writable_fields,
)
from environments.restore.resources.resource import Resource
from lib import exact_json

THING = Resource(
    "Things",
    "/things",
    read_only_fields=("Count", "Inside.Set"),
    date_fields=("Born",),
    unordered_fields=("Roles",),
)


def same(one: str, other: str) -> bool:
    """Return whether two records, given as JSON, have the same digest."""
    records = [writable_fields(THING, exact_json.loads(text), can_set_dates=False) for text in (one, other)]
    return digest(THING, records[0]) == digest(THING, records[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"ID": "a", "Name": null}', '{"ID": "a"}'),
        ('{"Roles": []}', '{"Roles": null}'),
        ('{"xp": {}}', '{"xp": null}'),
        ('{"Price": 1}', '{"Price": 1.00}'),
        ('{"Price": 1.10}', '{"Price": 1.1}'),
        ('{"Price": 1e2}', '{"Price": 100}'),
        ('{"Price": 0.0}', '{"Price": 0}'),
        ('{"Price": 1e400}', '{"Price": 10e399}'),
        ('{"Roles": ["A", "B"]}', '{"Roles": ["B", "A"]}'),
        ('{"A": 1, "B": 2}', '{"B": 2, "A": 1}'),
        ('{"Count": 3}', '{"Count": 4}'),
        ('{"Inside": {"Set": 1, "Unset": 2}}', '{"Inside": {"Set": 9, "Unset": 2}}'),
        ('{"Born": "2024"}', '{"Born": "2025"}'),
    ],
)
def test_equal_values_are_equal(one, other):
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"ID": "a"}', '{"ID": "A"}'),
        ('{"Active": false}', '{"Active": null}'),
        ('{"Count2": 0}', '{"Count2": null}'),
        ('{"Name": ""}', '{"Name": null}'),
        ('{"xp": {"a": null}}', '{"xp": {"b": null}}'),
        ('{"xp": {"a": [1, 2]}}', '{"xp": {"a": [2, 1]}}'),
        ('{"Price": 1.1}', '{"Price": 1.10000000000000000001}'),
        ('{"Price": 1}', '{"Price": "1"}'),
        ('{"Price": 1}', '{"Price": true}'),
        ('{"Big": 12345678901234567890}', '{"Big": 12345678901234567891}'),
    ],
)
def test_different_values_are_not_equal(one, other):
    assert not same(one, other)


def test_writable_dates_are_compared():
    assert writable_fields(THING, {"Born": "2024", "Count": 1}, can_set_dates=True) == {"Born": "2024"}


def test_comparing_does_not_change_the_record():
    record = {"Count": 1, "Inside": {"Set": 1}}

    writable_fields(THING, record, can_set_dates=False)

    assert record == {"Count": 1, "Inside": {"Set": 1}}


def test_differing_fields_are_found_by_their_checksums():
    one = {"ID": "a", "Name": "x", "Roles": ["A", "B"]}
    other = {"ID": "a", "Roles": ["B", "A"], "xp": {"a": 1}}
    sums = [checksums(canonical(THING, record)) for record in (one, other)]

    assert differing_fields(*sums) == ("Name", "xp")
