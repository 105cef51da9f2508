"""Suggested IDs are free, valid, the same each time, and found by one query."""

import pytest

from organizations import identifiers
from organizations.id_suggestions import suggest
from tests.cast import create_organization


@pytest.mark.parametrize(
    ("typed", "name", "expected"),
    [
        ("acme", "Acme Trade Supply, spring range", ["acme-spring", "acme-2", "acme-olive"]),
        ("acme", "Acme", ["acme-2", "acme-olive", "acme-3"]),
        ("acme-9", "", ["acme-10", "acme-9-olive", "acme-11"]),
        ("acme", "Ünïque <b>", ["acme-unique", "acme-2", "acme-olive"]),
        ("acme_Staging", "", ["acme-2", "acme-olive", "acme-3"]),
        ("\u202e", "", []),
        ("", "", []),
    ],
)
def test_suggestions_come_from_the_name_a_number_and_the_user(cast, typed, name, expected):
    assert suggest(typed, name, cast.olive, "usw") == expected


def test_suggestions_are_free_and_valid_even_for_the_longest_id(cast):
    for number in range(2, 6):
        create_organization(cast.stan, f"acme-{number}_Sandbox")
    typed = suggest("acme", "", cast.olive, "usw") + suggest("x" * 10_000, "Shop", cast.olive, "usw")
    assert "acme-6" in typed
    assert len(typed) == 6
    for suggestion in typed:
        identifiers.validate(suggestion)


def test_suggestions_take_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        suggest("acme", "Acme Trade", cast.olive, "usw")
