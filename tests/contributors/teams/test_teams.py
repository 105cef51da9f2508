"""Teams: what goes with a member or with a team, and who may act."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry, Notice
from accounts.operators import Operator
from contributors.access_settings import AccessSettings
from contributors.invitations.sending import invite
from contributors.models import IssuedToken, Team, TeamMember
from contributors.teams import changing, creation, deletion, members, names, ownership
from lib import clock
from tests.cast import create_access, create_team
from tests.concurrency import run_concurrently


@pytest.fixture
def tokens(cast) -> dict[str, IssuedToken]:
    """A token of Tess, who has access by the team, and one of Victor, who has not."""
    return {
        name: IssuedToken.objects.create(
            organization=cast.pair.production,
            user=cast.users[name],
            digest=name,
            expires_at=clock.now() + timedelta(hours=1),
        )
        for name in ("tess", "victor")
    }


def revoked() -> list[str]:
    return list(IssuedToken.objects.filter(revoke_at__isnull=False).values_list("digest", flat=True))


def member(cast, name: str) -> TeamMember:
    return cast.team.members.get(user=cast.users[name])


@pytest.mark.parametrize("way", ["removed", "left", "deleted"])
def test_tokens_of_whoever_loses_a_team_end_and_those_of_others_stay(cast, tokens, way):
    if way == "removed":
        members.remove(member(cast, "tess"), by=cast.olive)
    elif way == "left":
        members.leave(cast.team, by=cast.tess)
    else:
        deletion.delete(cast.team, by=cast.olive)
    assert revoked() == ["tess"]


def test_what_someone_has_by_themselves_stays_when_they_leave(cast):
    create_access(cast.pair.production, ["OrderReader"], user=cast.tess)
    members.leave(cast.team, by=cast.tess)
    assert cast.tess.has_perm("organizations.view", cast.pair.production)
    assert not cast.tess.has_perm("organizations.view", cast.sandbox)


def test_a_team_without_members_gives_access_to_no_one(cast):
    members.leave(cast.team, by=cast.tess)
    assert cast.team.access_grants.accepted().count() == 3
    assert not cast.tess.has_perm("organizations.view", cast.pair.production)


def test_operators_act_on_every_team_with_a_reason(cast):
    operator = Operator(cast.oscar, "Ticket 7")
    changing.rename(cast.team, "Sellers", by=operator)
    ownership.transfer(cast.team, cast.tess, by=operator)
    deletion.delete(cast.team, by=operator)
    entries = AuditEntry.objects.filter(event__startswith="team.").order_by("pk")
    assert [entry.event for entry in entries] == [
        Event.TEAM_UPDATED,
        Event.TEAM_TRANSFERRED,
        Event.TEAM_DELETED,
    ]
    assert {entry.details["reason"] for entry in entries} == {"Ticket 7"}


def test_both_owners_are_told_of_a_transfer_by_an_operator(cast):
    ownership.transfer(cast.team, cast.tess, by=Operator(None, "Olive left"))
    assert set(Notice.objects.values_list("user__username", "sentence")) == {
        (name, "An operator of this portal transferred team Traders to Tess.") for name in ("olive", "tess")
    }


def test_the_same_name_changes_nothing(cast):
    changing.rename(cast.team, " Traders ", by=cast.olive)
    changing.set_admin(member(cast, "tess"), False, by=cast.olive)
    assert not AuditEntry.objects.exists()


def test_the_owner_is_always_an_admin_and_stays(cast):
    team = creation.create("Buyers", owner=cast.stan)
    own = team.members.get()
    with pytest.raises(ValidationError, match="Stan owns team Buyers"):
        changing.set_admin(own, False, by=cast.stan)
    with pytest.raises(ValidationError, match="Stan owns team Buyers"):
        members.remove(own, by=cast.stan)
    with pytest.raises(ValidationError, match="The owner can't leave"):
        members.leave(team, by=cast.stan)


def test_only_the_owner_transfers_and_deletes(cast):
    TeamMember.objects.filter(user=cast.tess).update(is_admin=True)
    with pytest.raises(PermissionDenied, match="Only the owner of team Traders can do that"):
        ownership.transfer(cast.team, cast.tess, by=cast.tess)
    with pytest.raises(PermissionDenied, match="Only the owner of team Traders can do that"):
        deletion.delete(cast.team, by=cast.tess)


def test_a_deactivated_member_does_not_become_the_owner(cast):
    cast.tess.is_active = False
    cast.tess.save()
    with pytest.raises(ValidationError, match="deactivated"):
        ownership.transfer(cast.team, cast.tess, by=cast.olive)


def test_what_is_gone_is_said_so(cast):
    gone = member(cast, "tess")
    members.remove(gone, by=cast.olive)
    with pytest.raises(ValidationError, match="Tess is no longer in team Traders"):
        members.remove(gone, by=cast.olive)
    deletion.delete(cast.team, by=cast.olive)
    with pytest.raises(ValidationError, match="Team Traders was deleted"):
        changing.rename(cast.team, "Sellers", by=cast.olive)


@pytest.mark.django_db
@pytest.mark.parametrize("team_id", ["new", "GlobalSearch", "a b", "a/b", "x" * 101, "ä"])
def test_an_id_that_a_team_cannot_have_is_refused(team_id):
    with pytest.raises(ValidationError):
        names.validate_id(team_id)


@pytest.mark.django_db(transaction=True)
def test_two_who_create_a_team_by_the_same_id_make_one(cast):
    errors: list[str] = []

    def call(by):
        try:
            creation.create("Crew", owner=by, id="crew")
        except ValidationError as error:
            errors.extend(error.messages)

    run_concurrently([lambda: call(cast.stan), lambda: call(cast.ida), lambda: call(cast.victor)])
    assert errors == ["This ID is taken."] * 2
    assert TeamMember.objects.filter(team="crew").count() == 1


def test_organizations_learn_that_a_team_which_contributed_is_deleted(cast):
    team = create_team(cast.stan, "Packers", cast.stan)
    create_access(cast.sandbox, ["OrderReader"], team=team)
    create_access(cast.pair.production, ["OrderReader"], team=team, accepted=False)
    deletion.delete(team, by=cast.stan)
    entry = AuditEntry.objects.get(event=Event.CONTRIBUTOR_REMOVED)
    assert (entry.organization, entry.actor, entry.target_id) == (cast.sandbox.pk, cast.stan, team.pk)
    assert entry.details == {"contributor": "team Packers"}
    notice = Notice.objects.get(user=cast.olive)
    assert notice.sentence == "Stan deleted team Packers, which contributed."


@pytest.mark.django_db(transaction=True)
def test_a_deleted_team_cannot_be_invited_any_more(cast):
    cast.team.delete()
    gone = Team(id="traders", name="Traders", owner=cast.olive)
    with pytest.raises(ValidationError, match="Team Traders was deleted"):
        invite(cast.sandbox, gone, AccessSettings(), by=cast.adam)
