"""A receiver of webhooks on this machine: answers as it is told and keeps what came."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class ReceivedCall:
    """One call that came in."""

    headers: Message
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)


@dataclass
class Receiver:
    """`answers` are given one after another, then 200; each a status, or a status with headers."""

    url: str
    responses: list = field(default_factory=list)
    calls: list[ReceivedCall] = field(default_factory=list)


@contextmanager
def run_receiver(*answers) -> Iterator[Receiver]:
    """Listens on a free port for as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.calls.append(ReceivedCall(self.headers, body))
            answer = receiver.responses.pop(0) if receiver.responses else 200
            status, headers = answer if isinstance(answer, tuple) else (answer, {})
            self.send_response(status)
            for name, value in {"Content-Length": "11", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b'{"ok":true}')

        do_GET = do_POST

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}/restored", list(answers))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
