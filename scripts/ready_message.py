"""What `make run` tells once the portal answers: where, how soon, for whom and with which password."""

import os
import secrets
import signal
import time
from pathlib import Path

from scripts.http_probe import answers
from scripts.preflight import PORTS, port

TEXT = """
Ready in {seconds:.1f} s. Ctrl-C stops everything.

  Portal          http://localhost:{PORTAL_PORT}
  Portal API      http://localhost:{PORTAL_PORT}/api/v1
  Operator admin  http://localhost:{PORTAL_PORT}/admin/
  Mailbox         http://localhost:{PORTAL_PORT}/mailbox/
  Emulator        http://127.0.0.1:{EMULATOR_PORT}/{{sandbox,staging,production}}
  Stand-ins       for GitHub http://127.0.0.1:{GITHUB_PORT}, for Google http://127.0.0.1:{GOOGLE_PORT}

  Users           demo owns a sandbox organization and a staging pair, all with content;
                  olive, adam, tess, victor, ida and stan have rights of each kind, down to none;
                  operator may open the operator admin
  Password        {password}
"""
TOLD_BEFORE = "the one that the first start printed; PORTAL_DEMO_PASSWORD sets another"


def demo_password(data: Path) -> str | None:
    """The password for the demo's users: the chosen one, else a new one until one was told, else None."""
    chosen = os.environ.get("PORTAL_DEMO_PASSWORD")
    return chosen or (None if told(data).exists() else secrets.token_urlsafe(12))


def told(data: Path) -> Path:
    """Is there once somebody has seen a password: what it was is written nowhere."""
    return data / "password-told"


def emulator_answers() -> bool:
    return answers(port("EMULATOR_PORT"), "/sandbox/v1/openapi/v3")


def announce(data: Path, began: float, password: str | None) -> None:
    """Waits until portal and emulator answer, then prints the text."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while not (answers(port("PORTAL_PORT"), "/alive/") and emulator_answers()):
        time.sleep(0.2)
    ports = {variable: port(variable) for variable in PORTS}
    seconds = time.monotonic() - began
    print(TEXT.format(**ports, seconds=seconds, password=password or TOLD_BEFORE), flush=True)
    told(data).touch()
