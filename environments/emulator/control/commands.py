"""Commands that call the control address of a running emulator and print its responses as JSON."""

import argparse
import base64
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote, urlencode

_JWT_BEARER_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_TIMEOUT = 600
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class CommandError(Exception):
    """The emulator returned an error or did not respond."""


def add_subcommands(parser: argparse.ArgumentParser) -> None:
    """Add the commands to the parser of the program."""
    parser.add_argument("--url", default="http://127.0.0.1:8100", help="for commands: the emulator to call")
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND")

    def command(name: str, about: str, *arguments: str) -> argparse.ArgumentParser:
        subparser = commands.add_parser(name, help=about, description=about)
        for argument in arguments:
            subparser.add_argument(argument)
        return subparser

    command("organizations", "list the organizations")
    subparser = command("organization", "create an organization, or rename it", "id")
    subparser.add_argument("--environment", default="Sandbox")
    subparser.add_argument("--region", default="usw")
    subparser.add_argument("--name")
    command("purge", "delete an organization with everything in it", "id")
    subparser = command("token", "print a token of the seller", "id")
    subparser.add_argument(
        "--scope", default="FullAccess", help="roles, separated by spaces (default: FullAccess)"
    )
    subparser = command("export", "write an organization to a file", "id", "file")
    command("import", "replace an organization with an exported file", "id", "file")
    for name, about in (
        ("requests", "list the requests that the emulator received"),
        ("messages", "list the messages that would have been sent"),
        ("alarms", "list Staging records that had an address of Production"),
    ):
        subparser = command(name, about)
        subparser.add_argument("--organization")
        subparser.add_argument("--since", help="a time such as 2024-01-31T12:00:00Z")
    subparser = command("faults", "show the fault rules, or set them from a file")
    subparser.add_argument(
        "file", nargs="?", help='rules as JSON: {"Rules": [...]}; {"Rules": []} removes all'
    )
    subparser = command(
        "restore", "overwrite Staging with Production, as OrderCloud does on Sundays", "production"
    )
    subparser.add_argument("--staging")
    subparser.add_argument("--webhook", help="address to call afterwards")
    subparser.add_argument("--hash-key")
    subparser = command("clock", "show the clock, or let time pass: subscriptions that are due are run")
    subparser.add_argument("--days", type=int)
    subparser.add_argument("--hours", type=int)
    subparser.add_argument("--now", help="the time to set, such as 2030-01-31T12:00:00Z")
    subparser = command("subscriptions", "run the subscriptions that are due now")
    subparser.add_argument("--organization")
    command("reset", "remove all fault rules and clear what was recorded")
    command("snapshots", "list the snapshots")
    subparser = command("snapshot", "store the present state in memory", "name")
    subparser.add_argument("--organization", help="of this organization only (default: of all)")
    command("reset-to", "return to a snapshot", "name")
    command("delete-snapshot", "delete a snapshot", "name")


def run(options: argparse.Namespace) -> int:
    """Run the command and return the exit code of the program."""
    try:
        _COMMANDS[options.command](options)
    except (CommandError, OSError) as error:
        print(f"emulator: {error}", file=sys.stderr)
        return 1
    return 0


def _call(
    options: argparse.Namespace, method: str, path: str, body: bytes | dict | None = None, **query: str | None
) -> bytes:
    known = {name: value for name, value in query.items() if value}
    url = f"{options.url.rstrip('/')}/_emulator{path}" + (f"?{urlencode(known)}" if known else "")
    raw = json.dumps(body).encode() if isinstance(body, dict) else body
    headers = {"Content-Type": "application/json"}
    if key := _key(options):
        headers["X-Emulator-Key"] = key
    return _send(urllib.request.Request(url, raw, headers, method=method))


def _send(request: urllib.request.Request) -> bytes:
    try:
        with _OPENER.open(request, timeout=_TIMEOUT) as response:
            return response.read()
    except urllib.error.HTTPError as error:
        with error:
            raise CommandError(_message(error.read())) from error
    except urllib.error.URLError as error:
        raise CommandError(f"no emulator responds at {request.host}: {error.reason}") from error


def _message(raw: bytes) -> str:
    try:
        return json.loads(raw)["Errors"][0]["Message"]
    except (ValueError, LookupError, TypeError):
        return raw.decode("utf-8", "replace")


def _key(options: argparse.Namespace) -> str | None:
    if key := os.environ.get("EMULATOR_KEY"):
        return key
    return Path(options.key_file).read_text().strip() if options.key_file else None


def _print_json(raw: bytes) -> None:
    if raw:
        print(json.dumps(json.loads(raw), indent=2, ensure_ascii=False))


def _organization(options: argparse.Namespace) -> None:
    body = {"Environment": options.environment, "Region": options.region, "Name": options.name or options.id}
    _print_json(_call(options, "PUT", f"/organizations/{quote(options.id)}", body))


def _token(options: argparse.Namespace) -> None:
    key = _key(options)
    if not key:
        raise CommandError("a token requires the key: use --key-file or set EMULATOR_KEY")
    organization = json.loads(_call(options, "GET", f"/organizations/{quote(options.id)}"))
    base = options.url.rstrip("/") + organization["BasePath"]
    now = int(time.time())
    claims = {
        "iss": "portal",
        "aud": base,
        "sub": options.id,
        "scope": options.scope,
        "iat": now,
        "exp": now + 60,
    }
    form = {"grant_type": _JWT_BEARER_GRANT_TYPE, "assertion": _signed(claims, key)}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = urllib.request.Request(f"{base}/oauth/token", urlencode(form).encode(), headers, method="POST")
    print(json.loads(_send(request))["access_token"])


def _signed(claims: dict, key: str) -> str:
    """Return the claims as a JWT. The JWT library takes longer to load than a command takes to run."""
    parts = [_base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    digest = hmac.new(key.encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, _base64(digest)])


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _export(options: argparse.Namespace) -> None:
    Path(options.file).write_bytes(_call(options, "GET", f"/organizations/{quote(options.id)}/export"))


def _import(options: argparse.Namespace) -> None:
    raw = Path(options.file).read_bytes()
    _print_json(_call(options, "PUT", f"/organizations/{quote(options.id)}/import", raw))


def _list(options: argparse.Namespace) -> None:
    query = {"organization": options.organization, "since": options.since}
    _print_json(_call(options, "GET", f"/{options.command}", **query))


def _faults(options: argparse.Namespace) -> None:
    if options.file:
        _print_json(_call(options, "POST", "/faults", Path(options.file).read_bytes()))
    else:
        _print_json(_call(options, "GET", "/faults"))


def _restore(options: argparse.Namespace) -> None:
    body: dict = {"Production": options.production}
    if options.staging:
        body["Staging"] = options.staging
    if options.webhook:
        body["Webhook"] = {"URL": options.webhook, "HashKey": options.hash_key}
    _print_json(_call(options, "POST", "/restores", body))


def _snapshot_path(options: argparse.Namespace) -> str:
    return f"/snapshots/{quote(options.name)}"


def _snapshot(options: argparse.Namespace) -> None:
    body = {"Organization": options.organization} if options.organization else {}
    _print_json(_call(options, "PUT", _snapshot_path(options), body))


def _clock(options: argparse.Namespace) -> None:
    given = {"Days": options.days, "Hours": options.hours, "Now": options.now}
    body = {name: value for name, value in given.items() if value is not None}
    _print_json(_call(options, "PUT" if body else "GET", "/clock", body or None))


def _subscriptions(options: argparse.Namespace) -> None:
    _print_json(_call(options, "POST", "/subscriptions/run", organization=options.organization))


_COMMANDS = {
    "clock": _clock,
    "subscriptions": _subscriptions,
    "organizations": lambda options: _print_json(_call(options, "GET", "/organizations")),
    "organization": _organization,
    "purge": lambda options: _print_json(_call(options, "DELETE", f"/organizations/{quote(options.id)}")),
    "token": _token,
    "export": _export,
    "import": _import,
    "requests": _list,
    "messages": _list,
    "alarms": _list,
    "faults": _faults,
    "restore": _restore,
    "reset": lambda options: _print_json(_call(options, "POST", "/reset")),
    "snapshots": lambda options: _print_json(_call(options, "GET", "/snapshots")),
    "snapshot": _snapshot,
    "reset-to": lambda options: _print_json(_call(options, "POST", f"{_snapshot_path(options)}/reset")),
    "delete-snapshot": lambda options: _print_json(_call(options, "DELETE", _snapshot_path(options))),
}
