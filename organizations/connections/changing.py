"""Changes of saved connections: test again, new credentials, and showing the stored secret."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor, user_of
from lib import clock
from organizations.access import require, require_now
from organizations.connections import candidates, connecting, health, refused_accounts, verification
from organizations.connections.candidates import Credentials
from organizations.connections.report import Report
from organizations.locking import locked
from organizations.models import Connection
from organizations.permissions import Can

NO_CREDENTIALS = "This organization is on the emulator. Its connection has no credentials."
NOT_YOUR_ACCOUNT = "Only the person whose account it is can see its password."
NO_LONGER_ALLOWED = "Your access to {} changed during the test, so its connection stays as it was."
TRANSFERRED = "{} was transferred during the test, so its connection stays as it was. Try again."
CHANGED = "The connection of {} was changed during the test. Look at it in Settings, then try again."


def retest(connection: Connection, *, by: Actor | None = None, known: Report | None = None) -> Report:
    """Test a saved connection, store the report, and change the connection's state to what it says.

    Args:
        by: None for the portal's own tests.
        known: what a test would find, instead of one.

    Raises:
        PermissionDenied: the user may not manage the connection.
        RateLimited: a user has tested too many.
        ValidationError: it has no credentials.
    """
    if by is not None:
        require(by, Can.CONNECT, connection.organization)
        connecting.limit_tests(by)
    if connection.type == Connection.Type.EMULATOR or connection.status == Connection.Status.DISCONNECTED:
        raise ValidationError("There is nothing to test.")
    report = verification.test(connection) if known is None else known
    with transaction.atomic():
        _store(connection, report, by)
        if by is not None:
            _record(Event.CONNECTION_TESTED, connection, by, result="ok" if report.passed else "failed")
        health.record_report(connection, report, by=by)
    if report.passed:
        refused_accounts.forget(connection)
    connection.refresh_from_db()
    return report


def rotate_secret(connection: Connection, secret: str, *, by: Actor) -> None:
    """Test a new secret, and replace the stored one with it when it works.

    Raises:
        PermissionDenied: the user may not manage the connection.
        ValidationError: with the field `secret`; without one, if something changed during the test.
        TestFailed: the new secret does not work; the old one stays.
    """
    credentials = replace(_credentials_of(connection), secret=secret)
    _replace(connection, credentials, Event.CONNECTION_SECRET_ROTATED, by)


def change_credentials(connection: Connection, credentials: Credentials, *, by: Actor) -> None:
    """Test other credentials, and use them from now on when they work, also for one that was dropped.

    Raises:
        PermissionDenied: the user may not manage the connection.
        ValidationError: with the fields of `Credentials`; without one, if something changed during the test.
        TestFailed: they do not work; those before stay.
    """
    _replace(connection, credentials, Event.CONNECTION_UPDATED, by)


def reveal_secret(connection: Connection, *, by: User) -> str:
    """Return the stored secret, which the audit log records.

    The password of an account is for the person whose account it is: `connecting.account_owner` says who.

    Raises:
        PermissionDenied: the user may not see the secret.
    """
    if not can_reveal(connection, by):
        raise PermissionDenied(NOT_YOUR_ACCOUNT)
    _record(Event.CONNECTION_SECRET_SHOWN, connection, by)
    return connection.secret


def can_reveal(connection: Connection, user: User) -> bool:
    """Return whether `user` may see the stored secret."""
    if not user.has_perm(Can.CONNECT, connection.organization):
        return False
    return connection.type == Connection.Type.API_CLIENT or connection.account_owner_id == user.pk


def _replace(connection: Connection, credentials: Credentials, event: Event, by: Actor) -> None:
    organization = connection.organization
    require(by, Can.CONNECT, organization)
    if connection.type == Connection.Type.EMULATOR:
        raise ValidationError(NO_CREDENTIALS)
    credentials = candidates.checked(credentials, organization.environment, organization.region)
    report = connecting.test(candidates.unsaved(organization, credentials), by=by)
    if not report.passed:
        raise connecting.TestFailed(report)
    with transaction.atomic():
        stored = _locked(connection, by)
        if stored.version == connection.version:
            _apply(stored, credentials, by)
            stored.refresh_from_db()
            _store(stored, report, by)
            _record(event, stored, by, type=stored.get_type_display(), client=stored.client_id)
        elif _credentials_of(stored) != credentials:
            raise ValidationError(CHANGED.format(stored.organization_id))
    connection.refresh_from_db()


def _locked(connection: Connection, by: Actor) -> Connection:
    """Lock the organization, and return its connection as it is now: a test takes up to a minute.

    Raises:
        PermissionDenied: the user may not manage the connection any more.
        ValidationError: the organization was deleted or transferred meanwhile.
    """
    loaded = connection.organization
    (organization,) = locked([loaded])
    if organization.deleted_at:
        raise ValidationError(f"{organization.pk} was deleted during the test.")
    try:
        require_now(by, Can.CONNECT, organization)
    except PermissionDenied as error:
        raise PermissionDenied(NO_LONGER_ALLOWED.format(organization.pk)) from error
    if organization.owner_id != loaded.owner_id:
        raise ValidationError(TRANSFERRED.format(organization.pk))
    stored = Connection.objects.select_for_update().get(pk=connection.pk)
    stored.organization = organization
    return stored


def _credentials_of(connection: Connection) -> Credentials:
    return Credentials(connection.client_id, connection.secret, connection.type, connection.base_url)


def _apply(connection: Connection, credentials: Credentials, by: Actor) -> None:
    """Store the credentials, and a new version, so that tokens of the earlier ones are not used."""
    was_failing = connection.status == Connection.Status.FAILING
    connection.account_owner = _account_owner(connection, credentials, by)
    connection.type, connection.client_id = credentials.type, credentials.client_id
    connection.secret, connection.base_url = credentials.secret, credentials.base_url
    connection.status, connection.failure = Connection.Status.WORKS, ""
    connection.failing_since = connection.unreachable_since = None
    # Never written from a number in memory: two changes at the same time must not make the same version.
    connection.version = F("version") + 1
    connection.save()
    if was_failing:
        _record(Event.CONNECTION_RECOVERED, connection, by)


def _account_owner(connection: Connection, credentials: Credentials, by: Actor) -> User | None:
    """Return whose account it is from now on: whoever enters its new password, it stays the same person's."""
    same_account = (connection.type, connection.client_id) == (credentials.type, credentials.client_id)
    if same_account and connection.account_owner:
        return connection.account_owner
    return connecting.account_owner(credentials.type, by)


def _store(connection: Connection, report: Report, by: Actor | None) -> None:
    same = Connection.objects.filter(pk=connection.pk, version=connection.version)
    same.update(
        test_lines=report.to_json(),
        tested_at=clock.now(),
        tested_by=user_of(by),
        next_test_at=connecting.next_test_at(),
    )


def _record(event: Event, connection: Connection, by: Actor, *, result: str = "ok", **details: str) -> None:
    organization = connection.organization
    audit_log.record(
        event, by=by, target=organization, organization=organization.pk, result=result, **details
    )
