"""Changes of teams and of their members in the Portal API."""

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry, Notice
from contributors.models import Team, TeamMember
from tests.contributors.api.responses import error_of, message_of
from tests.mail import code_in, last_mail_to

TEAM, MEMBERS = "/teams/traders", "/teams/traders/members"


def confirm_code(api, cast) -> None:
    """Confirm the code that Olive is sent."""
    api("olive", "POST", "/me/verifyemail")
    code = code_in(last_mail_to(cast.olive.email))
    assert api("olive", "POST", "/confirmation", {"Code": code}) == (204, None)


def recorded() -> list[str]:
    return list(AuditEntry.objects.filter(event__startswith="team").values_list("event", flat=True))


def test_everyone_creates_a_team_that_they_own_and_administer(api, cast):
    status, team = api(
        "stan", "PUT", "/teams/Buyers", {"id": "x", "name": " Buyers ", "ExcludeFromSearch": True}
    )
    assert (status, team["Id"], team["Name"], team["ExcludeFromSearch"]) == (200, "Buyers", "Buyers", True)
    assert team["Owner"]["Username"] == "stan"
    member = TeamMember.objects.get(team="Buyers")
    assert (member.user, member.is_admin, member.is_accepted) == (cast.stan, True, True)
    assert recorded() == [Event.TEAM_CREATED]


REFUSED_TEAMS = [
    ("new", {"Name": "x"}, "ValidationFailure"),
    ("globalsearch2 x", {"Name": "x"}, "ValidationFailure"),
    ("x" * 101, {"Name": "x"}, "ValidationFailure"),
    ("TRADERS", {"Name": "x"}, "ValidationFailure"),
    ("fresh", {"Name": " "}, "ValidationFailure"),
    ("fresh", {"Name": "x" * 10_000}, "ValidationFailure"),
    ("fresh", {"Name": "a\u202eb"}, "Request.InvalidRequestBody"),
    ("fresh", {}, "Request.InvalidRequestBody"),
    ("fresh", {"Name": 7}, "Request.InvalidRequestBody"),
    ("fresh", {"Name": "x", "ExcludeFromSearch": "no"}, "Request.InvalidRequestBody"),
]


def test_a_team_that_cannot_be_created_is_refused_in_the_envelope(api):
    for team_id, body, code in REFUSED_TEAMS:
        assert error_of(api("stan", "PUT", f"/teams/{team_id}", body)) == (400, code)
    assert Team.objects.count() == 1


def test_admins_change_a_team_and_members_do_not(api):
    refused = api("tess", "PUT", TEAM, {"Name": "Sellers"})
    assert error_of(refused) == (403, "Auth.InsufficientRoles")
    assert message_of(refused) == "Only admins of team Traders can do that. Its owner is Olive."
    assert api("olive", "PUT", TEAM, {"Name": "Sellers"})[1]["Name"] == "Sellers"
    assert api("olive", "PUT", TEAM, {"Name": "Sellers", "ExcludeFromSearch": True})[0] == 200
    assert api("tess", "GET", TEAM)[1]["ExcludeFromSearch"] is True
    assert api("stan", "GET", "/teams/globalsearch")[1]["Items"] == []
    assert recorded() == [Event.TEAM_UPDATED] * 2


def test_a_member_is_invited_accepts_and_is_made_an_admin(api, cast):
    status, member = api("olive", "POST", MEMBERS, {"Username": "STAN"})
    assert (status, member["User"]["Username"], member["User"]["Email"]) == (201, "stan", None)
    assert api("stan", "GET", TEAM)[0] == 404
    assert api("stan", "POST", "/me/teaminvites/traders/accept") == (204, None)
    status, member = api("olive", "PUT", f"{MEMBERS}/stan", {"IsAdmin": True})
    assert (status, member["IsAdmin"], member["User"]["Email"]) == (200, True, "stan@example.com")
    assert api("stan", "PUT", f"{MEMBERS}/tess", {"IsAdmin": False})[0] == 200
    assert api("stan", "PUT", f"{MEMBERS}/stan", {"IsAdmin": False})[1]["IsAdmin"] is False
    assert error_of(api("stan", "PUT", f"{MEMBERS}/tess", {"IsAdmin": True}))[0] == 403


def test_whom_to_invite_must_exist_and_not_be_in_the_team(api):
    for username in ("nobody", "stan@example.com", "olive", "tess", ""):
        assert error_of(api("olive", "POST", MEMBERS, {"Username": username})) == (400, "ValidationFailure")
    assert error_of(api("olive", "POST", MEMBERS)) == (400, "Request.InvalidRequestBody")
    assert error_of(api("tess", "POST", MEMBERS, {"Username": "stan"}))[0] == 403
    assert error_of(api("stan", "POST", MEMBERS, {"Username": "ida"}))[0] == 404
    assert error_of(api("olive", "PUT", f"{MEMBERS}/stan", {"IsAdmin": True}))[0] == 404


def test_a_removed_member_loses_the_access_of_the_team_on_the_next_request(api, cast):
    assert error_of(api("tess", "DELETE", f"{MEMBERS}/olive"))[0] == 403
    assert api("tess", "GET", "/organizations/acme")[0] == 200
    assert api("olive", "DELETE", f"{MEMBERS}/Tess") == (204, None)
    assert api("tess", "GET", "/organizations/acme")[0] == 404
    assert error_of(api("olive", "DELETE", f"{MEMBERS}/tess")) == (404, "NotFound")
    assert recorded() == [Event.TEAM_MEMBER_REMOVED]
    assert Notice.objects.get().sentence == "Olive removed you from team Traders."


def test_members_leave_and_the_invited_decline_by_themselves(api, cast):
    assert api("tess", "DELETE", f"{MEMBERS}/tess") == (204, None)
    assert api("tess", "GET", TEAM)[0] == 404
    api("olive", "POST", MEMBERS, {"Username": "stan"})
    assert api("stan", "DELETE", f"{MEMBERS}/stan") == (204, None)
    assert error_of(api("stan", "DELETE", f"{MEMBERS}/stan")) == (404, "NotFound")
    assert error_of(api("olive", "DELETE", f"{MEMBERS}/olive")) == (400, "Team.IsOwner")


def test_an_invitation_of_a_member_is_revoked(api):
    api("olive", "POST", MEMBERS, {"Username": "stan"})
    assert api("olive", "DELETE", f"{MEMBERS}/stan") == (204, None)
    assert api("stan", "GET", "/me/teaminvites") == (200, [])


def test_the_owner_transfers_to_a_member_and_stays_as_an_admin(api):
    for username in ("stan", "nobody", "olive"):
        refused = api("olive", "POST", f"{TEAM}/transfer", {"Username": username})
        assert error_of(refused) == (400, "ValidationFailure")
    refused = api("tess", "POST", f"{TEAM}/transfer", {"Username": "tess"})
    assert message_of(refused) == "Only the owner of team Traders can do that. Its owner is Olive."
    assert api("olive", "POST", f"{TEAM}/transfer", {"Username": "Tess"}) == (204, None)
    assert api("tess", "GET", TEAM)[1]["Owner"]["Username"] == "tess"
    assert api("olive", "PUT", TEAM, {"Name": "Sellers"})[0] == 200
    assert error_of(api("olive", "DELETE", f"{MEMBERS}/tess")) == (400, "Team.IsOwner")
    assert api("olive", "DELETE", f"{MEMBERS}/olive") == (204, None)


@pytest.mark.parametrize("who", ["adam", "ida", "stan", "oscar"])
def test_someone_elses_team_is_not_found(api, who):
    assert error_of(api(who, "DELETE", TEAM)) == (404, "NotFound")
    assert error_of(api(who, "POST", f"{TEAM}/transfer", {"Username": who})) == (404, "NotFound")
    assert error_of(api(who, "DELETE", f"{MEMBERS}/tess")) == (404, "NotFound")


def test_a_team_is_deleted_with_a_confirmed_code_and_gives_nothing_more(api, cast):
    assert error_of(api("olive", "DELETE", TEAM)) == (403, "Confirmation.Required")
    assert error_of(api("tess", "DELETE", TEAM)) == (403, "Auth.InsufficientRoles")
    confirm_code(api, cast)
    assert api("olive", "DELETE", TEAM) == (204, None)
    assert not Team.objects.exists()
    assert api("tess", "GET", "/organizations/acme")[0] == 404
    assert recorded() == [Event.TEAM_DELETED]
