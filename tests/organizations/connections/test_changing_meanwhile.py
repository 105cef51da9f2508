"""What happens to the organization while new credentials are tested, which takes a call over the network."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.audit.events import Event
from accounts.models import AuditEntry
from accounts.operators import Operator
from contributors.models import AccessGrant
from contributors.ownership.transfer import transfer
from organizations import deletion
from organizations.connections import changing, verification
from organizations.connections.candidates import Credentials
from organizations.connections.dropping import drop
from organizations.connections.report import Report
from organizations.models import Connection
from tests.concurrency import run_concurrently
from tests.login import signed_in
from tests.organizations.connections.remote import SECRET, reload

ACCOUNT = Credentials("olive", "Pass-word1", Connection.Type.HOSTED_PORTAL)


@pytest.fixture
def during_test(monkeypatch) -> Callable[[Callable[[], object]], None]:
    """Have something happen while a connection is tested; the test then passes."""

    def set_event(event: Callable[[], object]) -> None:
        def test(connection: Connection) -> Report:
            event()
            return Report()

        monkeypatch.setattr(verification, "test", test)

    return set_event


def assert_unchanged(connection: Connection) -> None:
    stored = reload(connection)
    assert (stored.type, stored.secret, stored.account_owner) == ("api_client", SECRET, None)
    assert not AuditEntry.objects.filter(event=Event.CONNECTION_UPDATED).exists()


def test_a_former_owner_who_left_changes_nothing(connected, cast, during_test):
    during_test(lambda: transfer(connected.organization, to=cast.adam, stays=False, by=cast.olive))
    with pytest.raises(PermissionDenied, match="Your access to hartwell changed during the test"):
        changing.change_credentials(connected, ACCOUNT, by=cast.olive)
    assert_unchanged(connected)


@pytest.mark.parametrize("by", ["olive", "oscar"])
def test_an_organization_that_was_transferred_does_not_rest_on_the_former_owners_account(
    connected, cast, during_test, by
):
    actor = cast.olive if by == "olive" else Operator(cast.oscar)
    during_test(lambda: transfer(connected.organization, to=cast.adam, stays=True, by=cast.olive))
    with pytest.raises(ValidationError, match="hartwell was transferred during the test"):
        changing.change_credentials(connected, ACCOUNT, by=actor)
    assert_unchanged(connected)


def test_an_admin_who_was_removed_changes_nothing_whatever_the_request_read_before(
    connected, cast, during_test
):
    during_test(lambda: AccessGrant.objects.filter(user=cast.adam).delete())
    client = signed_in(Client(), cast.adam)
    response = client.post("/organizations/hartwell/connection/rotate/", {"secret": "another"})
    assert response.status_code == 403
    assert "Your access to hartwell changed during the test" in response.text
    assert_unchanged(connected)


def test_a_deleted_organization_keeps_its_connection(connected, cast, during_test):
    during_test(lambda: deletion.delete(connected.organization, by=cast.olive))
    with pytest.raises(ValidationError, match="hartwell was deleted during the test"):
        changing.rotate_secret(connected, "another", by=cast.adam)
    assert_unchanged(connected)


def test_a_connection_that_was_dropped_meanwhile_stays_dropped(connected, cast, during_test):
    during_test(lambda: drop(reload(connected), by=cast.olive))
    client = signed_in(Client(), cast.adam)
    response = client.post("/organizations/hartwell/connection/rotate/", {"secret": "another"})
    assert response.status_code == 422
    assert "The connection of hartwell was changed during the test." in response.text
    assert reload(connected).secret == ""


def test_of_two_changes_at_the_same_time_the_second_is_refused(
    transactional_db, connected, cast, during_test
):
    both_tested, errors = threading.Barrier(2, timeout=30), []

    def rotate(secret: str) -> None:
        try:
            changing.rotate_secret(reload(connected), secret, by=cast.olive)
        except ValidationError as error:
            errors.append(error)

    during_test(both_tested.wait)
    run_concurrently([lambda: rotate("first"), lambda: rotate("second")])
    assert len(errors) == 1
    assert reload(connected).version == 2
    assert AuditEntry.objects.filter(event=Event.CONNECTION_SECRET_ROTATED).count() == 1


def test_the_same_change_twice_is_one(connected, cast, during_test):
    during_test(lambda: None)
    first, again = reload(connected), reload(connected)
    changing.rotate_secret(first, "another", by=cast.olive)
    changing.rotate_secret(again, "another", by=cast.olive)
    assert (again.secret, again.version) == ("another", 2)
    assert AuditEntry.objects.filter(event=Event.CONNECTION_SECRET_ROTATED).count() == 1
