"""Teams in the Portal API."""

from contributors.models import TeamMember
from tests.cast import create_team
from tests.contributors.api.responses import error_of, usernames


def team_ids(response) -> list[str]:
    return [item["Id"] for item in response[1]["Items"]]


def test_the_list_has_the_teams_that_i_own_or_joined(api, cast):
    create_team(cast.tess, "Buyers", id="buyers")
    assert team_ids(api("tess", "GET", "/teams?sortBy=Id")) == ["buyers", "traders"]
    assert team_ids(api("tess", "GET", "/teams?Owner.Username=tess")) == ["buyers"]
    assert team_ids(api("olive", "GET", "/teams?search=trad")) == ["traders"]
    assert team_ids(api("stan", "GET", "/teams")) == []


def test_the_email_of_an_owner_is_seen_and_found_by_themselves_only(api):
    assert team_ids(api("olive", "GET", "/teams?search=olive@example.com")) == ["traders"]
    assert team_ids(api("tess", "GET", "/teams?search=olive@example.com")) == []
    assert api("olive", "GET", "/teams/traders")[1]["Owner"]["Email"] == "olive@example.com"
    assert api("tess", "GET", "/teams/traders")[1]["Owner"]["Email"] is None


def test_everyone_finds_teams_but_those_that_are_excluded(api, cast):
    create_team(cast.olive, "Hidden traders", exclude_from_search=True)
    assert team_ids(api("stan", "GET", "/teams/globalsearch?search=trader")) == ["traders"]
    assert (
        team_ids(api("stan", "GET", "/teams/globalsearch?search=olive@example.com&searchOn=Owner.Email"))
        == []
    )


def test_a_team_is_there_for_its_members_only(api):
    for path in ("", "/members", "/members/tess", "/access"):
        for who in ("olive", "tess"):
            assert api(who, "GET", f"/teams/TRADERS{path}")[0] == 200
        for who in ("adam", "ida", "stan", "oscar"):
            assert error_of(api(who, "GET", f"/teams/traders{path}")) == (404, "NotFound")


def test_members_are_listed_with_email_once_they_accepted(api, cast):
    TeamMember.objects.create(team=cast.team, user=cast.ida)
    status, listed = api("tess", "GET", "/teams/traders/members")
    assert usernames((status, listed)) == ["tess"]
    assert (listed["Items"][0]["User"]["Email"], listed["Items"][0]["IsAdmin"]) == ("tess@example.com", False)
    assert error_of(api("tess", "GET", "/teams/traders/members/ida")) == (404, "NotFound")
    assert api("tess", "GET", "/teams/traders/members/Tess")[1] == listed["Items"][0]


def test_access_of_a_team_has_its_organizations(api, cast):
    status, listed = api("tess", "GET", "/teams/traders/access?search=acme&searchOn=Org.Id&sortBy=!Org.Id")
    assert status == 200
    assert [item["Org"]["Id"] for item in listed["Items"]] == ["acme_Staging", "acme_Sandbox", "acme"]
    assert (listed["Items"][0]["Roles"], listed["Items"][0]["Accepted"]) == (
        ["CategoryAdmin", "ProductAdmin", "BuyerReader"],
        True,
    )
