"""Invitations of the signed-in user in the Portal API."""

from datetime import timedelta

from contributors.models import AccessGrant, TeamMember
from lib import clock
from tests.cast import create_access, create_team
from tests.contributors.api.test_user_access import invite_address


def test_invitations_to_organizations_are_an_array_of_organizations(api, cast):
    status, listed = api("ida", "GET", "/me/orginvites")
    assert (status, sorted(item["Id"] for item in listed)) == (200, ["acme", "acme_Sandbox", "acme_Staging"])
    assert set(listed[0]) >= {"Name", "Environment", "Region", "CoreApiUrl"}
    assert api("victor", "GET", "/me/orginvites") == (200, [])


def test_an_organization_that_invited_the_account_and_the_address_is_listed_once(api, cast):
    invite_address(cast.pair.production, "IDA@example.com")
    assert len(api("ida", "GET", "/me/orginvites")[1]) == 3


def test_expired_invitations_and_deleted_organizations_are_not_listed(api, cast):
    AccessGrant.objects.filter(user=cast.ida, organization="acme").update(expires_at=clock.now())
    cast.sandbox.deleted_at = clock.now()
    cast.sandbox.save()
    assert [item["Id"] for item in api("ida", "GET", "/me/orginvites")[1]] == ["acme_Staging"]


def test_invitations_to_teams_are_an_array_of_teams(api, cast):
    TeamMember.objects.create(team=cast.team, user=cast.ida, expires_at=clock.now() + timedelta(days=1))
    status, (team,) = api("ida", "GET", "/me/teaminvites")
    assert (status, team["Id"], team["Name"], team["Owner"]["Username"], team["Owner"]["Email"]) == (
        200,
        "traders",
        "Traders",
        "olive",
        None,
    )


def test_admins_of_a_team_see_what_organizations_offer_it(api, cast):
    team = create_team(cast.stan, "Others", cast.ida, cast.tess)
    team.members.filter(user=cast.ida).update(is_admin=True)
    create_access(cast.pair.production, ["OrderReader"], team=team, accepted=False)
    for who in ("stan", "ida"):
        status, (offer,) = api(who, "GET", "/me/orgteaminvites")
        assert (status, offer["Org"]["Id"], offer["Team"]["Id"]) == (200, "acme", team.pk)
        assert (offer["Roles"], offer["Accepted"]) == (["OrderReader"], False)
    assert api("tess", "GET", "/me/orgteaminvites") == (200, [])
