"""Ids that cannot be are refused with a sentence of their own."""

import pytest
from django.core.exceptions import ValidationError

from lib import clock
from organizations import identifiers
from tests.cast import create_organization


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("with space", "Use letters A to Z"),
        ("päckchen", "Use letters A to Z"),
        ("a/b", "Use letters A to Z"),
        ("", "Use letters A to Z"),
        ("_", "Use at least one letter or digit."),
        ("-_-", "Use at least one letter or digit."),
        ("x" * 101, "Use at most 100 characters."),
        ("mine_Staging", "IDs can't end in _Staging"),
        ("mine_STAGING", "IDs can't end in _Staging"),
        ("acme", "taken"),
        ("ACME_sandbox", "taken"),
        ("new", "taken"),
    ],
)
def test_an_invalid_id_is_rejected_with_its_reason(cast, wanted, sentence):
    with pytest.raises(ValidationError, match=sentence):
        identifiers.validate(wanted)


def test_an_id_whose_marketplace_exists_in_its_environment_and_region_is_taken(cast):
    create_organization(cast.olive, "bikes_Sandbox")
    with pytest.raises(ValidationError, match="taken"):
        identifiers.validate("Bikes")
    identifiers.validate("bikes", region="eur")
    identifiers.validate("bikes", environment="Production")


def test_the_id_of_a_deleted_organization_stays_reserved(cast):
    cast.sandbox.deleted_at = clock.now()
    cast.sandbox.save()
    with pytest.raises(ValidationError, match="taken"):
        identifiers.validate("acme_Sandbox")


@pytest.mark.django_db
def test_a_generated_id_has_sixteen_letters_and_digits_and_is_valid():
    made = identifiers.generate()
    assert len(made) == 16
    assert made.isalnum()
    identifiers.validate(made)
