"""Dropping of a connection: the organization stays, and the portal gets no more tokens for it."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor
from lib import clock
from organizations.models import Connection, Organization

NOT_CONNECTED = (
    "This organization isn't connected to OrderCloud. Its owner or an admin can connect it again in Settings."
)


def drop(connection: Connection, *, by: Actor | None) -> None:
    """Forget the credentials of a connection; no one, not even a token cache, gets a token from it again.

    It never works until the owner or an admin connects the organization again. Dropping it twice does
    nothing, and neither does dropping one to the emulator, which has no credentials.
    """
    if connection.type == Connection.Type.EMULATOR:
        return
    with transaction.atomic():
        connected = Connection.objects.exclude(status=Connection.Status.DISCONNECTED)
        dropped = connected.filter(pk=connection.pk).update(
            client_id="",
            secret="",
            account_owner=None,
            status=Connection.Status.DISCONNECTED,
            failure=NOT_CONNECTED,
            failing_since=clock.now(),
            unreachable_since=None,
            next_test_at=None,
            version=F("version") + 1,
            test_lines=[],
            tested_at=None,
            tested_by=None,
        )
        if dropped:
            audit_log.record(
                Event.CONNECTION_DROPPED,
                by=by,
                target=connection.organization,
                organization=connection.organization_id,
                type=connection.get_type_display(),
            )
    connection.refresh_from_db()


def own_account_connections(organizations: Iterable[Organization], owner: User) -> list[Connection]:
    """Return the connections of `organizations` that use the own account of `owner`."""
    own = Connection.objects.filter(organization__in=organizations, account_owner=owner)
    return list(own.select_related("organization").order_by("organization_id"))


def drop_for(user: User) -> None:
    """Drop the connections that rest on the hosted Portal account of a user who deletes their account."""
    for connection in Connection.objects.select_related("organization").filter(account_owner=user):
        drop(connection, by=user)
