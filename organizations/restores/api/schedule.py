"""The weekly schedule of a pair in the Portal API."""

from typing import Any

from django.db import transaction
from ninja import Router

from accounts.api.auth import ApiRequest, PortalBearer
from lib import clock
from lib.api import conditional
from organizations.models import StagingPair
from organizations.restores import pair_schedule
from organizations.restores.api import schemas
from organizations.restores.api.lookup import get_pair
from organizations.restores.api.preconditions import lock_pair
from organizations.restores.permission import is_allowed
from organizations.restores.slots import next_run, next_slot, skipped_slot

router = Router(auth=PortalBearer(), tags=["Restores"])


@router.get(
    "/organizations/{organization_id}/restoreschedule",
    response=schemas.RestoreSchedule,
    summary="Get the restore schedule",
)
def get_schedule(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """Return when the pair is restored each week."""
    return _to_dict(get_pair(request, organization_id))


@router.put(
    "/organizations/{organization_id}/restoreschedule",
    response=schemas.RestoreSchedule,
    summary="Save the restore schedule",
)
@conditional.write(lock_pair)
def save_schedule(
    request: ApiRequest, organization_id: str, body: schemas.RestoreScheduleRequest
) -> dict[str, Any]:
    """Save the day and the hour, turn weekly restores on or off, or skip the next one."""
    pair = get_pair(request, organization_id)
    weekday = None if body.Weekday is None else pair_schedule.WEEKDAYS.index(body.Weekday)
    wanted = {"weekday": weekday, "hour": body.Hour, "schedule_enabled": body.Enabled}
    changes = {field: value for field, value in wanted.items() if value is not None}
    with transaction.atomic():
        pair_schedule.update(pair, by=request.auth, **changes)
        if body.SkipNext:
            pair_schedule.skip(pair, next_slot(pair, clock.now()), by=request.auth)
        elif body.SkipNext is False:
            pair_schedule.unskip(pair, by=request.auth)
    return _to_dict(pair)


def _to_dict(pair: StagingPair) -> dict[str, Any]:
    now = clock.now()
    return {
        "Enabled": pair.schedule_enabled,
        "Weekday": pair_schedule.WEEKDAYS[pair.weekday],
        "Hour": pair.hour,
        "NextRun": next_run(pair, now),
        "SkippedRun": skipped_slot(pair, now),
        "OnHold": not is_allowed(pair),
    }
