"""The product as `make run` starts it, with ports and data of its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from scripts.preflight import PORTS
from tests.architecture.repository import ROOT
from tests.servers import free_port

# What the tests set for themselves, and a newcomer's shell does not have.
TEST_VARIABLES = {
    "DATABASE_URL",
    "REDIS_URL",
    "EMULATOR_URL",
    "EMULATOR_KEY",
    "PORTAL_URL",
    "PORTAL_HOSTS",
    "PORTAL_SECRET_KEY",
    "PORTAL_SECRET_KEYS",
    "PORTAL_CLOCK_FILE",
    "GITHUB_CLIENT_ID",
    "GITHUB_CLIENT_SECRET",
    "GITHUB_URL",
    "GOOGLE_CLIENT_ID",
    "GOOGLE_CLIENT_SECRET",
    "GOOGLE_URL",
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
}


class RunningPortal:
    """`start` it, use `portal` and `emulator`, `stop` it; `log` is what it printed since the last start."""

    def __init__(self, data: Path, **environment: str):
        self.ports = {name: free_port() for name in PORTS}
        self.portal = f"http://localhost:{self.ports['PORTAL_PORT']}"
        self.emulator = f"http://127.0.0.1:{self.ports['EMULATOR_PORT']}"
        self.data = data
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in TEST_VARIABLES},
            **{name: str(number) for name, number in self.ports.items()},
            "PORTAL_DATA": str(data),
            **environment,
        }
        self.process = None
        self.reading = None
        self.log = ""

    def start(self) -> float:
        """Returns the seconds until it is ready; raises RuntimeError with the log when it ends first."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scripts.run"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.log = ""
        ready_or_ended = threading.Event()
        self.reading = threading.Thread(target=self._read, args=[ready_or_ended], daemon=True)
        self.reading.start()
        ready_or_ended.wait()
        if "  Password  " not in self.log:
            raise RuntimeError(f"It ended before it was ready:\n{self.log}")
        return time.monotonic() - began

    def _read(self, ready_or_ended: threading.Event) -> None:
        for line in self.process.stdout:
            self.log += line
            if "  Password  " in line:
                ready_or_ended.set()
        ready_or_ended.set()

    def stop(self) -> int:
        """One Ctrl-C; returns the exit status once it has ended and all that it printed is in the log."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.reading.join()
        return self.process.wait()

    def manage(self, *arguments: str) -> subprocess.CompletedProcess:
        """Runs a command of `manage.py` as a user in another terminal does."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)

    def processes(self) -> list[str]:
        """The command lines of everything that still runs with this data."""
        mark = f"PORTAL_DATA={self.data}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:  # it has ended, or is another user's
                continue
        return found
