"""Accepting and declining in the Portal API."""

from datetime import timedelta

import pytest

from contributors.models import AccessGrant, TeamMember
from lib import clock
from tests.cast import create_access
from tests.contributors.api.responses import error_of, message_of
from tests.contributors.api.test_user_access import invite_address


@pytest.fixture
def membership(cast) -> TeamMember:
    """Ida's invitation to the team."""
    return TeamMember.objects.create(
        team=cast.team, user=cast.ida, invited_by=cast.olive, expires_at=clock.now() + timedelta(days=1)
    )


@pytest.fixture
def offer(cast) -> AccessGrant:
    """What another organization offers the team."""
    AccessGrant.objects.filter(organization="acme", team=cast.team).delete()
    return create_access(cast.pair.production, ["OrderReader"], team=cast.team, accepted=False)


def test_the_invited_accept_and_decline_in_any_case_of_letters(api):
    assert api("ida", "POST", "/me/orginvites/ACME/accept") == (204, None)
    assert api("ida", "GET", "/organizations/acme")[0] == 200
    assert api("ida", "POST", "/me/orginvites/acme_sandbox/decline") == (204, None)
    assert [item["Id"] for item in api("ida", "GET", "/me/orginvites")[1]] == ["acme_Staging"]


def test_without_an_invitation_nothing_is_found(api):
    for path in ("/me/orginvites/acme", "/me/orginvites/nowhere", "/me/teaminvites/traders"):
        for who in ("stan", "victor", "oscar"):
            assert error_of(api(who, "POST", f"{path}/accept")) == (404, "NotFound")
            assert error_of(api(who, "POST", f"{path}/decline")) == (404, "NotFound")


def test_an_invitation_to_the_address_of_the_account_is_accepted_with_that_to_the_account(api, cast):
    invited = invite_address(cast.pair.production, "IDA@example.com")
    invited.roles = ["OrderReader"]
    invited.save()
    assert api("ida", "POST", "/me/orginvites/acme/accept") == (204, None)
    grant = AccessGrant.objects.get(organization="acme", user=cast.ida)
    assert "OrderReader" in grant.roles
    assert "ProductReader" in grant.roles
    assert not AccessGrant.objects.exclude(email="").exists()


def test_an_invitation_of_a_deleted_organization_is_gone(api, cast):
    cast.sandbox.deleted_at = clock.now()
    cast.sandbox.save()
    assert error_of(api("ida", "POST", "/me/orginvites/acme_Sandbox/accept")) == (404, "NotFound")


def test_a_member_joins_a_team_and_has_its_access(api, membership):
    assert api("ida", "POST", "/me/teaminvites/traders/accept") == (204, None)
    assert api("ida", "GET", "/organizations/acme")[0] == 200


def test_a_member_declines(api, membership):
    assert api("ida", "POST", "/me/teaminvites/traders/decline") == (204, None)
    assert not TeamMember.objects.filter(pk=membership.pk).exists()


def test_an_expired_invitation_to_a_team_is_said_so(api, membership):
    TeamMember.objects.filter(pk=membership.pk).update(expires_at=clock.now())
    assert error_of(api("ida", "POST", "/me/teaminvites/traders/accept")) == (400, "Invitation.Expired")


@pytest.mark.parametrize("response", ["accept", "decline"])
def test_admins_of_a_team_respond_for_it_and_no_one_else(api, offer, response):
    path = f"/teams/traders/orginvites/acme/{response}"
    refused = api("tess", "POST", path)
    assert error_of(refused) == (403, "Auth.InsufficientRoles")
    assert message_of(refused) == "Only admins of team Traders can do that. Its owner is Olive."
    for who in ("adam", "stan"):
        assert error_of(api(who, "POST", path)) == (404, "NotFound")
    assert api("olive", "POST", path) == (204, None)
    assert api("tess", "GET", "/organizations/acme")[0] == (200 if response == "accept" else 404)
    assert error_of(api("olive", "POST", path)) == (404, "NotFound")


def test_that_to_the_address_may_be_the_earlier_one(api, cast):
    invite_address(cast.sandbox, "stan@example.com")
    create_access(cast.sandbox, ["OrderReader"], user=cast.stan, accepted=False)
    assert api("stan", "POST", "/me/orginvites/acme_Sandbox/accept") == (204, None)
    assert "OrderReader" in AccessGrant.objects.get(organization=cast.sandbox, user=cast.stan).roles
    assert not AccessGrant.objects.exclude(email="").exists()
    terms = {"team": cast.team, "expires_at": clock.now() + timedelta(days=1)}
    TeamMember.objects.create(email="stan@example.com", **terms)
    TeamMember.objects.create(user=cast.stan, **terms)
    assert api("stan", "POST", "/me/teaminvites/traders/accept") == (204, None)
    assert TeamMember.objects.get(user=cast.stan).is_accepted
