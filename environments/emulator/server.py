"""Ways to serve the emulator: in this process for tests, and as a WSGI program for a server."""

import json
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from environments.emulator import copying
from environments.emulator.application import Application
from environments.emulator.emulator import Emulator


@dataclass(frozen=True)
class Running:
    """A served emulator: its root address, its key, and itself."""

    url: str
    key: str
    emulator: Emulator

    def __str__(self) -> str:
        return self.url


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_request(self, code="-", size="-") -> None:
        pass


@contextmanager
def running(port: int = 0, data: str = "memory", key: str | None = None) -> Iterator[Running]:
    """Serve an emulator over real HTTP from a thread of this process for as long as the block runs."""
    key = key or secrets.token_urlsafe(32)
    emulator = Emulator(data, key)
    server = make_server("127.0.0.1", port, Application(emulator), threaded=True, request_handler=_Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Running(f"http://127.0.0.1:{server.server_port}", key, emulator)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        emulator.close()


def application() -> Application:
    """The WSGI program for granian or gunicorn, told what to do by EMULATOR_… in its environment."""
    emulator = Emulator(os.environ.get("EMULATOR_DATA", "memory"), read_key())
    if seed := os.environ.get("EMULATOR_SEED"):
        with open(seed) as lines:
            copying.sow(emulator, lines)
    if faults := os.environ.get("EMULATOR_FAULTS"):
        emulator.faults.set(json.loads(Path(faults).read_text())["Rules"])
    names = os.environ.get("EMULATOR_ENVIRONMENTS", "").lower().replace(" ", "")
    return Application(emulator, frozenset(names.split(",")) if names else None)


def read_key() -> str:
    """The secret from EMULATOR_KEY, or from the file EMULATOR_KEY_FILE, which is made when missing."""
    if key := os.environ.get("EMULATOR_KEY"):
        return key
    name = os.environ.get("EMULATOR_KEY_FILE")
    if not name:
        raise SystemExit("Give the emulator a key: set EMULATOR_KEY, or name a file with --key-file.")
    path = Path(name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    key = path.read_text().strip()
    if len(key) < 16:
        raise SystemExit(f"The key in {name} is shorter than 16 characters.")
    return key
