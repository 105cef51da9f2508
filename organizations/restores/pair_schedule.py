"""Changes of a pair's schedule: its weekday and hour, and whether scheduled restores are on."""

from typing import Any

from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from organizations.models import StagingPair

SCHEDULE_FIELDS = ("weekday", "hour", "schedule_enabled")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def update(pair: StagingPair, *, by: User | None, **schedule: Any) -> bool:
    """Set `weekday` (0 is Monday), `hour` (UTC) or `schedule_enabled`; return whether it changed.

    The audit entry names each changed field with its old and new value.
    """
    with transaction.atomic():
        stored = StagingPair.objects.select_for_update().get(pk=pair.pk)
        changes = {
            field: {"from": getattr(stored, field), "to": value}
            for field, value in schedule.items()
            if field in SCHEDULE_FIELDS and getattr(stored, field) != value
        }
        if not changes:
            return False
        for field, value in schedule.items():
            setattr(pair, field, value)
        pair.save(update_fields=list(changes))
        audit_log.record(
            Event.RESTORE_SCHEDULE_UPDATED,
            by=by,
            target=pair,
            organization=pair.staging_id,
            changes=changes,
        )
    return True
