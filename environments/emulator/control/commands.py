"""Commands for an emulator that runs: they call its control address, and print what it says as JSON."""

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

_ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_TIMEOUT = 600
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class CommandError(Exception):
    """The emulator refused, or did not answer."""


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the commands to the parser of the program."""
    parser.add_argument("--url", default="http://127.0.0.1:8100", help="the emulator that a command is for")
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND")

    def command(name: str, about: str, *arguments: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about)
        for argument in arguments:
            made.add_argument(argument)
        return made

    command("organizations", "list the organizations")
    made = command("organization", "make an organization, or rename it", "id")
    made.add_argument("--environment", default="Sandbox")
    made.add_argument("--region", default="usw")
    made.add_argument("--name")
    command("purge", "remove an organization with everything in it", "id")
    made = command("token", "print a token of the seller", "id")
    made.add_argument(
        "--scope", default="FullAccess", help="roles, with blanks between (default: FullAccess)"
    )
    made = command("export", "write an organization into a file", "id", "file")
    command("import", "replace an organization by an exported file", "id", "file")
    for name, about in (
        ("requests", "list the calls that were answered"),
        ("messages", "list the messages that would have been sent"),
        ("alarms", "list Staging records that carried an address of Production"),
    ):
        made = command(name, about)
        made.add_argument("--organization")
        made.add_argument("--since", help="a moment such as 2024-01-31T12:00:00Z")
    made = command("faults", "show the faults, or set them from a file")
    made.add_argument("file", nargs="?", help='rules as JSON: {"Rules": [...]}; {"Rules": []} takes all away')
    made = command(
        "restore", "overwrite Staging with Production, as OrderCloud does on Sundays", "production"
    )
    made.add_argument("--staging")
    made.add_argument("--webhook", help="address to call afterwards")
    made.add_argument("--hash-key")
    command("reset", "take all faults away and forget what was seen")


def run(options: argparse.Namespace) -> int:
    """Do what was asked; 1 when it failed."""
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
        with _OPENER.open(request, timeout=_TIMEOUT) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        with error:
            raise CommandError(_message(error.read())) from error
    except urllib.error.URLError as error:
        raise CommandError(f"no emulator answers at {request.host}: {error.reason}") from error


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
        raise CommandError("a token needs the key: name its file with --key-file, or set EMULATOR_KEY")
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
    form = {"grant_type": _ASSERTION, "assertion": _signed(claims, key)}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = urllib.request.Request(f"{base}/oauth/token", urlencode(form).encode(), headers, method="POST")
    print(json.loads(_send(request))["access_token"])


def _signed(claims: dict, key: str) -> str:
    """The claims as a JWT; by hand, because the library for it takes longer to load than a command lasts."""
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


_COMMANDS = {
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
}
