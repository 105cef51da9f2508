"""Serve an emulator from a thread of this process, for tests."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler, make_server

from environments.emulator.emulator import Emulator
from environments.emulator.http.application import Application


@dataclass(frozen=True)
class RunningEmulator:
    """A served emulator with its root address and its key."""

    url: str
    key: str
    emulator: Emulator

    def __str__(self) -> str:
        return self.url


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def run_in_thread(port: int = 0, data: str = "memory", key: str | None = None) -> Iterator[RunningEmulator]:
    """Serve an emulator over real HTTP from a thread of this process while the block runs."""
    key = key or secrets.token_urlsafe(32)
    emulator = Emulator(data, key)
    server = make_server("127.0.0.1", port, Application(emulator), threaded=True, request_handler=_Handler)
    if isinstance(server, ThreadedWSGIServer):
        server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield RunningEmulator(f"http://127.0.0.1:{server.server_port}", key, emulator)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        emulator.close()
