"""A server that records its requests."""

import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class RecordedRequest:
    """A request as received; `target` is the unchanged path and query."""

    method: str
    target: str
    headers: dict
    body: bytes


class RecordingServer(ThreadingHTTPServer):
    """Responds to everything with 200 and an empty object, and records the requests."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Recorder)
        self.arrivals: list[RecordedRequest] = []
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """Ignore that a client stopped waiting, as in some tests."""

    def respond(self, arrival: RecordedRequest) -> tuple[int, bytes, dict[str, str]]:
        """Return status, body and headers of the response."""
        self.arrivals.append(arrival)
        return 200, b"{}", {"Content-Type": "application/json"}


class _Recorder(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _record(self):
        received = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, body, headers = self.server.respond(
            RecordedRequest(self.command, self.path, dict(self.headers), received)
        )
        self.send_response(status)
        # No connection outlives its call, so that a server that was closed is really out of reach.
        for name, value in {**headers, "Connection": "close", "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _record

    def log_message(self, *args):
        """Log nothing."""


def serve(server: ThreadingHTTPServer):
    """Run `server` in a thread until the fixture ends."""
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
