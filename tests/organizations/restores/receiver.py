"""A receiver of webhooks on this machine that returns given responses and records the calls."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class ReceivedCall:
    """One received call."""

    headers: Message
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)


@dataclass
class Receiver:
    """`responses` are returned in this order, then 200. Each is a status, or a status with headers."""

    url: str
    responses: list = field(default_factory=list)
    calls: list[ReceivedCall] = field(default_factory=list)


@contextmanager
def run_receiver(*responses) -> Iterator[Receiver]:
    """Run a receiver on a free port within the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.calls.append(ReceivedCall(self.headers, body))
            response = receiver.responses.pop(0) if receiver.responses else 200
            status, headers = response if isinstance(response, tuple) else (response, {})
            self.send_response(status)
            for name, value in {"Content-Length": "11", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b'{"ok":true}')

        do_GET = do_POST

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}/restored", list(responses))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
