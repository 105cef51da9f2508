"""Changes of a pair's schedule: its weekday and hour, whether it is on, and single slots to skip.

A restore copies Production's data, so who chooses when it runs, or turns the schedule on, must be allowed
to start one. Turning it off, and skipping a slot, only takes away: that needs the right on Staging alone.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Actor, Operator
from lib import clock
from organizations.access import require
from organizations.models import StagingPair
from organizations.permissions import Can
from organizations.restores.permission import require_restore
from organizations.restores.slots import next_slot

SCHEDULE_FIELDS = ("weekday", "hour", "schedule_enabled")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def describe(pair: StagingPair) -> str:
    """Return when the pair is restored, in words: "Sunday 03:00 UTC", or "off"."""
    return f"{WEEKDAYS[pair.weekday]} {pair.hour:02}:00 UTC" if pair.schedule_enabled else "off"


def update(pair: StagingPair, *, by: Actor, **schedule: Any) -> bool:
    """Set `weekday` (0 is Monday), `hour` (UTC) or `schedule_enabled`; return whether it changed.

    The audit entry names each changed field with its old and new value.

    Raises:
        PermissionDenied: the user does not manage Staging; or may not start a restore, and sets a time or
            turns the schedule on.
    """
    require(by, Can.RESTORE, pair.staging)
    with transaction.atomic():
        stored = StagingPair.objects.select_for_update().get(pk=pair.pk)
        before = describe(stored)
        changes = {
            field: {"from": getattr(stored, field), "to": value}
            for field, value in schedule.items()
            if field in SCHEDULE_FIELDS and getattr(stored, field) != value
        }
        if not changes:
            return False
        turns_on = "schedule_enabled" in changes and schedule["schedule_enabled"]
        if not isinstance(by, Operator) and (turns_on or changes.keys() & {"weekday", "hour"}):
            require_restore(by, pair)
        for field, value in schedule.items():
            setattr(pair, field, value)
            setattr(stored, field, value)
        pair.save(update_fields=list(changes))
        audit_log.record(
            Event.RESTORE_SCHEDULE_UPDATED,
            by=by,
            target=pair,
            organization=pair.staging_id,
            before=before,
            after=describe(stored),
            changes=changes,
        )
    return True


def skip(pair: StagingPair, slot: datetime | None, *, by: Actor) -> None:
    """Skip the restore of `slot`, the next one. Does nothing when it is skipped already.

    Raises:
        PermissionDenied: the user does not manage Staging.
        ValidationError: another slot is next, because the schedule changed or the slot has come.
    """
    require(by, Can.RESTORE, pair.staging)
    with transaction.atomic():
        stored = StagingPair.objects.select_for_update().get(pk=pair.pk)
        if not stored.schedule_enabled or slot != next_slot(stored, clock.now()):
            raise ValidationError("Nothing was skipped. The schedule has changed since you opened the page.")
        if stored.skip_slot != slot:
            _set_skip_slot(pair, slot, Event.RESTORE_SKIPPED, by)


def unskip(pair: StagingPair, *, by: Actor) -> None:
    """Let the restore run that was skipped before.

    Raises:
        PermissionDenied: the user does not manage Staging.
    """
    require(by, Can.RESTORE, pair.staging)
    with transaction.atomic():
        stored = StagingPair.objects.select_for_update().get(pk=pair.pk)
        if stored.skip_slot and stored.skip_slot > clock.now():
            _set_skip_slot(pair, None, Event.RESTORE_UNSKIPPED, by)


def _set_skip_slot(pair: StagingPair, slot: datetime | None, event: Event, by: Actor) -> None:
    pair.skip_slot = slot
    pair.save(update_fields=["skip_slot"])
    audit_log.record(event, by=by, target=pair, organization=pair.staging_id)
