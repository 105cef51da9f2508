"""The real OpenAPI document, and a server that writes down what reaches it."""

import json
import os
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from console.specification.catalogue import Catalogue
from console.specification.document import Document

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Arrival:
    """One request as it came in: `target` is the untouched path and query."""

    method: str
    target: str
    headers: dict
    body: bytes


class RecordingServer(ThreadingHTTPServer):
    """Answers everything with 200 and an empty object, and keeps what arrived."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Recorder)
        self.arrivals: list[Arrival] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class _Recorder(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _record(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.arrivals.append(Arrival(self.command, self.path, dict(self.headers), body))
        answer = b"{}"
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _record

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture(scope="session")
def openapi() -> dict:
    """The real document, parsed. It is not part of this repository; without it nothing here can be shown to
    hold.
    """
    named = os.environ.get("OPENAPI_DOCUMENT")
    place = Path(named) if named else ROOT.parent / "shared" / "ordercloud" / "openapi-1.0.239.json"
    if not place.is_file():
        pytest.fail(
            f"There is no OpenAPI document at {place}. Set OPENAPI_DOCUMENT to one of OrderCloud 1.0.239."
        )
    return json.loads(place.read_text())


@pytest.fixture(scope="session")
def catalogue(openapi) -> Catalogue:
    """The catalogue of the real document."""
    return Catalogue(Document(openapi))


@pytest.fixture
def recorder():
    """A running recording server."""
    server = RecordingServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
