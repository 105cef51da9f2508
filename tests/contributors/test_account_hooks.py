"""What prevents the deletion of an account, and where its owner is sent to solve it."""

from accounts.audit.events import Event
from accounts.models import AuditEntry, Notice, User
from accounts.profile.account_deletion import delete_account
from contributors.account_hooks import owned_resources
from organizations.models import Organization
from tests.cast import create_user


def test_each_organization_leads_to_its_transfer_or_deletion(cast):
    cast.sandbox.access_grants.all().delete()
    urls = {item.id: item.action_url for item in owned_resources(cast.olive)}
    assert urls["acme"] == "/organizations/acme/transfer/"
    assert urls["acme_Sandbox"] == "/organizations/acme_Sandbox/delete/"
    assert urls["acme_Staging"] == ""  # goes with its Production


def test_a_staging_of_someone_elses_production_is_transferred_by_itself(cast):
    sten = create_user("sten")
    Organization.objects.filter(pk="acme_Staging").update(owner=sten)
    (staging,) = owned_resources(sten)
    assert staging.action_url == "/organizations/acme_Staging/transfer/"
    assert staging.members == "3 contributors"


def test_a_team_leads_to_its_transfer_while_others_are_in_it_and_to_its_deletion_after(cast):
    team = next(item for item in owned_resources(cast.olive) if item.noun == "team")
    assert (team.action_url, team.members) == (f"/teams/{cast.team.pk}/transfer/", "1 member")
    cast.team.members.all().delete()
    team = next(item for item in owned_resources(cast.olive) if item.noun == "team")
    assert team.action_url == f"/teams/{cast.team.pk}/delete/"


def test_an_organization_and_its_owner_learn_that_someone_deleted_their_account(cast):
    delete_account(User.objects.get(pk=cast.victor.pk))
    entries = AuditEntry.objects.filter(event=Event.CONTRIBUTOR_LEFT)
    assert set(entries.values_list("organization", flat=True)) == {"acme", "acme_Sandbox", "acme_Staging"}
    assert set(entries.values_list("actor_name", flat=True)) == {"Victor"}
    told = Notice.objects.filter(user=cast.olive).values_list("sentence", flat=True)
    assert list(told) == ["Victor deleted their account, so they left this organization."] * 3


def test_a_team_and_its_admins_learn_that_a_member_deleted_their_account(cast):
    delete_account(User.objects.get(pk=cast.tess.pk))
    entry = AuditEntry.objects.get(event=Event.TEAM_MEMBER_LEFT)
    assert (entry.actor_name, entry.target_id) == ("Tess", cast.team.pk)
    sentences = Notice.objects.filter(user=cast.olive).values_list("sentence", flat=True)
    assert f"Tess deleted their account, so they left team {cast.team}." in sentences


def test_an_invitation_ends_with_the_account_without_a_word(cast):
    delete_account(User.objects.get(pk=cast.ida.pk))
    assert not AuditEntry.objects.filter(event=Event.CONTRIBUTOR_LEFT).exists()
