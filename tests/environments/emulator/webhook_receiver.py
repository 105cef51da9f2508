"""A server that records the requests it receives, and responds as a test sets it up."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class ReceivedRequest:
    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> dict:
        return json.loads(self.raw)


@dataclass
class WebhookReceiver:
    """`respond` returns status and JSON value of the response to a request; None for no body."""

    url: str
    received: list[ReceivedRequest] = field(default_factory=list)
    respond: Callable[[ReceivedRequest], tuple[int, object]] = lambda received: (200, None)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int) -> list[ReceivedRequest]:
        """Wait up to five seconds for `count` requests, and return all received ones."""
        with self.arrived:
            complete = self.arrived.wait_for(lambda: len(self.received) >= count, timeout=5)
        assert complete, f"{len(self.received)} of {count} requests arrived"
        return self.received


@contextmanager
def run_receiver() -> Iterator[WebhookReceiver]:
    """Run a receiver on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            received = ReceivedRequest(self.path, {k.lower(): v for k, v in self.headers.items()}, raw)
            status, value = receiver.respond(received)
            with receiver.arrived:
                receiver.received.append(received)
                receiver.arrived.notify_all()
            body = b"" if value is None else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = WebhookReceiver(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
