"""Whether a connection works: what anyone finds out about it changes its state once, and is told once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection as database
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.mail import messages as mail_messages
from accounts.operators import Actor
from lib import clock
from organizations.access import users_with_permission
from organizations.connections.report import Report
from organizations.models import Connection, Organization
from organizations.permissions import Can

Status = Connection.Status
# An OrderCloud that does not respond for a while says nothing about the credentials.
UNREACHABLE_LIMIT = timedelta(hours=12)
RETEST_INTERVAL = timedelta(minutes=10)
MAX_FAILURE_LENGTH = 500


def record_report(connection: Connection, report: Report, *, by: Actor | None = None) -> None:
    """Record what a test of the saved connection found, and what follows from it for its state.

    Args:
        by: who tested it; None for the portal.
    """
    if report.passed:
        record_success(connection, by=by)
    elif report.unreachable:
        record_unreachable(connection, report.failure)
    else:
        record_failure(connection, report.failure)


def record_failure(connection: Connection, reason: str) -> None:
    """Mark a connection as failing, and email its owner and admins; nothing happens when it is already.

    It is about the credentials that `connection` was loaded with, and says nothing once they have changed.
    """
    reason = reason[:MAX_FAILURE_LENGTH]
    with _database_of_this_thread(), transaction.atomic():
        works = _same_credentials(connection).filter(status=Status.WORKS)
        if works.update(status=Status.FAILING, failure=reason, failing_since=clock.now()):
            _record(Event.CONNECTION_FAILED, connection, None, reason=reason)
            _send_failed(connection, reason)
        else:
            _same_credentials(connection).filter(status=Status.FAILING).update(failure=reason)


def record_success(connection: Connection, *, by: Actor | None = None) -> None:
    """Mark a connection as working, if it was failing or unreachable."""
    with _database_of_this_thread(), transaction.atomic():
        same = _same_credentials(connection)
        same.filter(unreachable_since__isnull=False).update(unreachable_since=None)
        recovered = same.filter(status=Status.FAILING).update(
            status=Status.WORKS, failure="", failing_since=None
        )
        if recovered:
            _record(Event.CONNECTION_RECOVERED, connection, by)


def record_token(connection: Connection) -> None:
    """Mark a connection as working whose tokens were refused, because one was granted.

    What a test found is for a test to clear: the connection may give tokens and still not work, such as with
    those of a buyer user. So the portal tests it again soon.
    """
    with _database_of_this_thread(), transaction.atomic():
        failing = _same_credentials(connection).filter(status=Status.FAILING)
        stored = failing.select_for_update().first()
        if stored is None:
            return
        if not stored.last_test_failed:
            record_success(connection)
            return
        soon = max(clock.now(), (stored.tested_at or clock.now()) + RETEST_INTERVAL)
        failing.filter(next_test_at__gt=soon).update(next_test_at=soon)


def record_unreachable(connection: Connection, reason: str) -> None:
    """Mark a connection as failing once it has been unreachable for `UNREACHABLE_LIMIT`."""
    now = clock.now()
    with _database_of_this_thread():
        _same_credentials(connection).filter(unreachable_since=None).update(unreachable_since=now)
        since = Connection.objects.values_list("unreachable_since", flat=True).get(pk=connection.pk)
    if since and now - since >= UNREACHABLE_LIMIT:
        record_failure(connection, reason)


def is_current(connection: Connection) -> bool:
    """Return whether the connection still has the credentials that it was loaded with."""
    with _database_of_this_thread():
        return _same_credentials(connection).exclude(status=Status.DISCONNECTED).exists()


def _same_credentials(connection: Connection) -> QuerySet[Connection]:
    return Connection.objects.filter(pk=connection.pk, version=connection.version)


def _record(event: Event, connection: Connection, by: Actor | None, **details: str) -> None:
    organization = connection.organization
    audit_log.record(event, by=by, target=organization, organization=organization.pk, **details)


def _send_failed(connection: Connection, reason: str) -> None:
    # It may have been deleted or transferred during the test.
    organization = Organization.objects.active().filter(pk=connection.organization_id).first()
    if organization is None:
        return
    url = settings.SITE_URL + reverse("organizations:settings", args=[organization.pk]) + "#connection"
    # Anyone's console call may find it out: where they are is nothing for this email.
    context = {"organization": organization, "failure": reason, "url": url, "ip": "", "device": ""}
    for user in users_with_permission(Can.CONNECT, organization):
        mail_messages.send_template("organizations/mail/connection_failed", user, **context)


@contextmanager
def _database_of_this_thread() -> Iterator[None]:
    """Close the database connection that this opened: a restore gets tokens in threads without one."""
    was_open = database.connection is not None
    try:
        yield
    finally:
        if not was_open:
            database.close()
