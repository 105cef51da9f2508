"""Connections by an account of the hosted Portal: tested, told apart from API clients, and never narrowed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.operators import Operator
from accounts.profile.account_deletion import delete_account
from contributors.ownership.transfer import transfer
from environments.grants import CannotGrant, UnexpectedRoles
from environments.ordercloud.errors import ErrorResponse
from organizations.connections import abilities, changing, connecting, verification
from organizations.connections.candidates import Credentials
from organizations.connections.clients import token_for
from organizations.connections.dropping import drop
from organizations.connections.organization_api import call
from organizations.models import Connection, Organization
from tests.cast import create_access
from tests.environments.fake_server import (
    FakeResponse,
    FakeServer,
    ReceivedRequest,
    error_response,
    token_response,
)
from tests.login import signed_in
from tests.organizations.connections.answers import connection_to, document, me
from tests.organizations.connections.remote import reload

TOKEN = "/api/v1/organizations/hartwell/token"


@pytest.fixture
def portal(fake_ordercloud, settings):
    """A hosted Portal and an OrderCloud in one server; `portal.answers` replaces what a path responds."""
    settings.HOSTED_PORTAL_URL = fake_ordercloud.url
    answers = {
        "/sandbox/v1/openapi/v3": document(),
        "/api/v1/oauth/token": token_response(()),
        TOKEN: token_response(("FullAccess",), usr="olive"),
        "/sandbox/v1/me": me(),
    }

    def respond(request: ReceivedRequest) -> FakeResponse:
        return answers[request.path]

    fake_ordercloud.responses, fake_ordercloud.answers = respond, answers
    return fake_ordercloud


def account(portal: FakeServer) -> Connection:
    return connection_to(portal, type=Connection.Type.HOSTED_PORTAL, client_id="olive", secret="Pass-word1")


def test_an_account_passes_and_says_that_it_cannot_be_narrowed(portal):
    report = verification.test(account(portal))
    assert report.passed
    texts = [line.text for line in report.lines]
    assert "Tokens always carry all roles of the account." in texts
    assert "The console can act as buyer, supplier and seller users." in texts


@pytest.mark.parametrize(
    ("path", "answer", "expected"),
    [
        (
            "/api/v1/oauth/token",
            error_response(401, "Auth.InvalidUsernameOrPassword", "Wrong."),
            "The username or password is incorrect.",
        ),
        (
            TOKEN,
            error_response(404, "NotFound", "Not found."),
            "This account has no access to the organization",
        ),
        (TOKEN, error_response(403, "Forbidden", "No."), "This account has no access to the organization"),
    ],
)
def test_a_refused_account_says_why(portal, path, answer, expected):
    portal.answers[path] = answer
    report = verification.test(account(portal))
    assert report.failure.startswith(expected)
    assert not report.unreachable


def test_the_connection_rests_on_the_account_of_who_connected_it_until_it_is_dropped(portal, cast, valkey):
    organization = connecting.connect(account(portal), owner=cast.stan, by=cast.stan)
    assert reload(organization.connection).account_owner == cast.stan
    drop(organization.connection, by=cast.stan)
    assert reload(organization.connection).account_owner is None


def test_an_account_that_lost_access_marks_the_connection(portal, cast, valkey):
    organization = connecting.connect(account(portal), owner=cast.stan, by=cast.stan)
    portal.answers[TOKEN] = error_response(404, "NotFound", "Not found.")
    with pytest.raises(Exception, match="404"):
        token_for(organization, ("FullAccess",))
    connection = reload(organization.connection)
    assert connection.status == Connection.Status.FAILING
    assert connection.failure.startswith("This account has no access")


def test_calls_other_than_for_tokens_do_not_try_a_refused_password_again(portal, cast, valkey):
    organization = connecting.connect(account(portal), owner=cast.stan, by=cast.stan)
    Connection.objects.filter(organization=organization).update(secret="Other-word2")
    organization = Organization.objects.get(pk=organization.pk)
    portal.answers["/api/v1/oauth/token"] = error_response(401, "Auth.InvalidUsernameOrPassword", "No.")
    with pytest.raises(ErrorResponse):
        call(organization, "GET", "searchindexes")
    sign_ins = [request for request in portal.requests if request.path.endswith("/oauth/token")]
    with pytest.raises(CannotGrant, match="The username or password is incorrect"):
        call(organization, "GET", "searchindexes")
    again = [request for request in portal.requests if request.path.endswith("/oauth/token")]
    assert len(again) == len(sign_ins)


def test_someone_without_full_access_gets_no_token_of_the_account(portal, cast, valkey):
    organization = connecting.connect(account(portal), owner=cast.stan, by=cast.stan)
    with pytest.raises(UnexpectedRoles):
        token_for(organization, ("ProductReader",))
    assert reload(organization.connection).status == Connection.Status.WORKS


def test_the_table_of_each_type_says_what_it_cannot_do():
    def missing(type: str) -> set[str]:
        return {row.action for row in abilities.of_type(type) if not row.available}

    assert missing(Connection.Type.API_CLIENT) == {
        "Act as seller or supplier users",
        "Set URLs to null in a restore",
        "Keep API client IDs in a restore",
        "Create organizations",
        "Purge on OrderCloud when deleted",
    }
    assert "Limit tokens to each person's roles" in missing(Connection.Type.HOSTED_PORTAL)
    assert "Act as seller or supplier users" not in missing(Connection.Type.HOSTED_PORTAL)


def test_only_the_person_whose_account_it_is_sees_its_password(portal, cast, valkey):
    organization = connecting.connect(account(portal), owner=cast.olive, by=cast.olive)
    create_access(organization, ["ProductReader"], user=cast.adam, is_admin=True)
    connection = reload(organization.connection)
    with pytest.raises(PermissionDenied):
        changing.reveal_secret(connection, by=cast.adam)
    client = signed_in(Client(), cast.adam)
    assert client.get("/organizations/hartwell/connection/secret/").status_code == 403
    assert "Show password" not in client.get("/organizations/hartwell/settings/").text
    assert changing.reveal_secret(connection, by=cast.olive) == "Pass-word1"


def test_the_connection_of_who_deletes_their_account_is_dropped(portal, cast, valkey):
    organization = connecting.connect(account(portal), owner=cast.olive, by=cast.olive)
    connection = reload(organization.connection)
    create_access(organization, ["ProductReader"], user=cast.adam, is_admin=True)
    credentials = Credentials("adam", "Pass-word2", Connection.Type.HOSTED_PORTAL, connection.base_url)
    changing.change_credentials(connection, credentials, by=cast.adam)
    delete_account(cast.adam)
    assert reload(connection).status == Connection.Status.DISCONNECTED
    assert reload(connection).secret == ""


def test_an_account_that_an_operator_enters_is_no_ones_here_and_no_one_sees_its_password(
    portal, cast, valkey
):
    organization = connecting.connect(account(portal), owner=cast.olive, by=Operator(cast.oscar))
    create_access(organization, ["ProductReader"], user=cast.oscar, is_admin=True)
    connection = reload(organization.connection)
    assert connection.account_owner is None
    for user in (cast.olive, cast.oscar):
        with pytest.raises(PermissionDenied, match="Only the person whose account it is"):
            changing.reveal_secret(connection, by=user)
    assert (
        "Show password" not in signed_in(Client(), cast.olive).get("/organizations/hartwell/settings/").text
    )


def test_an_account_that_an_operator_changes_a_connection_to_is_no_ones_here(portal, cast, valkey):
    organization = connecting.connect(account(portal), owner=cast.olive, by=cast.olive)
    connection = reload(organization.connection)
    credentials = Credentials("service", "Pass-word2", Connection.Type.HOSTED_PORTAL, connection.base_url)
    changing.change_credentials(connection, credentials, by=Operator(cast.oscar))
    assert reload(connection).account_owner is None


def test_an_account_stays_its_owners_when_an_admin_enters_its_new_password(portal, cast, valkey):
    organization = connecting.connect(account(portal), owner=cast.olive, by=cast.olive)
    create_access(organization, ["ProductReader"], user=cast.adam, is_admin=True)
    changing.rotate_secret(reload(organization.connection), "Pass-word2", by=cast.adam)
    connection = reload(organization.connection)
    assert connection.account_owner == cast.olive
    transfer(organization, to=cast.adam, stays=True, by=cast.olive)
    assert reload(connection).status == Connection.Status.DISCONNECTED


def test_a_password_is_of_who_enters_it_when_the_account_was_no_ones(portal, cast, valkey):
    organization = connecting.connect(account(portal), owner=cast.olive, by=Operator(cast.oscar))
    changing.rotate_secret(reload(organization.connection), "Pass-word2", by=cast.olive)
    assert changing.reveal_secret(reload(organization.connection), by=cast.olive) == "Pass-word2"
