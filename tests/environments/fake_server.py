"""An HTTP server that sends the responses of a test and records the requests."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import jwt
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from environments.endpoints import Endpoint


@dataclass
class ReceivedRequest:
    """A request as received."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass
class FakeResponse:
    """A response to send; `cut` ends the connection after the headers, `silent` before them."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    silent: bool = False


class FakeServer:
    """Sends `responses` in order and repeats the last one; `responses` may be a function of the request."""

    def __init__(self):
        self.responses = [FakeResponse()]
        self.requests: list[ReceivedRequest] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.endpoint = Endpoint("Staging", "usw", f"{self.url}/staging")

    def respond_with(self, *responses: FakeResponse) -> "FakeServer":
        self.responses = list(responses)
        return self

    def respond(self, request: ReceivedRequest) -> FakeResponse:
        with self._lock:
            self.requests.append(request)
            if callable(self.responses):
                return self.responses(request)
            return self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _handler(fake_server):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                request = ReceivedRequest(self.command, self.path, dict(self.headers), body)
                response = fake_server.respond(request)
                if response.silent:
                    self.close_connection = True
                    return
                self.send_response(response.status)
                for name, value in response.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(response.body) + (10 if response.cut else 0)))
                self.end_headers()
                self.wfile.write(response.body)
                self.close_connection = response.cut

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def log_message(self, *args):
                pass

        return Handler


NO_REDIS = redis.Redis(port=1, retry=Retry(NoBackoff(), 0))


def token_response(roles=("FullAccess",), expires_in=600, **claims) -> FakeResponse:
    """Return a token response like OrderCloud's: one role is a bare string, no role is no claim."""
    if len(roles) == 1:
        claims["role"] = roles[0]
    elif roles:
        claims["role"] = list(roles)
    token = jwt.encode(claims, "any key of at least thirty-two bytes", algorithm="HS256")
    body = {"access_token": token, "token_type": "bearer", "expires_in": expires_in}
    return FakeResponse(body=json.dumps(body).encode())


def error_response(status: int, code: str = "Some.Code", message: str = "Some message.") -> FakeResponse:
    errors = [{"ErrorCode": code, "Message": message, "Data": None}]
    return FakeResponse(status=status, body=json.dumps({"Errors": errors}).encode())
