"""Contributors of an organization in the Portal API."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contributors.models import AccessGrant
from lib import clock
from tests.cast import create_access, create_team
from tests.contributors.api.responses import error_of, usernames

LIST = "/organizations/acme/contributors"


def test_the_list_has_those_who_accepted_by_themselves_or_through_a_team_each_once(api, cast):
    create_access(cast.pair.production, [], user=cast.tess)
    status, listed = api("victor", "GET", f"{LIST}?sortBy=Username")
    assert usernames((status, listed)) == ["adam", "tess", "victor"]
    assert listed["Items"][0] == {
        "Username": "adam",
        "Name": "Adam",
        "Email": "adam@example.com",
        "TermsAccepted": None,
        "Country": None,
        "Region": None,
        "SCAdmin": False,
        "Verified": True,
    }


QUERIES = {
    "search=vic": ["victor"],
    "search=example.com&searchOn=Email&sortBy=!username": ["victor", "tess", "adam"],
    "search=example.com&searchOn=Name%2CUsername": [],
    "username=ADAM": ["adam"],
    "Email=tess@example.com": ["tess"],
    "sortBy=!FirstName&pageSize=1&page=2": ["tess"],
    "Username=a*": ["adam"],
    "Username=*a*&sortBy=Username": ["adam"],
    "Username=!a*&sortBy=Username": ["tess", "victor"],
    "Username=adam|v*r&sortBy=Username": ["adam", "victor"],
    "Username=>b&Username=<u": ["tess"],
    "Username=>=tess&sortBy=Username": ["tess", "victor"],
    "Username=!>tess&sortBy=Username": ["adam", "tess"],
    "Username=!*": [],
    "Username=*&sortBy=Username&depth=all": ["adam", "tess", "victor"],
    "Username=\\*": [],
    "Username=.*": [],
    "search=ida": [],
    "search=olive": [],
}


def test_the_list_is_searched_filtered_and_sorted_as_the_contract_says(api):
    for query, expected in QUERIES.items():
        assert usernames(api("tess", "GET", f"{LIST}?{query}")) == expected


def test_a_filter_that_costs_too_much_is_refused(api):
    for expression in ("|".join("abcdefghijklmnopqrstuvwxyz"), "a*b*c*d*e*f*g"):
        refused = api("tess", "GET", f"{LIST}?Username={expression}")
        assert error_of(refused) == (400, "List.InvalidFilter")


def test_those_without_access_cannot_tell_that_the_organization_exists(api):
    for who in ("ida", "stan", "oscar"):
        for path in (LIST, f"{LIST}/adam"):
            assert error_of(api(who, "GET", path)) == (404, "NotFound")


def test_the_detail_is_the_union_with_what_gives_it(api, cast):
    create_access(cast.pair.production, ["OrderReader"], user=cast.tess, impersonate_buyer=True)
    status, detail = api("victor", "GET", f"{LIST}/TESS")
    assert status == 200
    assert {name: detail[name] for name in detail if name.startswith("I")} == {
        "IsAdmin": False,
        "ImpersonateSeller": False,
        "ImpersonateSupplier": False,
        "ImpersonateBuyer": True,
        "InheritedRoles": ["CategoryAdmin", "ProductAdmin", "OrderReader", "BuyerReader"],
    }
    assert (detail["UserAssignment"]["Roles"], detail["UserAssignment"]["Accepted"]) == (
        ["OrderReader"],
        True,
    )
    (team,) = detail["TeamAssignments"]
    assert team["Team"] == team["User"]
    assert (team["Team"]["Id"], team["IsAdmin"], team["ImpersonateBuyer"]) == ("traders", False, False)
    assert detail["User"]["Email"] == "tess@example.com"


def test_the_owner_has_everything_without_an_assignment_and_a_hidden_email(api):
    _, detail = api("victor", "GET", f"{LIST}/olive")
    assert (detail["IsAdmin"], detail["InheritedRoles"]) == (True, ["FullAccess"])
    assert (detail["UserAssignment"], detail["TeamAssignments"]) == (None, [])
    assert detail["User"]["Email"] is None
    assert api("olive", "GET", f"{LIST}/olive")[1]["User"]["Email"] == "olive@example.com"


def test_who_does_not_contribute_is_not_found(api):
    for username in ("ida", "stan", "nobody", "a" * 3000):
        status, body = api("adam", "GET", f"{LIST}/{username}")
        assert (status, body["Errors"][0]["Data"]["ObjectType"]) == (404, "User")


def test_a_list_of_ten_thousand_contributors_takes_few_queries(api, cast):
    people = User.objects.bulk_create(
        User(username=f"person{number}", email=f"person{number}@example.com") for number in range(10_000)
    )
    now = clock.now()
    AccessGrant.objects.bulk_create(
        AccessGrant(organization=cast.pair.production, user=person, accepted_at=now) for person in people
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does; without statistics the queries may take minutes
    api("olive", "GET", "/me")
    for path in (LIST, "/organizations/acme/access/users"):
        with CaptureQueriesContext(connection) as queries:
            status, listed = api("olive", "GET", f"{path}?pageSize=100&search=person9")
        assert (status, listed["Meta"]["TotalCount"]) == (200, 1111)
        assert len(queries) <= 8


def test_members_of_two_teams_are_listed_once(api, cast):
    team = create_team(cast.olive, "Others", cast.tess, cast.victor)
    create_access(cast.pair.production, [], team=team)
    assert sorted(usernames(api("adam", "GET", LIST))) == ["adam", "tess", "victor"]
