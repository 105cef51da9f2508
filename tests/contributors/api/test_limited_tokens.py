"""Personal access tokens that are limited to organizations, at the Portal API."""

import pytest
from django.core.exceptions import ValidationError

from accounts.login import api_tokens
from accounts.personal_tokens import organizations as token_organizations
from accounts.personal_tokens import tokens
from contributors.models import AccessGrant
from organizations.deletion import delete, purge
from organizations.models import Organization
from tests.accounts.personal_tokens.creation import create_token

pytestmark = pytest.mark.django_db
OUT_OF_SCOPE = (403, "Auth.InsufficientScope")


@pytest.fixture
def send(client):
    """Send a request with a bearer token and return status, and error code or JSON."""

    def call(token, method, path, body=b""):
        response = client.generic(
            method,
            f"/api/v1{path}",
            body,
            "application/json" if body else "",
            headers={"Authorization": f"Bearer {token}"},
        )
        content = response.json() if response.content else None
        return response.status_code, content["Errors"][0][
            "ErrorCode"
        ] if content and "Errors" in content else content

    return call


@pytest.fixture
def token(cast):
    """A token of Adam, who administers all three organizations, for Sandbox alone."""
    return create_token(cast.adam, organizations=["acme_Sandbox"]).token


@pytest.mark.parametrize("id", ["acme_Sandbox", "ACME_SANDBOX"])
def test_a_limited_token_reaches_its_organization_in_any_case_of_letters(send, token, id):
    assert send(token, "GET", f"/organizations/{id}")[0] == 200
    assert send(token, "GET", f"/organizations/{id}/access/users")[0] == 200


def test_another_organization_of_the_user_does_not_exist_for_it_whether_it_exists_or_not(send, token):
    for method, path in [
        ("GET", "/organizations/acme"),
        ("GET", "/organizations/acme_Staging/contributors"),
        ("GET", "/organizations/acme/token"),
        ("GET", "/organizations/missing"),
        ("PUT", "/organizations/acme"),
        ("PUT", "/organizations/new-one"),
        ("PUT", "/organizations/acme/access/users/stan"),
    ]:
        assert send(token, method, path, b'{"Name": "X"}' if method == "PUT" else b"") == (404, "NotFound")


def test_the_list_of_organizations_has_those_of_the_token_only(send, token):
    status, page = send(token, "GET", "/organizations")
    assert (status, [row["Id"] for row in page["Items"]]) == (200, ["acme_Sandbox"])
    assert page["Meta"]["TotalCount"] == 1
    assert send(token, "GET", "/organizations?search=Acme&Environment=Production")[1]["Items"] == []


def test_what_is_of_no_organization_is_closed_to_a_limited_token_except_the_user(send, token):
    assert send(token, "GET", "/me")[1]["Username"] == "adam"
    for path in (
        "/teams",
        "/teams/traders",
        "/teams/globalsearch",
        "/portalusers?search=olive",
        "/portalusers/olive",
        "/me/regions",
        "/me/orginvites",
        "/me/teaminvites",
        "/me/orgteaminvites",
        "/me/authorizationmethods",
    ):
        assert send(token, "GET", path) == OUT_OF_SCOPE
    assert send(token, "PUT", "/teams/mine", b'{"Id": "mine", "Name": "Mine"}') == OUT_OF_SCOPE


def test_a_token_to_read_gets_no_token_of_an_organization_which_could_write(send, cast):
    token = create_token(cast.adam, scope="read").token
    assert send(token, "GET", "/organizations/acme/token") == OUT_OF_SCOPE
    assert send(token, "GET", "/organizations/acme/contributors")[0] == 200


def test_what_a_code_confirms_is_closed_to_personal_tokens(send, cast):
    token = create_token(cast.olive).token
    assert send(token, "DELETE", "/organizations/acme_Sandbox") == OUT_OF_SCOPE
    assert send(token, "POST", "/organizations/acme/transfer", b'{"Username": "adam"}') == OUT_OF_SCOPE
    assert send(token, "DELETE", "/teams/traders") == OUT_OF_SCOPE


def test_a_token_has_no_more_rights_than_its_user(send, cast):
    victor, stan = create_token(cast.victor).token, create_token(cast.stan).token
    assert send(victor, "PUT", "/organizations/acme", b'{"Name": "X"}') == (403, "Auth.InsufficientRoles")
    assert send(stan, "GET", "/organizations/acme") == (404, "NotFound")


def test_a_token_grants_nothing_in_an_organization_that_its_user_has_left(send, cast, token):
    AccessGrant.objects.filter(user=cast.adam, organization="acme_Sandbox").delete()
    assert send(token, "GET", "/organizations/acme_Sandbox") == (404, "NotFound")
    assert send(token, "GET", "/organizations")[1]["Items"] == []
    (listed,) = tokens.overview(cast.adam).active
    assert listed.organizations == []


def test_the_choice_is_of_the_organizations_that_one_has_access_to(cast):
    assert [choice.id for choice in token_organizations.choices(cast.victor)] == [
        "acme",
        "acme_Sandbox",
        "acme_Staging",
    ]
    assert token_organizations.choices(cast.ida) == []
    with pytest.raises(ValidationError):
        create_token(cast.stan, organizations=["acme"])


@pytest.mark.usefixtures("emulator")
def test_a_purged_organization_drops_out_of_tokens_so_that_its_id_can_be_given_again(cast):
    both = create_token(cast.olive, "Both", organizations=["acme_Sandbox", "acme"]).row
    one = create_token(cast.olive, "One", organizations=["acme_Sandbox"]).row
    delete(cast.sandbox, by=cast.olive)
    assert [len(row.organizations) for row in tokens.active(cast.olive)] == [1, 2]
    assert purge(Organization.objects.get(pk="acme_Sandbox"))
    for row, left in ((both, ["acme"]), (one, [])):
        row.refresh_from_db()
        assert row.organizations == left


def test_tokens_of_a_sign_in_are_not_limited(send, cast):
    token = api_tokens.issue(cast.adam).access_token
    assert send(token, "GET", "/organizations")[1]["Meta"]["TotalCount"] == 3
    assert send(token, "GET", "/teams")[0] == 200
