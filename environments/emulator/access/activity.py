"""When users were last active: stored at most once in some minutes, so that reads stay fast."""

from datetime import timedelta

from environments.emulator.calls.call import Call
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates
from lib import clock

_PRECISION = timedelta(minutes=5)


def record(call: Call) -> None:
    """Store that the caller's user is active; a caller who impersonates the user counts too."""
    if call.user is None or not call.is_newest_version or not _is_due(call.user):
        return
    with call.emulator.store.write_transaction() as connection:
        records = Records(connection, call.organization)
        user = records.by_num(call.user.resource, call.user.num)
        if user and _is_due(user):
            records.update(user, user.data | {"LastActive": dates.now()})


def _is_due(user: Record) -> bool:
    last = user["LastActive"]
    return last is None or abs(clock.now() - dates.parse(last)) >= _PRECISION
