"""Whether connections work: who finds out, what it changes, and who is told once."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.audit.events import Event
from accounts.models import AuditEntry, OutgoingMail
from accounts.operators import Operator
from contributors.ownership.transfer import transfer
from environments.grants import CannotGrant
from environments.ordercloud.errors import OrderCloudError
from lib import clock as portal_clock
from organizations import deletion
from organizations.connections import allowed_hosts, changing, checks, connecting, health, verification
from organizations.connections.clients import client_for, token_for
from organizations.connections.dropping import drop
from organizations.connections.health import UNREACHABLE_LIMIT
from organizations.connections.report import Report
from organizations.models import AllowedHost, Connection
from tests.concurrency import run_concurrently
from tests.login import signed_in
from tests.organizations.connections.remote import reload

Status = Connection.Status
ROLES = ("FullAccess",)


def events(*names: Event) -> list[str]:
    return list(AuditEntry.objects.filter(event__in=names).order_by("pk").values_list("event", flat=True))


def recipients() -> list[str]:
    return sorted(
        mail.recipients[0] for mail in OutgoingMail.objects.filter(subject__contains="no longer connected")
    )


def fail(connection: Connection) -> None:
    with pytest.raises(OrderCloudError):
        token_for(connection.organization, ROLES)


def test_a_refused_token_marks_the_connection_and_emails_owner_and_admins_once(remote, connected):
    remote.change_client(ClientSecret="revoked-and-replaced")
    for _ in range(3):
        fail(reload(connected))
    connection = reload(connected)
    assert connection.status == Status.FAILING
    assert connection.failure.startswith("OrderCloud refused the client ID and secret")
    assert connection.failing_since
    assert recipients() == ["adam@example.com", "olive@example.com"]
    assert events(Event.CONNECTION_FAILED) == ["connection.failed"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"Active": False}, "The API client isn't active."), (None, "No API client has this ID")],
)
def test_a_client_that_is_inactive_or_deleted_says_so(remote, connected, changes, reason):
    if changes:
        remote.change_client(**changes)
    else:
        remote.client.delete(f"/apiclients/{remote.client_id}")
    fail(connected)
    assert reload(connected).failure.startswith(reason)
    mail = OutgoingMail.objects.filter(subject__contains="no longer connected").first()
    assert reason in mail.text
    assert "/organizations/hartwell/settings/#connection" in mail.text


def test_two_processes_that_find_out_at_the_same_time_send_one_email(transactional_db, remote, connected):
    remote.change_client(Active=False)
    run_concurrently([lambda: fail(reload(connected))] * 4)
    assert len(recipients()) == 2
    assert events(Event.CONNECTION_FAILED) == ["connection.failed"]


def test_a_token_that_is_granted_again_marks_the_connection_as_working(remote, connected):
    remote.change_client(Active=False)
    fail(connected)
    remote.change_client(Active=True)
    token_for(reload(connected).organization, ROLES)
    connection = reload(connected)
    assert (connection.status, connection.failure, connection.failing_since) == (Status.WORKS, "", None)
    assert events(Event.CONNECTION_FAILED, Event.CONNECTION_RECOVERED) == [
        "connection.failed",
        "connection.recovered",
    ]


def test_the_next_failure_after_a_recovery_is_told_again(remote, connected):
    for active in (False, True, False):
        remote.change_client(Active=active)
        changing.retest(reload(connected), by=None)
    assert len(recipients()) == 4


def test_a_token_does_not_clear_what_a_test_found_so_it_is_told_once(emulator, connected, clock):
    emulator.emulator.faults.set([{"Status": 404, "Path": "/v1/me"}])
    for _ in range(3):
        clock.move(timedelta(hours=4))
        changing.retest(reload(connected), by=None)
        token_for(reload(connected).organization, ROLES)
        assert reload(connected).status == Status.FAILING
    assert recipients() == ["adam@example.com", "olive@example.com"]
    emulator.emulator.faults.reset()
    changing.retest(reload(connected), by=None)
    assert reload(connected).status == Status.WORKS


def test_a_token_after_a_test_that_failed_has_the_portal_test_again_soon(remote, connected):
    remote.change_client(Active=False)
    changing.retest(connected, by=None)
    remote.change_client(Active=True)
    token_for(reload(connected).organization, ROLES)
    connection = reload(connected)
    assert connection.next_test_at == connection.tested_at + health.RETEST_INTERVAL


def test_no_token_ends_the_count_of_hours_without_a_response_to_a_test(emulator, connected, clock):
    emulator.emulator.faults.set([{"Status": 503, "Path": "/v1/openapi/v3"}])
    changing.retest(connected, by=None)
    token_for(reload(connected).organization, ROLES)
    clock.move(UNREACHABLE_LIMIT)
    changing.retest(reload(connected), by=None)
    assert reload(connected).status == Status.FAILING


@pytest.mark.parametrize("event", ["transferred", "deleted"])
def test_the_email_goes_to_who_manages_it_when_the_test_ends(remote, connected, cast, monkeypatch, event):
    remote.change_client(Active=False)
    tested = verification.test(connected)

    def test(connection: Connection) -> Report:
        if event == "transferred":
            transfer(reload(connection).organization, to=cast.adam, stays=False, by=cast.olive)
        else:
            deletion.delete(reload(connection).organization, by=cast.olive)
        return tested

    monkeypatch.setattr(verification, "test", test)
    changing.retest(reload(connected), by=None)
    assert recipients() == (["adam@example.com"] if event == "transferred" else [])


def test_a_refused_call_says_nothing_about_the_connection(connected):
    with pytest.raises(OrderCloudError):
        client_for(connected.organization, ROLES).get("/products/none")
    assert reload(connected).status == Status.WORKS


def test_the_failure_of_credentials_that_were_replaced_meanwhile_changes_nothing(remote, connected):
    old = reload(connected)
    Connection.objects.filter(pk=connected.pk).update(version=old.version + 1)
    health.record_failure(old, "The secret is wrong.")
    assert reload(connected).status == Status.WORKS
    assert recipients() == []


def test_being_unreachable_is_a_failure_only_after_hours(emulator, connected, clock):
    emulator.emulator.faults.set([{"Status": 503, "Path": "*"}])
    changing.retest(connected, by=None)
    assert reload(connected).status == Status.WORKS
    assert reload(connected).unreachable_since
    clock.move(UNREACHABLE_LIMIT - timedelta(minutes=1))
    changing.retest(reload(connected), by=None)
    assert reload(connected).status == Status.WORKS
    clock.move(timedelta(minutes=2))
    changing.retest(reload(connected), by=None)
    assert reload(connected).status == Status.FAILING
    emulator.emulator.faults.reset()
    changing.retest(reload(connected), by=None)
    connection = reload(connected)
    assert (connection.status, connection.unreachable_since) == (Status.WORKS, None)


def test_a_running_restore_gets_no_more_tokens_of_a_dropped_connection(connected, cast):
    client = client_for(connected.organization, ROLES)
    client.get("/me")
    drop(reload(connected), by=cast.olive)
    with pytest.raises(CannotGrant, match="was changed in the meantime"):
        client._token(True)


def test_connections_are_tested_when_their_time_has_come_and_claimed_once(connected, monkeypatch, clock):
    enqueued = []
    monkeypatch.setattr(checks, "enqueue_on_commit", lambda task, pk, expires: enqueued.append(pk))
    assert checks.enqueue_due() == 0
    clock.move(connecting.TEST_INTERVAL * 1.3)
    assert checks.enqueue_due() == 1
    assert checks.enqueue_due() == 0
    assert enqueued == [connected.pk]
    assert reload(connected).next_test_at > portal_clock.now()


def test_the_portal_tests_what_has_credentials_and_an_organization(connected, cast):
    assert checks.test(connected.pk)
    assert reload(connected).tested_by is None
    assert not checks.test(cast.sandbox.connection.pk)
    connected.organization.deleted_at = portal_clock.now()
    connected.organization.save()
    assert not checks.test(connected.pk)
    assert checks.enqueue_due() == 0


def test_the_portals_own_test_finds_a_revoked_secret(remote, connected):
    remote.change_client(ClientSecret="another")
    assert not checks.test(connected.pk)
    assert reload(connected).status == Status.FAILING
    assert len(recipients()) == 2


def test_who_uses_a_host_that_is_no_longer_allowed_is_emailed_soon(connected, cast):
    allowed_hosts.disallow(AllowedHost.objects.get(), by=Operator(cast.oscar))
    assert reload(connected).next_test_at <= portal_clock.now()
    assert not checks.test(connected.pk)
    assert "don't allow connections to" in reload(connected).failure
    assert len(recipients()) == 2


def test_the_console_reads_nothing_from_a_host_that_is_no_longer_allowed(connected, cast):
    client = signed_in(Client(), cast.olive)
    console = "/organizations/hartwell/console/"
    assert "don&#x27;t allow connections" not in client.get(console).text
    AllowedHost.objects.all().delete()
    assert "don&#x27;t allow connections" in client.get(console).text
    settings_page = client.post("/organizations/hartwell/api-version/", follow=True).text
    assert "don&#x27;t allow connections" in settings_page
