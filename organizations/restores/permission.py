"""Permission to restore a staging pair.

A restore copies Production's data to everyone who can read Staging. So it requires the right on both
organizations, or the right on Staging and a permission that the owner or an admin of Production granted to
the pair. Scheduled restores and those of the command act for the owner of Staging.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor, user_of
from lib import clock
from organizations.access import require
from organizations.models import StagingPair
from organizations.pair_audit import record_in_both
from organizations.permissions import Can
from organizations.restores.models import Restore, RestoreLogEntry, RestorePermission

ON_HOLD = (
    "Restores of this organization are on hold. They copy data of a Production organization that belongs to "
    "someone else, so its owner or one of its admins must allow them first."
)


def can_restore(user: User, pair: StagingPair) -> bool:
    """Return whether `user` may restore and compare the pair."""
    return user.has_perm(Can.RESTORE, pair.staging) and (
        user.has_perm(Can.RESTORE, pair.production) or active_permission(pair) is not None
    )


def require_restore(user: User, pair: StagingPair) -> None:
    """Require that `user` may restore the pair.

    Raises:
        PermissionDenied: The user has no such right.
    """
    if not can_restore(user, pair):
        raise PermissionDenied(Can.RESTORE)


def active_permission(pair: StagingPair) -> RestorePermission | None:
    """Return the permission of the pair that is not revoked, or None."""
    return pair.restore_permissions.filter(revoked_at=None).select_related("granted_by").first()


def is_allowed(pair: StagingPair) -> bool:
    """Return whether restores may run for the owner of Staging, as scheduled ones do."""
    return not pairs_on_hold([pair])


def require_allowed(pair: StagingPair) -> None:
    """Require that restores may run for the owner of Staging.

    Raises:
        ValidationError: Restores of the pair are on hold.
    """
    if not is_allowed(pair):
        raise ValidationError(ON_HOLD)


def pairs_on_hold(pairs: Iterable[StagingPair]) -> set[int]:
    """Return the primary keys of the pairs whose scheduled restores must not run.

    `production`, `staging` and its owner must be loaded. Pairs with one owner take no query and all
    permissions take one. The rights of a Staging owner on another owner's Production take one query each.
    """
    different_owners = [pair for pair in pairs if pair.production.owner_id != pair.staging.owner_id]
    if not different_owners:
        return set()
    allowed = set(
        RestorePermission.objects.filter(pair__in=different_owners, revoked_at=None).values_list(
            "pair_id", flat=True
        )
    )
    return {
        pair.pk
        for pair in different_owners
        if pair.pk not in allowed and not pair.staging.owner.has_perm(Can.RESTORE, pair.production)
    }


def can_run(restore: Restore) -> bool:
    """Return whether the run may still run, because rights may have changed since it was requested."""
    if restore.requested_by:
        return can_restore(restore.requested_by, restore.pair)
    return is_allowed(restore.pair)


def grant(pair: StagingPair, *, by: User) -> RestorePermission:
    """Grant the permission to restore the pair, or return the one that is already granted.

    Raises:
        PermissionDenied: The user is neither the owner nor an admin of Production.
    """
    require(by, Can.RESTORE, pair.production)
    try:
        with transaction.atomic():
            permission = RestorePermission.objects.create(pair=pair, granted_by=by)
            StagingPair.objects.filter(pk=pair.pk).update(last_skipped_slot=None)
            _record(Event.RESTORE_PERMISSION_GRANTED, permission, by)
    except IntegrityError:
        return active_permission(pair) or grant(pair, by=by)
    return permission


def revoke(pair: StagingPair, *, by: User) -> None:
    """Revoke the permission, and cancel the runs that nothing else allows.

    Raises:
        PermissionDenied: The user is neither the owner nor an admin of Production.
    """
    require(by, Can.RESTORE, pair.production)
    with transaction.atomic():
        permission = active_permission(pair)
        if permission is None:
            return
        permission.revoked_at, permission.revoked_by = clock.now(), by
        permission.save(update_fields=["revoked_at", "revoked_by"])
        _record(Event.RESTORE_PERMISSION_REVOKED, permission, by)
        cancel_not_allowed(pair, by=by, reason="The permission to restore was revoked")


def cancel_not_allowed(pair: StagingPair, *, by: Actor, reason: str) -> None:
    """Cancel the runs that may no longer run, because rights have changed; `reason` goes to their log."""
    for restore in pair.restores.unfinished().select_related(
        "requested_by", "pair__production", "pair__staging__owner"
    ):
        if not can_run(restore):
            Restore.objects.filter(pk=restore.pk, cancel_requested_at=None).update(
                cancel_requested_at=clock.now(), cancelled_by=user_of(by)
            )
            RestoreLogEntry.objects.create(restore=restore, text=reason)


def _record(event: Event, permission: RestorePermission, by: User) -> None:
    pair = permission.pair
    record_in_both(event, production=pair.production, staging=pair.staging, by=by)
