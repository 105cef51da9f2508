"""`/_emulator/clock` and `/_emulator/subscriptions/run`: let time pass, and do what is due then."""

from datetime import datetime, timedelta

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.emulator import Emulator
from environments.emulator.response import Response, json_response
from environments.emulator.rules.subscriptions import hourly_run, moving_clock
from environments.emulator.values import dates
from lib import clock


def respond(
    emulator: Emulator, method: str, path: list[str], query: dict, raw: bytes, root_url: str
) -> Response | None:
    """Return the response, or None if there is no such call.

    Raises:
        ApiError: a value is invalid, or the organization does not exist.
    """
    match method, *path:
        case "GET", "clock":
            return json_response(200, _clock())
        case "PUT", "clock":
            runs = _move(emulator, root_url, _target(bodies.parse(raw)))
            return json_response(200, _clock() | {"Runs": runs})
        case "POST", "subscriptions", "run":
            name = query.get("organization")
            only = emulator.organizations.require(name) if name else None
            return json_response(200, {"Runs": hourly_run.run(emulator, root_url, only)})
    return None


def _clock() -> dict:
    return {"Now": dates.now(), "AheadSeconds": round(clock.offset())}


def _target(body: dict) -> datetime:
    """Return the time that the body names: `Now`, or so many `Days`, `Hours` or `Seconds` from now."""
    if body.get("Now") is not None:
        date = dates.normalize(body["Now"]) if isinstance(body["Now"], str) else None
        if date is None:
            raise errors.invalid_value("Now", "Now must be a date such as 2030-01-31T12:00:00Z.")
        return dates.parse(date)
    moved = timedelta()
    named = [name for name in ("Days", "Hours", "Seconds") if body.get(name) is not None]
    if not named:
        raise errors.required("Now")
    for name in named:
        value = body[name]
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10**9:
            raise errors.invalid_value(name, f"{name} must be a whole number.")
        moved += timedelta(**{name.lower(): value})
    try:
        return clock.now() + moved
    except OverflowError as error:
        raise errors.invalid_value(named[0], "The time is too far away.") from error


def _move(emulator: Emulator, root_url: str, target: datetime) -> list[dict]:
    try:
        return moving_clock.move(emulator, root_url, target)
    except ValueError as error:
        raise errors.invalid_value("Now", str(error)) from error
