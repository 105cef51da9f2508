"""Tying Staging to Production: only what fits, only once."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from organizations.models import Environment, StagingPair
from organizations.pairing import link
from tests.cast import create_organization


@pytest.fixture
def halves(cast):
    production = create_organization(cast.olive, "shop", Environment.PRODUCTION)
    return production, create_organization(cast.olive, "shop_Staging", Environment.STAGING)


def test_two_halves_become_a_pair_restored_on_sunday_at_three(halves):
    production, staging = halves
    pair, new = link(staging=staging, production=production)
    assert new
    assert (pair.weekday, pair.hour, pair.active) == (6, 3, True)


def test_tying_what_is_tied_does_nothing(halves):
    production, staging = halves
    first, _new = link(staging=staging, production=production)
    again, new = link(staging=staging, production=production)
    assert (again.pk, new) == (first.pk, False)


def test_halves_of_the_wrong_environment_are_refused(cast, halves):
    production, staging = halves
    with pytest.raises(ValidationError, match="in Sandbox, not in Staging"):
        link(staging=cast.sandbox, production=production)
    with pytest.raises(ValidationError, match="in Sandbox, not in Production"):
        link(staging=staging, production=cast.sandbox)


def test_halves_of_different_regions_are_refused(cast, halves):
    staging = create_organization(cast.olive, "far_Staging", Environment.STAGING, region="jpn")
    with pytest.raises(ValidationError, match="different regions"):
        link(staging=staging, production=halves[0])


def test_a_half_that_is_tied_to_another_is_refused_and_stays_tied(cast, halves):
    with pytest.raises(ValidationError, match="linked to another"):
        link(staging=halves[1], production=cast.pair.production)
    assert StagingPair.objects.get(production=cast.pair.production).staging == cast.pair.staging


def test_the_command_ties_and_says_when_there_was_nothing_to_do(halves, capsys):
    call_command("link_staging", "shop_Staging", "shop")
    call_command("link_staging", "shop_Staging", "shop")
    assert capsys.readouterr().out.splitlines() == [
        "shop_Staging is restored from shop.",
        "shop_Staging was tied to shop already.",
    ]


def test_the_command_names_an_organization_that_is_not_there(halves):
    with pytest.raises(CommandError, match="There is no organization nowhere"):
        call_command("link_staging", "nowhere", "shop")
