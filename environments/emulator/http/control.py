"""`/_emulator/…`: control the emulator, from this machine or with its key."""

import hmac
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.control import vendor_restore
from environments.emulator.emulator import Emulator
from environments.emulator.http import organization_control, platform, time_control
from environments.emulator.http.transport import host_of, root_url
from environments.emulator.outbound import http
from environments.emulator.response import NO_CONTENT, Response, json_response
from environments.emulator.storage.organizations import marketplace_id
from environments.emulator.values import dates
from lib import exact_json

MAX_BODY = 512 * 1024 * 1024
_LOOPBACK = ("127.0.0.1", "::1", "localhost", "::ffff:127.0.0.1")
_WEBHOOK_SECONDS = 10
# Handles a call of the control address, with the organization's id, the query and the body.
Handler = Callable[[Emulator, str, dict, bytes], Response]


def respond(emulator: Emulator, environ: dict, path: str, raw: bytes) -> Response:
    """Return the response to a call of the control address; `path` is what follows `/_emulator/`."""
    _check_allowed(emulator, environ)
    parts = [unquote(part) for part in path.strip("/").split("/")]
    method, name = environ["REQUEST_METHOD"], parts[1] if len(parts) > 1 else ""
    query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
    if function := _ROUTES.get((method, parts[0], *parts[2:])):
        return function(emulator, name, query, raw)
    if response := time_control.respond(emulator, method, parts, query, raw, root_url(environ)):
        return response
    if parts[0] == "organizations" and (
        response := platform.respond(emulator, name, method, parts[2:], query, raw, root_url(environ))
    ):
        return response
    raise errors.not_found("Route", f"/_emulator/{path}")


def _check_allowed(emulator: Emulator, environ: dict) -> None:
    key = environ.get("HTTP_X_EMULATOR_KEY", "")
    if key and hmac.compare_digest(key.encode(), emulator.key.encode()):
        return
    # A web page in this machine's browser is not trusted: it sends an origin, or uses a host name of its own
    # that resolves to this machine.
    host = host_of(environ)
    is_foreign = environ.get("HTTP_X_FORWARDED_FOR") or environ.get("HTTP_ORIGIN")
    if environ.get("REMOTE_ADDR") not in _LOOPBACK or host not in _LOOPBACK or is_foreign:
        raise errors.ApiError(403, "Emulator.KeyRequired", "Call from this machine, or send X-Emulator-Key.")


def _health(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    return json_response(200, {"Status": "ok", "Organizations": len(emulator.organizations.all())})


# records of what happened


def _since(query: dict) -> str | None:
    """Return the time in `since`, in which a plus may have been decoded to a space."""
    since = query.get("since")
    if since is None:
        return None
    time = dates.normalize(since.strip().replace(" ", "+") if "T" in since else since)
    if time is None:
        raise errors.invalid_value("since", "since must be a date such as 2024-01-31T12:00:00Z.")
    return time


def _requests(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    return json_response(200, {"Items": emulator.requests.entries(query.get("organization"), _since(query))})


def _clear_requests(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    emulator.requests.clear()
    return NO_CONTENT


def _list_table(table: str) -> Handler:
    """Return a command that lists the messages, alarms or synchronizations of organizations."""

    def command(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
        organization_id = query.get("organization")
        num = emulator.organizations.require(organization_id).num if organization_id else None
        since = _since(query)
        with emulator.store.read_transaction() as connection:
            rows = connection.execute(
                f"SELECT org, at, body FROM {table} WHERE (? IS NULL OR org=?) AND (? IS NULL OR at >= ?)"
                " ORDER BY num",
                (num, num, since, since),
            ).fetchall()
        known = {o.num: o.portal_id for o in emulator.organizations.all()}
        items = [
            {"At": at, "Organization": known.get(org)} | exact_json.loads(body) for org, at, body in rows
        ]
        return json_response(200, {"Items": items})

    return command


def _clear_table(table: str) -> Handler:
    def command(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
        with emulator.store.write_transaction() as connection:
            connection.execute(f"DELETE FROM {table}")
        return NO_CONTENT

    return command


def _deliveries(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    organization = emulator.organizations.require(name).portal_id if name else query.get("organization")
    return json_response(200, {"Items": emulator.deliveries.of(organization)})


# faults


def _faults(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    return json_response(200, {"Rules": emulator.faults.rules})


def _set_faults(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    rules = bodies.parse(raw).get("Rules")
    if not isinstance(rules, list):
        raise errors.required("Rules")
    emulator.faults.set(rules)
    return _faults(emulator, name, query, raw)


def _clear_faults(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    emulator.faults.reset()
    return NO_CONTENT


def _reset(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    """Remove all fault rules and clear what was recorded; organizations stay."""
    emulator.faults.reset()
    emulator.requests.clear()
    emulator.deliveries.history.clear()
    with emulator.store.write_transaction() as connection:
        connection.execute("DELETE FROM message")
        connection.execute("DELETE FROM alarm")
    return NO_CONTENT


# snapshots


def _snapshots(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    return json_response(200, {"Items": emulator.snapshots.all()})


def _take_snapshot(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    portal_id = bodies.parse(raw or b"{}").get("Organization")
    organization = emulator.organizations.require(str(portal_id)) if portal_id is not None else None
    snapshot, new = emulator.snapshots.take(name, organization)
    return json_response(201 if new else 200, snapshot)


def _delete_snapshot(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    emulator.snapshots.delete(name)
    return NO_CONTENT


def _reset_to_snapshot(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    return json_response(200, emulator.snapshots.reset(name))


# OrderCloud's own restore


def _restore(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    body = bodies.parse(raw)
    production = str(body.get("Production") or "")
    staging = str(body.get("Staging") or f"{marketplace_id(production)}_Staging")
    event = vendor_restore.restore(
        emulator.store, emulator.organizations, production, staging, body.get("IntegrationEvents") == "remove"
    )
    hook = body.get("Webhook")
    sent = None
    if isinstance(hook, dict) and hook.get("URL"):
        entry = {"Kind": "StagingRestoreWebhook", "ID": staging, "Organization": staging, "Url": hook["URL"]}
        delivered = emulator.deliveries.attempt(
            entry, 1, lambda: http.post(hook["URL"], event, hook.get("HashKey"), _WEBHOOK_SECONDS)
        )
        sent = {"Delivered": delivered is not None}
    return json_response(200, {"Restore": event, "Webhook": sent})


# By method, first part of the path, and the part after the id of an organization.
_ROUTES = organization_control.ROUTES | {
    ("GET", ""): _health,
    ("GET", "requests"): _requests,
    ("DELETE", "requests"): _clear_requests,
    ("GET", "messages"): _list_table("message"),
    ("DELETE", "messages"): _clear_table("message"),
    ("GET", "alarms"): _list_table("alarm"),
    ("DELETE", "alarms"): _clear_table("alarm"),
    ("GET", "synchronizations"): _list_table("synchronization"),
    ("DELETE", "synchronizations"): _clear_table("synchronization"),
    ("GET", "deliveries"): _deliveries,
    ("GET", "organizations", "deliveries"): _deliveries,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _set_faults,
    ("DELETE", "faults"): _clear_faults,
    ("POST", "reset"): _reset,
    ("GET", "snapshots"): _snapshots,
    ("PUT", "snapshots"): _take_snapshot,
    ("DELETE", "snapshots"): _delete_snapshot,
    ("POST", "snapshots", "reset"): _reset_to_snapshot,
    ("POST", "restores"): _restore,
}
