"""Connecting of organizations that exist on OrderCloud: tested first, saved only when the test passes."""

import random
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor, user_of
from lib import clock, rate_limit
from organizations import names, pairing, quotas
from organizations.connections import taken_ids, verification
from organizations.connections.report import Report
from organizations.models import Connection, Environment, Organization

# A connection is tested again after an interval of its own, so that not all are tested at the same time.
TEST_INTERVAL = timedelta(hours=4)
SHORTEST_INTERVAL, LONGEST_INTERVAL = TEST_INTERVAL * 0.75, TEST_INTERVAL * 1.25


class TestFailed(Exception):
    """The connection does not work; the report says why."""

    __test__ = False  # not a test, whatever pytest makes of its name

    def __init__(self, report: Report):
        self.report = report
        super().__init__(report.failure)


def next_test_at() -> datetime:
    """Return when a connection that is tested now is tested next."""
    return clock.now() + SHORTEST_INTERVAL + (LONGEST_INTERVAL - SHORTEST_INTERVAL) * random.random()


def test(connection: Connection, *, by: Actor) -> Report:
    """Test a connection that someone entered, and record that they did.

    Raises:
        RateLimited: a user has tested too many.
    """
    limit_tests(by)
    report = verification.test(connection)
    organization = connection.organization
    audit_log.record(
        Event.CONNECTION_TESTED,
        by=by,
        organization=organization.pk,
        result="ok" if report.passed else "failed",
        url=connection.endpoint.base_url,
        client=connection.client_id,
    )
    return report


def limit_tests(by: Actor) -> None:
    """Count a test of a user: each one tries a secret and calls a host. Raises `RateLimited`."""
    if isinstance(by, User):
        rate_limit.hit_by_user(by.pk, "connection_test_by_user")


def connect(connection: Connection, *, owner: User, by: Actor, name: str = "") -> Organization:
    """Test an unsaved connection, save it with its organization, and return that.

    The organization belongs to `owner`, and is linked to its other half if `owner` manages that too.

    Args:
        name: the ID by default.

    Raises:
        TestFailed: the connection does not work.
        ValidationError: with the fields `name` or `id`; someone else may have connected it in the meantime.
        RateLimited: a user has tested too many.
    """
    organization = connection.organization
    organization.name, organization.owner = names.validate(name or organization.pk), owner
    report = test(connection, by=by)
    if not report.passed:
        raise TestFailed(report)
    connection.account_owner = account_owner(connection.type, by)
    connection.tested_at, connection.tested_by = clock.now(), user_of(by)
    connection.test_lines, connection.next_test_at = report.to_json(), next_test_at()
    try:
        with transaction.atomic():
            _check_quota(organization, by)
            _save(connection, by)
    except IntegrityError as error:
        raise taken_ids.refusal(organization, by=by) from error
    return organization


def account_owner(type: str, by: Actor) -> User | None:
    """Return whose hosted Portal account someone enters: their own. An operator's is no one's here.

    Only this person sees its password, and the connection ends with their ownership.
    """
    return by if type == Connection.Type.HOSTED_PORTAL and isinstance(by, User) else None


def _check_quota(organization: Organization, by: Actor) -> None:
    if organization.environment == Environment.SANDBOX and isinstance(by, User):
        quotas.lock_for(organization.owner)
        quotas.require_sandbox_organization(organization.owner)


def _save(connection: Connection, by: Actor) -> None:
    organization = connection.organization
    organization.save(force_insert=True)
    connection.organization = organization
    connection.save(force_insert=True)
    audit_log.record(
        Event.ORGANIZATION_CONNECTED,
        by=by,
        target=organization,
        organization=organization.pk,
        environment=organization.environment,
        type=connection.get_type_display(),
        client=connection.client_id,
        url=connection.endpoint.base_url,
    )
    counterpart = pairing.counterpart_to_link(organization, organization.owner)
    if counterpart:
        pairing.link(**pairing.sides(organization, counterpart), by=by)
