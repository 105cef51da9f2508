"""Access of teams in the Portal API."""

from accounts.audit.events import Event
from accounts.models import AuditEntry, Notice
from contributors.models import AccessGrant
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


def test_a_team_without_access_is_invited_and_its_admin_accepts(api, cast):
    create_team(cast.stan, "Others", cast.ida, id="others")
    body = {"Roles": ["OrderReader", "ImpersonateBuyer"], "ImpersonateSeller": True}
    assert api("adam", "PUT", f"{TEAMS}/OTHERS", body) == (204, None)
    assert api("ida", "GET", "/organizations/acme")[0] == 404
    assert api("stan", "POST", "/teams/others/orginvites/acme/accept") == (204, None)
    _, detail = api("ida", "GET", "/organizations/acme/contributors/ida")
    assert (detail["InheritedRoles"], detail["ImpersonateBuyer"], detail["ImpersonateSeller"]) == (
        ["OrderReader"],
        True,
        True,
    )


def test_access_of_a_team_is_changed_at_once(api):
    assert api("adam", "PUT", f"{TEAMS}/traders", {"Roles": ["FullAccess"]}) == (204, None)
    _, detail = api("tess", "GET", "/organizations/acme/contributors/tess")
    assert detail["InheritedRoles"] == ["FullAccess"]


def test_the_exact_id_invites_a_team_that_is_excluded_from_search(api, cast):
    create_team(cast.stan, "Hidden", id="hidden", exclude_from_search=True)
    assert api("adam", "PUT", f"{TEAMS}/hidden", {}) == (204, None)
    response = api("adam", "PUT", f"{TEAMS}/nothing", {})
    assert (error_of(response), response[1]["Errors"][0]["Data"]["ObjectType"]) == ((404, "NotFound"), "Team")


def test_an_admin_of_the_organization_removes_a_team_or_revokes_its_invitation(api, cast):
    create_access(cast.pair.production, [], team=create_team(cast.stan, "New", id="new-one"), accepted=False)
    assert api("adam", "DELETE", f"{TEAMS}/Traders") == (204, None)
    assert api("tess", "GET", "/organizations/acme")[0] == 404
    assert api("adam", "DELETE", f"{TEAMS}/new-one") == (204, None)
    assert error_of(api("adam", "DELETE", f"{TEAMS}/new-one")) == (404, "NotFound")


def test_an_admin_of_the_team_lets_it_leave_or_declines(api, cast):
    team = create_team(cast.stan, "Others", cast.ida, id="others")
    grant = create_access(cast.pair.production, [], team=team, accepted=False)
    assert api("stan", "DELETE", f"{TEAMS}/others") == (204, None)
    assert not AccessGrant.objects.filter(pk=grant.pk).exists()
    create_access(cast.pair.production, [], team=team)
    assert error_of(api("ida", "DELETE", f"{TEAMS}/others")) == (403, "Auth.InsufficientRoles")
    assert api("stan", "DELETE", f"{TEAMS}/others") == (204, None)
    entry = AuditEntry.objects.filter(event=Event.CONTRIBUTOR_REMOVED).get()
    assert (entry.actor, entry.organization, entry.details["contributor"]) == (
        cast.stan,
        "acme",
        "team Others",
    )
    assert set(Notice.objects.values_list("user__username", flat=True)) >= {"olive", "ida"}


def test_a_member_who_is_no_admin_changes_no_access_of_the_team(api):
    for method, body in (("PUT", {}), ("DELETE", None)):
        assert error_of(api("tess", method, f"{TEAMS}/traders", body)) == (403, "Auth.InsufficientRoles")
        assert error_of(api("stan", method, f"{TEAMS}/traders", body)) == (404, "NotFound")
