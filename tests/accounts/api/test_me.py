"""The signed-in user in the Portal API."""

import json

import pytest

from accounts.audit.events import Event
from accounts.login import api_tokens
from accounts.models import AuditEntry, User
from tests.accounts.api.errors import error_code
from tests.cast import create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client, olive):
    headers = {"Authorization": f"Bearer {api_tokens.issue(olive).access_token}"}

    def send(method, path, body=None):
        return client.generic(
            method,
            f"/api/v1{path}",
            data=json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers=headers,
        )

    return send


def test_me_has_every_member_of_the_contract(call):
    assert set(call("GET", "/me").json()) == {
        "Username",
        "Name",
        "Email",
        "TermsAccepted",
        "Country",
        "Region",
        "SCAdmin",
        "Verified",
    }


def test_saving_me_changes_name_and_username_and_never_the_email(call, olive):
    response = call("PUT", "/me", {"Username": "olive.o", "Name": "Olive O.", "Email": "other@example.com"})
    assert response.status_code == 200
    olive.refresh_from_db()
    assert (olive.username, olive.name, olive.email) == ("olive.o", "Olive O.", "olive@example.com")
    assert AuditEntry.objects.get(event=Event.PROFILE_UPDATED).details == {"fields": ["name", "username"]}


def test_member_names_are_case_insensitive(call, olive):
    assert (
        call("PUT", "/me", {"username": "olive.o", "name": "O", "email": ""}).json()["Username"] == "olive.o"
    )


@pytest.mark.parametrize(
    ("username", "sentence"),
    [
        ("ol", "Use at least 3 characters."),
        ("o" * 31, "Use at most 30 characters."),
        ("olive@example.com", "A username can’t be an email address."),
        ("olivé", "Use letters A to Z, digits, dots, dashes and underscores only."),
        (".olive", "Start and end with a letter or a digit."),
        ("adam", "adam is taken."),
        ("ADAM", "ADAM is taken."),
        ("Admin", "Admin is reserved."),
        ("", "Use at least 3 characters."),
    ],
)
def test_an_invalid_username_is_rejected_with_one_message(call, olive, username, sentence):
    create_user("adam")
    response = call("PUT", "/me", {"Username": username, "Name": "Olive", "Email": "olive@example.com"})
    assert response.status_code == 400
    assert response.json()["Errors"][0]["Data"] == {"username": sentence}
    olive.refresh_from_db()
    assert olive.username == "olive"


@pytest.mark.parametrize("body", [{"Name": "Olive"}, [], "olive", None])
def test_a_malformed_body_is_rejected(call, body):
    assert call("PUT", "/me", body).status_code == 400


def test_an_omitted_name_is_unchanged(call):
    assert call("PUT", "/me", {"Username": "olive.o"}).json()["Name"] == "Olive Okafor"


@pytest.mark.parametrize("name", ["", "  ", "O" * 151, "Olive\nBcc: stan", "Olive \u202eevil", "O\x1b[2J"])
def test_empty_too_long_and_deceptive_names_are_rejected(call, olive, name):
    response = call("PUT", "/me", {"Username": "olive", "Name": name})
    assert response.status_code == 400
    assert set(response.json()["Errors"][0]["Data"]) == {"name"}
    assert User.objects.get().name == "Olive Okafor"


def test_the_terms_are_accepted_once(call, olive):
    assert call("POST", "/me/accept").status_code == 204
    again = call("POST", "/me/accept")
    assert (again.status_code, error_code(again)) == (400, "Terms.AlreadyAccepted")
    assert call("GET", "/me").json()["TermsAccepted"]
