"""Transfer in the Portal API: by the owner, with a confirmed code, to a contributor."""

import json

import pytest

from accounts.login import api_tokens
from organizations.models import Organization
from tests.mail import code_in, last_mail_to


@pytest.fixture
def call(client, cast):
    """Return a function that calls the API as a user: `call("olive", "POST", "/confirmation", …)`."""
    issued = {}

    def send(who: str, method: str, path: str, body: dict | None = None):
        if who not in issued:
            issued[who] = api_tokens.issue(cast.users[who]).access_token
        return client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body or {}),
            "application/json",
            headers={"Authorization": f"Bearer {issued[who]}"},
        )

    return send


@pytest.fixture
def confirmed(call, cast):
    """The same function, once Olive has confirmed a code."""
    call("olive", "POST", "/me/verifyemail")
    code = code_in(last_mail_to(cast.olive.email))
    assert call("olive", "POST", "/confirmation", {"Code": code}).status_code == 204
    return call


def owners() -> dict[str, str]:
    return dict(Organization.objects.values_list("pk", "owner__username"))


def error_of(response) -> str:
    return response.json()["Errors"][0]["ErrorCode"]


def test_the_owner_transfers_with_a_confirmed_code_and_stays_as_an_admin(confirmed):
    response = confirmed("olive", "POST", "/organizations/acme/transfer", {"Username": "Adam"})
    assert (response.status_code, response.content) == (204, b"")
    assert owners() == {"acme": "adam", "acme_Staging": "adam", "acme_Sandbox": "olive"}
    assert confirmed("olive", "GET", "/organizations/acme").json()["Owner"]["Username"] == "adam"


def test_without_a_confirmation_nothing_is_transferred(call):
    response = call("olive", "POST", "/organizations/acme/transfer", {"Username": "adam"})
    assert (response.status_code, error_of(response)) == (403, "Confirmation.Required")
    assert set(owners().values()) == {"olive"}


def test_one_confirmation_is_for_one_transfer(confirmed):
    assert confirmed("olive", "POST", "/organizations/acme/transfer", {"Username": "adam"}).status_code == 204
    response = confirmed("olive", "POST", "/organizations/acme_Sandbox/transfer", {"Username": "adam"})
    assert error_of(response) == "Confirmation.Required"


@pytest.mark.parametrize("username", ["stan", "nobody", "ida", "olive", ""])
def test_only_a_contributor_who_has_accepted_becomes_the_owner_and_the_confirmation_remains(
    confirmed, username
):
    response = confirmed("olive", "POST", "/organizations/acme/transfer", {"Username": username})
    assert (response.status_code, error_of(response)) == (400, "ValidationFailure")
    assert confirmed("olive", "POST", "/organizations/acme/transfer", {"Username": "adam"}).status_code == 204


@pytest.mark.parametrize("body", [{}, {"Username": None}, {"Username": 7}])
def test_a_body_without_a_username_is_malformed(confirmed, body):
    response = confirmed("olive", "POST", "/organizations/acme/transfer", body)
    assert (response.status_code, error_of(response)) == (400, "Request.InvalidRequestBody")


@pytest.mark.parametrize(("who", "status"), [("adam", 403), ("victor", 403), ("ida", 404), ("stan", 404)])
def test_only_the_owner_may_transfer(call, who, status):
    assert call(who, "POST", "/organizations/acme/transfer", {"Username": "adam"}).status_code == status


def test_production_is_deleted_after_its_staging(confirmed, cast):
    response = confirmed("olive", "DELETE", "/organizations/acme")
    assert (response.status_code, error_of(response)) == (409, "Organization.StagingExists")
    assert "acme_Staging first" in response.json()["Errors"][0]["Message"]
    assert confirmed("olive", "DELETE", "/organizations/acme_Staging").status_code == 204
    assert set(Organization.objects.active().values_list("pk", flat=True)) == {"acme", "acme_Sandbox"}
