"""Organizations in the Portal API, as the vendor's own clients request them."""

import json

import jwt
import pytest

from accounts.login import api_tokens
from accounts.models import OutgoingMail
from organizations.models import Organization, Quota
from tests.cast import EDITORS, create_organization

BASE = "/api/v1"


@pytest.fixture
def call_api(client, cast):
    """Calls the API as one of the cast: `api("olive", "GET", "/me")` gives status and JSON."""
    issued = {}

    def call(who: str, method: str, path: str, body: dict | None = None, raw: str = ""):
        if who not in issued:
            issued[who] = api_tokens.issue(cast.users[who]).access_token
        response = client.generic(
            method,
            BASE + path,
            json.dumps(body) if body else raw,
            "application/json",
            headers={"Authorization": f"Bearer {issued[who]}"},
        )
        return response.status_code, response.json() if response.content else None

    return call


def ids(listed: dict) -> list[str]:
    return [item["Id"] for item in listed["Items"]]


def error_code(response: dict) -> str:
    return response["Errors"][0]["ErrorCode"]


def test_a_creation_above_the_quota_is_refused_in_the_envelope(call_api, cast, emulator):
    Quota.objects.create(user=cast.stan, sandbox_organizations=0)
    status, response = call_api("stan", "PUT", "/organizations/fresh", {"Name": "Fresh"})
    assert (status, error_code(response)) == (403, "Organization.QuotaReached")
    assert response["Errors"][0]["Data"] == {"Used": 0, "Allowed": 0}
    assert response["Errors"][0]["Message"].startswith("You've used 0 of 0 Sandbox organizations.")


def test_the_list_contains_the_users_organizations_in_the_envelope_of_ordercloud(call_api):
    status, listed = call_api("victor", "GET", "/organizations")
    assert status == 200
    assert ids(listed) == ["acme", "acme_Sandbox", "acme_Staging"]
    assert listed["Meta"] == {
        "Page": 1,
        "PageSize": 20,
        "TotalCount": 3,
        "TotalPages": 1,
        "ItemRange": [1, 3],
        "NextPageKey": None,
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Environment=Staging", ["acme_Staging"]),
        ("environment=staging", ["acme_Staging"]),
        ("search=bike", ["bikes"]),
        ("search=acme&searchOn=ID&pageSize=2&page=2", ["acme_Staging"]),
        ("sortBy=!ID&pageSize=1", ["bikes"]),
        ("Owner.Username=adam", ["bikes"]),
        ("Region.Id=eur", ["bikes"]),
        ("search=adam@example.com", ["bikes"]),
        ("search=olive@example.com", []),
        ("Owner.Email=adam@example.com", ["bikes"]),
        ("Owner.Email=olive@example.com", []),
        ("sortBy=!Owner.Email&pageSize=1", ["bikes"]),
        ("page=9", []),
    ],
)
def test_the_list_is_searched_filtered_sorted_and_paged(call_api, cast, query, expected):
    create_organization(cast.adam, "bikes", name="Kestrel Bikes", region="eur")
    assert ids(call_api("adam", "GET", f"/organizations?{query}")[1]) == expected


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("pageSize=101", "List.InvalidPageSize"),
        ("page=0", "List.InvalidPageSize"),
        ("page=x", "List.InvalidPageSize"),
        ("Colour=red", "List.InvalidProperty"),
        ("sortBy=Colour", "List.InvalidSortProperty"),
        ("search=a&searchOn=Colour", "List.InvalidSearchProperty"),
    ],
)
def test_a_list_rejects_unknown_parameters(call_api, query, code):
    status, response = call_api("olive", "GET", f"/organizations?{query}")
    assert (status, error_code(response)) == (400, code)


def test_an_organization_has_every_member_of_its_model(call_api, cast, settings):
    status, shown = call_api("olive", "GET", "/organizations/acme_Sandbox")
    assert status == 200
    assert shown == {
        "Id": "acme_Sandbox",
        "Name": "Acme",
        "CoreApiUrl": f"{settings.EMULATOR_URL}/sandbox",
        "Environment": "Sandbox",
        "Region": {"Id": "usw", "Name": "US-West", "AzureRegion": "westus"},
        "Owner": {
            "Username": "olive",
            "Name": "Olive",
            "Email": "olive@example.com",
            "TermsAccepted": None,
            "Country": None,
            "Region": None,
            "SCAdmin": False,
            "Verified": True,
        },
        "SCOrgId": None,
        "SCSpaceId": None,
    }
    assert call_api("victor", "GET", "/organizations/acme_Sandbox")[1]["Owner"]["Email"] is None


@pytest.mark.parametrize("who", ["ida", "stan", "oscar"])
def test_an_inaccessible_organization_is_not_found_with_the_error_code_of_the_client(call_api, who):
    status, response = call_api(who, "GET", "/organizations/acme_Sandbox")
    assert status == 404
    assert response["Errors"][0]["Data"] == {"ObjectType": "Organization", "ObjectID": "acme_Sandbox"}
    assert response["error"] == error_code(response) == "NotFound"


def test_without_a_valid_token_nothing_is_returned(client, cast):
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Bearer "}):
        response = client.get(f"{BASE}/organizations", headers=headers)
        assert response.status_code == 401
        assert error_code(response.json()) == "InvalidToken"


def test_saving_under_an_unused_id_creates_a_sandbox_organization(call_api, emulator):
    body = {"Id": "fresh1", "Name": "Fresh", "Environment": "Sandbox", "Region": {"Id": "usw"}}
    status, made = call_api("stan", "PUT", "/organizations/fresh1", body)
    assert (status, made["Id"], made["Environment"]) == (200, "fresh1", "Sandbox")
    assert "sandbox" in made["CoreApiUrl"]
    assert call_api("stan", "GET", "/organizations/fresh1")[0] == 200


def test_saving_as_an_admin_only_renames(call_api, cast):
    body = {"Id": "other", "Name": "Acme Tools", "Environment": "Production", "Region": {"Id": "jpn"}}
    status, shown = call_api("adam", "PUT", "/organizations/acme_Sandbox", body)
    assert status == 200
    assert (shown["Id"], shown["Name"], shown["Environment"], shown["Region"]["Id"]) == (
        "acme_Sandbox",
        "Acme Tools",
        "Sandbox",
        "usw",
    )


@pytest.mark.parametrize(
    ("who", "path", "body", "status", "code"),
    [
        ("victor", "/organizations/acme_Sandbox", {"Name": "Mine"}, 403, "Auth.InsufficientRoles"),
        ("stan", "/organizations/acme_Sandbox", {"Name": "Mine"}, 400, "ValidationFailure"),
        (
            "stan",
            "/organizations/live",
            {"Name": "Live", "Environment": "Production"},
            403,
            "Auth.InsufficientRoles",
        ),
        ("stan", "/organizations/own_Staging", {"Name": "Own"}, 400, "ValidationFailure"),
        ("stan", "/organizations/a%20b", {"Name": "Own"}, 400, "ValidationFailure"),
        ("stan", "/organizations/own", {"Name": "Own", "Region": {"Id": "moon"}}, 400, "ValidationFailure"),
        ("stan", "/organizations/own", {"Nome": "Own"}, 400, "Request.InvalidRequestBody"),
    ],
)
def test_an_invalid_save_is_rejected_in_one_envelope(call_api, emulator, who, path, body, status, code):
    before = set(Organization.objects.values_list("pk", "name"))
    found, response = call_api(who, "PUT", path, body)
    assert (found, error_code(response)) == (status, code)
    assert response["error_description"]
    assert set(Organization.objects.values_list("pk", "name")) == before


def test_a_body_that_is_not_json_is_rejected(call_api):
    status, response = call_api("stan", "PUT", "/organizations/own", raw="{oops")
    assert (status, error_code(response)) == (400, "Request.InvalidRequestBody")


def test_deleting_requires_an_emailed_code_and_the_id_stays_reserved(call_api):
    assert (
        error_code(call_api("olive", "DELETE", "/organizations/acme_Sandbox")[1]) == "Confirmation.Required"
    )
    call_api("olive", "POST", "/me/verifyemail")
    code = next(
        line for line in OutgoingMail.objects.latest("pk").text.splitlines() if line.strip().isdigit()
    )
    assert call_api("olive", "POST", "/confirmation", {"Code": code.strip()})[0] == 204
    assert call_api("olive", "DELETE", "/organizations/acme_Sandbox") == (204, None)
    assert call_api("olive", "GET", "/organizations/acme_Sandbox")[0] == 404
    assert (
        error_code(call_api("stan", "PUT", "/organizations/acme_Sandbox", {"Name": "Mine"})[1])
        == "ValidationFailure"
    )


@pytest.mark.parametrize(("who", "status"), [("adam", 403), ("victor", 403), ("ida", 404), ("stan", 404)])
def test_only_the_owner_may_request_deletion(call_api, who, status):
    assert call_api(who, "DELETE", "/organizations/acme_Sandbox")[0] == status


@pytest.mark.parametrize(("who", "roles"), [("olive", ["FullAccess"]), ("tess", EDITORS)])
def test_the_token_of_an_organization_has_exactly_the_users_data_access(call_api, emulator, cast, who, roles):
    call_api("olive", "PUT", "/organizations/fresh", {"Name": "Fresh"})
    fresh = Organization.objects.get(pk="fresh")
    cast.team.access_grants.create(organization=fresh, roles=EDITORS, accepted_at=fresh.created_at)
    status, response = call_api(who, "GET", "/organizations/fresh/token")
    claims = jwt.decode(response["access_token"], options={"verify_signature": False})
    assert status == 200
    assert sorted(claims["role"] if isinstance(claims["role"], list) else [claims["role"]]) == sorted(roles)
    assert claims["usr"]
    assert claims["exp"] > claims["nbf"]
    assert sorted(response["granted_roles"]) == sorted(roles)


def test_only_contributors_get_a_token(call_api):
    assert call_api("stan", "GET", "/organizations/acme_Sandbox/token")[0] == 404
    assert call_api("ida", "GET", "/organizations/acme_Sandbox/token")[0] == 404


def test_the_api_lists_the_regions_for_new_organizations(call_api):
    status, listed = call_api("stan", "GET", "/me/regions")
    assert status == 200
    assert {item["Region"]["Id"]: item["CanCreateSandbox"] for item in listed["Items"]}["usw"] is True
