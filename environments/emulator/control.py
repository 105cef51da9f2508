"""`/_emulator/…`: how portal, tests and people govern the emulator, from this machine or with its key."""

import hmac
from urllib.parse import parse_qsl, unquote

from environments.emulator import bodies, dates, errors
from environments.emulator.calls import NOTHING, Answer, json_answer
from environments.emulator.records import Organization

_LOOPBACK = ("127.0.0.1", "::1", "localhost", "::ffff:127.0.0.1", "")


def answer(emulator, environ: dict, path: str, raw: bytes) -> Answer:
    """The answer to a call of the control address; `path` is what follows `/_emulator/`."""
    _check_allowed(emulator, environ)
    name, _, rest = path.strip("/").partition("/")
    function = _CALLS.get((environ["REQUEST_METHOD"], name, bool(rest)))
    if function is None:
        raise errors.not_found("Route", f"/_emulator/{path}")
    query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
    return function(emulator, unquote(rest), query, raw)


def _check_allowed(emulator, environ: dict) -> None:
    key = environ.get("HTTP_X_EMULATOR_KEY", "")
    if key and hmac.compare_digest(key.encode(), emulator.key.encode()):
        return
    if environ.get("REMOTE_ADDR", "") not in _LOOPBACK or environ.get("HTTP_X_FORWARDED_FOR"):
        raise errors.Refusal(403, "Emulator.KeyRequired", "Call from this machine, or send X-Emulator-Key.")


def shown(organization: Organization) -> dict:
    return {
        "Id": organization.portal_id,
        "MarketplaceID": organization.marketplace_id,
        "Name": organization.name,
        "Environment": organization.environment,
        "Region": organization.region,
        "BasePath": organization.base_path,
    }


def _list(emulator, rest: str, query: dict, raw: bytes) -> Answer:
    return json_answer(200, {"Items": [shown(o) for o in emulator.organizations.all()]})


def _get(emulator, rest: str, query: dict, raw: bytes) -> Answer:
    return json_answer(200, shown(emulator.organizations.require(rest)))


def _provision(emulator, rest: str, query: dict, raw: bytes) -> Answer:
    body = bodies.parse(raw)
    organization, new = emulator.organizations.provision(
        rest, body.get("Environment") or "Sandbox", body.get("Region") or "usw", str(body.get("Name") or rest)
    )
    return json_answer(201 if new else 200, shown(organization))


def _purge(emulator, rest: str, query: dict, raw: bytes) -> Answer:
    emulator.organizations.purge(rest)
    return NOTHING


def _requests(emulator, rest: str, query: dict, raw: bytes) -> Answer:
    since = query.get("since")
    if since is not None:
        # A plus in a query is a blank once it is decoded.
        normal = dates.normal(since.replace(" ", "+") if "T" in since else since)
        if normal is None:
            raise errors.validation("since", "since must be a date such as 2024-01-31T12:00:00Z.")
        since = normal
    return json_answer(200, {"Items": emulator.requests.entries(query.get("organization"), since)})


def _clear_requests(emulator, rest: str, query: dict, raw: bytes) -> Answer:
    emulator.requests.clear()
    return NOTHING


def _reset(emulator, rest: str, query: dict, raw: bytes) -> Answer:
    """Take all faults away and forget the log; organizations stay."""
    emulator.faults.reset()
    emulator.requests.clear()
    return NOTHING


def _health(emulator, rest: str, query: dict, raw: bytes) -> Answer:
    return json_answer(200, {"Status": "ok", "Organizations": len(emulator.organizations.all())})


_CALLS = {
    ("GET", "", False): _health,
    ("GET", "organizations", False): _list,
    ("GET", "organizations", True): _get,
    ("PUT", "organizations", True): _provision,
    ("DELETE", "organizations", True): _purge,
    ("GET", "requests", False): _requests,
    ("DELETE", "requests", False): _clear_requests,
    ("POST", "reset", False): _reset,
}
