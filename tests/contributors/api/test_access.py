"""Access of users and teams in the Portal API."""

import pytest

from contributors.models import AccessGrant
from contributors.models.invitation_mixin import INVITATION_DURATION
from lib import clock
from tests.cast import create_access, create_team
from tests.contributors.api.responses import error_of, usernames

USERS, TEAMS = "/organizations/acme/access/users", "/organizations/acme/access/teams"


def invite_address(organization, email: str) -> AccessGrant:
    return AccessGrant.objects.create(
        organization=organization, email=email, expires_at=clock.now() + INVITATION_DURATION
    )


def test_users_are_listed_with_invitations_and_their_emails_only_once_accepted(api, cast):
    create_access(cast.pair.production, [], user=cast.stan, accepted=False)
    status, listed = api("adam", "GET", f"{USERS}?sortBy=Username")
    assert status == 200
    found = [(item["User"]["Username"], item["User"]["Email"], item["Accepted"]) for item in listed["Items"]]
    assert found == [
        ("adam", "adam@example.com", True),
        ("ida", None, False),
        ("stan", None, False),
        ("victor", "victor@example.com", True),
    ]
    assert listed["Items"][0]["IsAdmin"] is True
    assert listed["Items"][3]["Roles"] == ["CategoryReader", "ProductReader", "BuyerReader"]


@pytest.mark.parametrize("email", ["Stan@example.com", "unknown@example.com"])
def test_of_an_invitation_to_an_address_only_the_typed_address_is_shown(api, cast, email):
    AccessGrant.objects.filter(user__isnull=False).delete()
    invite_address(cast.pair.production, email)
    _, listed = api("olive", "GET", USERS)
    (item,) = listed["Items"]
    assert (item["User"]["Username"], item["User"]["Name"], item["User"]["Email"]) == (None, "", email)
    assert item["Accepted"] is False


def test_whoever_has_not_accepted_cannot_be_found_by_email(api):
    assert usernames(api("adam", "GET", f"{USERS}?search=ida@example.com")) == []
    assert error_of(api("adam", "GET", f"{USERS}?Email=ida@example.com")) == (400, "List.InvalidProperty")


def test_teams_are_listed_in_both_members_that_clients_read(api, cast):
    create_access(cast.pair.production, [], team=create_team(cast.stan, "Others"), accepted=False)
    status, listed = api("adam", "GET", f"{TEAMS}?sortBy=Name")
    assert status == 200
    assert [(item["Team"]["Name"], item["Accepted"]) for item in listed["Items"]] == [
        ("Others", False),
        ("Traders", True),
    ]
    assert all(item["Team"] == item["User"] for item in listed["Items"])


@pytest.mark.parametrize("path", [USERS, TEAMS])
def test_only_admins_read_access(api, path):
    assert error_of(api("victor", "GET", path)) == (403, "Auth.InsufficientRoles")
    assert error_of(api("stan", "GET", path)) == (404, "NotFound")
