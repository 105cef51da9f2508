"""Test of a connection: whether it works, for whom, and what console and restores can do with it.

A test writes nothing to the organization, so what only a write could show is taken from the type of the
connection.
"""

import json
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import jwt

from environments.grants import CannotGrant
from environments.ordercloud.errors import ErrorResponse, OrderCloudError, Unreachable
from environments.ordercloud.transport import send_request
from environments.roles import FULL_ACCESS
from environments.token_requests import Token
from organizations.connections import addresses, api_version, consequences, explanations
from organizations.connections.clients import grant_of
from organizations.connections.report import Level, Line, Report
from organizations.models import Connection

TIMEOUT = (3.05, 15.0)
MAX_MISSING_ROLES = 12  # that are named
MAX_ROLES, MAX_ROLE_LENGTH = 500, 60
Result = TypeVar("Result")


def test(connection: Connection) -> Report:
    """Test a connection, saved or not, and return what was found up to the first line that stops it."""
    report = Report()
    if refusal := addresses.refusal(connection):
        report.add(Level.FAIL, refusal, "Ask them to allow it, or enter another API URL.")
        return report
    known_roles = _test_address(connection, report)
    if known_roles is not None and (token := _test_token(connection, report, known_roles)):
        _test_identity(connection, report, token)
        if report.passed:
            report.lines += consequences.lines(connection, token.roles, _user_of(token))
    return report


def _timed(call: Callable[[], Result]) -> tuple[Result, int]:
    started = time.perf_counter()
    result = call()
    return result, _milliseconds_since(started)


def _milliseconds_since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)


def _get(
    connection: Connection, url: str, headers: dict[str, str], report: Report
) -> tuple[dict, int] | None:
    """Return the JSON object at a URL and the time that it took; None after adding a failed line."""
    endpoint, host = connection.endpoint, urlsplit(url).netloc
    try:
        response, milliseconds = _timed(
            lambda: send_request("GET", url, None, headers, TIMEOUT, endpoint.guard)
        )
    except Unreachable as error:
        report.unreachable = True
        report.lines.append(explanations.unreachable(error, endpoint))
        return None
    if response.status_code != 200:
        location = response.headers.get("Location")
        text, remedy = explanations.unexpected_status(host, response.status_code, location)
        report.unreachable = response.status_code >= 500 or response.status_code == 429
    else:
        try:
            values = json.loads(response.content)
        except (ValueError, RecursionError):
            values = None
        if isinstance(values, dict):
            return values, milliseconds
        text, remedy = explanations.not_json(host)
    report.add(Level.FAIL, text, remedy, milliseconds)
    return None


def _test_address(connection: Connection, report: Report) -> tuple[str, ...] | None:
    """Read the OpenAPI document; return the roles that it knows, or None if there is none."""
    received = _get(connection, connection.endpoint.openapi_url, {}, report)
    if received is None:
        return None
    document, milliseconds = received
    info, paths = document.get("info"), document.get("paths")
    version = info.get("version") if isinstance(info, dict) else None
    if not isinstance(paths, dict) or not isinstance(version, str):
        host = urlsplit(connection.endpoint.base_url).netloc
        text = f"{host} responds, but not with OrderCloud's API document."
        report.add(Level.FAIL, text, explanations.NOT_ORDERCLOUD, milliseconds)
        return None
    api_version.remember(connection.endpoint, version, api_version.count_operations(paths))
    report.add(Level.OK, f"API reachable, version {version[:40]}", "", milliseconds)
    return _roles_in(document)


def _roles_in(document: dict[str, Any]) -> tuple[str, ...]:
    roles: set[str] = set()
    try:
        flows = document["components"]["securitySchemes"]["OAuth2"]["flows"]
        for flow in flows.values():
            roles.update(role for role in flow["scopes"] if isinstance(role, str))
    except (KeyError, TypeError, AttributeError):
        return ()
    return tuple(sorted(role[:MAX_ROLE_LENGTH] for role in roles - {FULL_ACCESS}))[:MAX_ROLES]


def _test_token(connection: Connection, report: Report, known_roles: tuple[str, ...]) -> Token | None:
    started = time.perf_counter()
    try:
        token = grant_of(connection).fetch((FULL_ACCESS,))
    except (OrderCloudError, CannotGrant) as error:
        server_error = isinstance(error, ErrorResponse) and (error.status >= 500 or error.status == 429)
        report.unreachable = isinstance(error, Unreachable) or server_error
        report.lines.append(explanations.refusal(error, connection, _milliseconds_since(started)))
        return None
    report.lines.append(_roles_line(token, known_roles, _milliseconds_since(started)))
    return token


def _roles_line(token: Token, known_roles: tuple[str, ...], milliseconds: int) -> Line:
    if FULL_ACCESS in token.roles:
        return Line(Level.OK, "Token granted with full access", "", milliseconds)
    missing = [role for role in known_roles if not _holds(role, token.roles)]
    held = len(known_roles) - len(missing)
    named = [role for role in missing if not _holds(role, tuple({*missing} - {role}))]
    shown = ", ".join(f"`{role}`" for role in named[:MAX_MISSING_ROLES])
    more = len(named) - MAX_MISSING_ROLES
    listed = f"Missing: {shown}{f' and {more} more' if more > 0 else ''}. " if missing else ""
    remedy = (
        f"{listed}Calls and restores that require them fail. "
        f"Add `FullAccess` or these roles to the security profile of {_user_of(token)}, then test again."
    )
    if not token.roles:
        return Line(Level.WARN, "Token granted without any role", remedy, milliseconds)
    return Line(Level.WARN, f"Token granted for {held} of {len(known_roles)} roles", remedy, milliseconds)


def _holds(role: str, roles: tuple[str, ...]) -> bool:
    """Return whether `role` is held; an Admin role includes what its Reader role allows."""
    return role in roles or (role.endswith("Reader") and role.removesuffix("Reader") + "Admin" in roles)


def _user_of(token: Token) -> str:
    """Return the name of the user that a token belongs to, as it says itself."""
    try:
        user = jwt.decode(token.access_token, options={"verify_signature": False}).get("usr")
    except jwt.InvalidTokenError:
        user = None
    return user[:100] if isinstance(user, str) else "its user"


def _test_identity(connection: Connection, report: Report, token: Token) -> None:
    """Read who the token is, and check that the organization is the one that was entered."""
    headers = {"Authorization": f"Bearer {token.access_token}"}
    received = _get(connection, f"{connection.endpoint.api_url}/me", headers, report)
    if received is None:
        return
    me, milliseconds = received
    kind = next((kind for kind in ("Buyer", "Supplier") if me.get(kind)), "Seller").lower()
    name = str(me.get("Username") or me.get("ID") or "without a name")[:100]
    text = f"`GET /me` returned {kind} user {name}"
    if kind == "seller":
        report.add(Level.OK, text, "", milliseconds)
    else:
        remedy = "Set a seller user as the default context user of the API client."
        report.add(Level.FAIL, text, remedy, milliseconds)
        return
    _test_seller(connection, report, me)


def _test_seller(connection: Connection, report: Report, me: dict[str, Any]) -> None:
    entered = connection.organization.marketplace_id
    seller = me.get("Seller")
    answered = seller.get("ID") if isinstance(seller, dict) else None
    if not isinstance(answered, str) or not answered:
        report.add(
            Level.FAIL,
            "OrderCloud doesn't say which organization this is.",
            "Check the API URL and the client.",
        )
    elif answered == entered:
        report.add(Level.OK, f"Seller is `{answered}`, as entered")
    elif answered.lower() == entered.lower():
        remedy = f"IDs are case-sensitive. Enter `{answered[:100]}`."
        report.add(Level.FAIL, f"Seller is `{answered[:100]}`, not `{entered}`.", remedy)
    else:
        remedy = f"Enter the credentials of `{entered}`, or the ID `{answered[:100]}`."
        report.add(Level.FAIL, f"Seller is `{answered[:100]}`, not `{entered}`.", remedy)
