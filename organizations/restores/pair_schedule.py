"""When a staging pair is restored: the slot of its week, and whether it is restored at all."""

from typing import Any

from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from organizations.models import StagingPair

FIELDS = ("weekday", "hour", "schedule_enabled")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def change(pair: StagingPair, *, by: User | None, **schedule: Any) -> bool:
    """Sets `weekday` (0 is Monday), `hour` (UTC) or `schedule_enabled`; True when something changed.

    The audit row names each field that changed, with what it was and what it is.
    """
    with transaction.atomic():
        stored = StagingPair.objects.select_for_update().get(pk=pair.pk)
        changes = {
            field: {"from": getattr(stored, field), "to": value}
            for field, value in schedule.items()
            if field in FIELDS and getattr(stored, field) != value
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
