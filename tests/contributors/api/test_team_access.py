"""Access of teams in the Portal API."""

from tests.cast import create_access, create_team
from tests.contributors.api.responses import error_of

TEAMS = "/organizations/acme/access/teams"


def test_teams_are_listed_in_both_members_that_clients_read(api, cast):
    create_access(cast.pair.production, [], team=create_team(cast.stan, "Others"), accepted=False)
    status, listed = api("adam", "GET", f"{TEAMS}?sortBy=Name")
    assert status == 200
    assert [(item["Team"]["Name"], item["Accepted"]) for item in listed["Items"]] == [
        ("Others", False),
        ("Traders", True),
    ]
    assert all(item["Team"] == item["User"] for item in listed["Items"])


def test_only_admins_read_access_of_teams(api):
    assert error_of(api("victor", "GET", TEAMS)) == (403, "Auth.InsufficientRoles")
    assert error_of(api("stan", "GET", TEAMS)) == (404, "NotFound")
