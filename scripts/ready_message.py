"""The message of `make run` once the portal responds: addresses, users and their password."""

import os
import secrets
import signal
import time
from pathlib import Path

from scripts.http_probe import responds
from scripts.preflight import PORTS, port

MESSAGE = """
Ready in {seconds:.1f} s. Press Ctrl-C to stop.

  Portal          http://localhost:{PORTAL_PORT}
  Portal API      http://localhost:{PORTAL_PORT}/api/v1
  Operator admin  http://localhost:{PORTAL_PORT}/admin/
  Mailbox         http://localhost:{PORTAL_PORT}/mailbox/
  Emulator        http://127.0.0.1:{EMULATOR_PORT}/{{sandbox,staging,production}}
  Stand-ins       GitHub http://127.0.0.1:{GITHUB_PORT}, Google http://127.0.0.1:{GOOGLE_PORT}

  Users           demo      owns the Sandbox organization and the staging pair
                  adam      administers them
                  olive     owns a team with access, and is invited to another
                  tess      has the API roles of two teams
                  victor    can only read
                  ida       is invited and has not accepted
                  stan      has no organization
                  oscar     can open the operator admin (needs an authenticator app)
                  operator  can open the operator admin (needs an authenticator app)
  Password        {password}
"""
PASSWORD_ALREADY_SHOWN = "shown at the first start; set PORTAL_DEMO_PASSWORD to choose another"


def demo_password(data: Path) -> str | None:
    """Return the demo users' password: the chosen one, a new one until one was shown, then None."""
    chosen = os.environ.get("PORTAL_DEMO_PASSWORD")
    return chosen or (None if password_shown_marker(data).exists() else secrets.token_urlsafe(12))


def password_shown_marker(data: Path) -> Path:
    """A file that exists once a password was shown. The password itself is stored nowhere."""
    return data / "password-shown"


def emulator_responds() -> bool:
    return responds(port("EMULATOR_PORT"), "/sandbox/v1/openapi/v3")


def print_when_ready(data: Path, started_at: float, password: str | None) -> None:
    """Wait until portal and emulator respond, then print the message."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while not (responds(port("PORTAL_PORT"), "/alive/") and emulator_responds()):
        time.sleep(0.2)
    ports = {variable: port(variable) for variable in PORTS}
    seconds = time.monotonic() - started_at
    print(MESSAGE.format(**ports, seconds=seconds, password=password or PASSWORD_ALREADY_SHOWN), flush=True)
    password_shown_marker(data).touch()
