"""Who may restore a staging pair: a restore carries Production's data to everybody who can read Staging.

So it needs the right on both organizations of the pair, or the right on Staging and a standing permission
that an owner or admin of Production gave to the pair. Scheduled restores and those of the command act for the
owner of Staging.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from lib import clock
from organizations.access import require
from organizations.models import StagingPair
from organizations.permissions import Can
from organizations.restores.models import Restore, RestoreLogEntry, RestorePermission

HELD = (
    "Restores of this organization are on hold. They copy data of a Production organization that belongs to "
    "somebody else, so its owner or one of its admins must allow them first."
)


def may_restore(user: User, pair: StagingPair) -> bool:
    """Whether `user` may restore the pair, compare it and schedule restores of it."""
    return user.has_perm(Can.RESTORE, pair.staging) and (
        user.has_perm(Can.RESTORE, pair.production) or in_force(pair) is not None
    )


def require_restore(user: User, pair: StagingPair) -> None:
    """Raises `PermissionDenied` unless `user` may restore the pair."""
    if not may_restore(user, pair):
        raise PermissionDenied(Can.RESTORE)


def in_force(pair: StagingPair) -> RestorePermission | None:
    """The standing permission of the pair, or None."""
    return pair.restore_permissions.filter(revoked_at=None).select_related("granted_by").first()


def is_covered(pair: StagingPair) -> bool:
    """Whether restores may run for the owner of Staging, as those of the schedule and the command do."""
    return not held_pairs([pair])


def require_covered(pair: StagingPair) -> None:
    """Raises `ValidationError` with the reason unless restores may run for the owner of Staging."""
    if not is_covered(pair):
        raise ValidationError(HELD)


def held_pairs(pairs: Iterable[StagingPair]) -> set[int]:
    """The primary keys of those pairs whose scheduled restores must not run.

    Needs `production`, `staging` and the owner of Staging loaded. Pairs of one owner are answered without a
    query, all permissions with one; only the rights of a Staging's owner on somebody else's Production are
    asked one by one.
    """
    of_two_owners = [pair for pair in pairs if pair.production.owner_id != pair.staging.owner_id]
    if not of_two_owners:
        return set()
    permitted = set(
        RestorePermission.objects.filter(pair__in=of_two_owners, revoked_at=None).values_list(
            "pair_id", flat=True
        )
    )
    return {
        pair.pk
        for pair in of_two_owners
        if pair.pk not in permitted and not pair.staging.owner.has_perm(Can.RESTORE, pair.production)
    }


def may_run(restore: Restore) -> bool:
    """Whether the run may still be carried out: rights may have gone since it was requested."""
    if restore.requested_by:
        return may_restore(restore.requested_by, restore.pair)
    return is_covered(restore.pair)


def grant(pair: StagingPair, *, by: User | None) -> RestorePermission:
    """Allows restores of the pair until it is revoked; does nothing more when they are allowed already.

    Raises `PermissionDenied` for all but the owner and admins of Production.
    """
    require(by, Can.RESTORE, pair.production)
    try:
        with transaction.atomic():
            permission = RestorePermission.objects.create(pair=pair, granted_by=by)
            StagingPair.objects.filter(pk=pair.pk).update(last_skipped_slot=None)
            _record(Event.RESTORE_PERMISSION_GRANTED, permission, by)
    except IntegrityError:
        return in_force(pair) or grant(pair, by=by)
    return permission


def revoke(pair: StagingPair, *, by: User | None) -> None:
    """Ends the standing permission, and stops a run under way that nothing else allows.

    Raises `PermissionDenied` for all but the owner and admins of Production.
    """
    require(by, Can.RESTORE, pair.production)
    with transaction.atomic():
        permission = in_force(pair)
        if permission is None:
            return
        permission.revoked_at, permission.revoked_by = clock.now(), by
        permission.save(update_fields=["revoked_at", "revoked_by"])
        _record(Event.RESTORE_PERMISSION_REVOKED, permission, by)
        for restore in pair.restores.unfinished().select_related(
            "requested_by", "pair__production", "pair__staging__owner"
        ):
            if not may_run(restore):
                Restore.objects.filter(pk=restore.pk, cancel_requested_at=None).update(
                    cancel_requested_at=clock.now(), cancelled_by=by
                )
                RestoreLogEntry.objects.create(restore=restore, text="The permission to restore was revoked")


def _record(event: Event, permission: RestorePermission, by: User | None) -> None:
    """One row for each organization of the pair; neither names the other, which its readers may not see."""
    for organization in (permission.pair.production, permission.pair.staging):
        audit_log.record(event, by=by, target=organization, organization=organization.pk)
