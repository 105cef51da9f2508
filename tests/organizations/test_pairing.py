"""Linking of Staging to Production: only valid pairs, only once."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations.models import Connection, Environment, StagingPair
from organizations.pairing import link
from tests.cast import create_organization


@pytest.fixture
def pair_organizations(cast):
    production = create_organization(cast.olive, "shop", Environment.PRODUCTION)
    return production, create_organization(cast.olive, "shop_Staging", Environment.STAGING)


def test_two_organizations_become_a_pair_restored_on_sunday_at_three(pair_organizations):
    production, staging = pair_organizations
    pair, new = link(staging=staging, production=production)
    assert new
    assert (pair.weekday, pair.hour, pair.schedule_enabled) == (6, 3, True)


def test_linking_a_linked_pair_does_nothing(pair_organizations):
    production, staging = pair_organizations
    first, _new = link(staging=staging, production=production)
    again, new = link(staging=staging, production=production)
    assert (again.pk, new) == (first.pk, False)


def test_organizations_of_the_wrong_environment_are_rejected(cast, pair_organizations):
    production, staging = pair_organizations
    with pytest.raises(ValidationError, match="in Sandbox, not in Staging"):
        link(staging=cast.sandbox, production=production)
    with pytest.raises(ValidationError, match="in Sandbox, not in Production"):
        link(staging=staging, production=cast.sandbox)


def test_organizations_of_different_regions_are_rejected(cast, pair_organizations):
    staging = create_organization(cast.olive, "far_Staging", Environment.STAGING, region="jpn")
    with pytest.raises(ValidationError, match="different regions"):
        link(staging=staging, production=pair_organizations[0])


def test_an_organization_linked_to_another_is_rejected_and_stays_linked(cast, pair_organizations):
    with pytest.raises(ValidationError, match="linked to another"):
        link(staging=pair_organizations[1], production=cast.pair.production)
    assert StagingPair.objects.get(production=cast.pair.production).staging == cast.pair.staging


def test_the_command_links_and_reports_when_the_pair_is_already_linked(pair_organizations, capsys):
    call_command("link_staging", "shop_Staging", "shop")
    call_command("link_staging", "shop_Staging", "shop")
    assert capsys.readouterr().out.splitlines() == [
        "shop_Staging is restored from shop.",
        "shop_Staging is already linked to shop.",
    ]


def test_the_command_reports_an_unknown_organization(pair_organizations):
    with pytest.raises(CommandError, match="There is no organization nowhere"):
        call_command("link_staging", "nowhere", "shop")


def test_the_command_records_who_linked_them_and_why(cast):
    StagingPair.objects.all().delete()
    call_command("link_staging", "acme_Staging", "acme", "--as", "oscar", "--reason", "TICKET-7")
    entry = AuditEntry.objects.get(event=Event.STAGING_PAIR_LINKED, organization="acme_Staging")
    assert (entry.actor, entry.details["reason"]) == (cast.oscar, "TICKET-7")


def test_restores_of_a_pair_on_ordercloud_start_only_when_someone_turns_them_on(cast, capsys):
    StagingPair.objects.all().delete()
    Connection.objects.filter(organization="acme").update(type=Connection.Type.API_CLIENT)
    call_command("link_staging", "acme_Staging", "acme")
    assert not StagingPair.objects.get().schedule_enabled
    assert "Scheduled restores of acme_Staging are off" in capsys.readouterr().out
