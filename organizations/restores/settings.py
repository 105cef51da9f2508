"""Restore settings of a pair: whether keys and secrets are copied, and what its connection can't write."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from organizations.connections.clients import token_grant_for
from organizations.models import Connection, StagingPair
from organizations.permissions import Can

LIMITS = {
    "accepts_null_addresses": "URLs that are blanked",
    "can_set_api_client_ids": "IDs of new API clients",
    "can_set_dates": "Dates of records",
}


def limits(pair: StagingPair) -> list[tuple[str, str]]:
    """Return what restores can't write through the connection of Staging, each with the reason."""
    if pair.staging.connection.status == Connection.Status.DISCONNECTED:
        return []  # it writes nothing at all, which its own notice says
    reasons = token_grant_for(pair.staging).capabilities.reasons
    return [(label, reasons[name]) for name, label in LIMITS.items() if name in reasons]


def can_copy_secrets(user: User, pair: StagingPair) -> bool:
    """Return whether `user` manages both organizations and so may decide about keys and secrets."""
    return user.has_perm(Can.RESTORE, pair.production) and user.has_perm(Can.RESTORE, pair.staging)


def set_copy_secrets(pair: StagingPair, copy: bool, *, by: User) -> None:
    """Set whether restores copy Production's keys and secrets, as OrderCloud's own restore does.

    Raises:
        PermissionDenied: The user does not manage both organizations.
    """
    if not can_copy_secrets(by, pair):
        raise PermissionDenied(Can.RESTORE)
    with transaction.atomic():
        if StagingPair.objects.filter(pk=pair.pk, copy_secrets=not copy).update(copy_secrets=copy):
            audit_log.record(
                Event.RESTORE_SETTINGS_UPDATED,
                by=by,
                target=pair.staging,
                organization=pair.staging_id,
                copy_secrets=copy,
            )
    pair.copy_secrets = copy
