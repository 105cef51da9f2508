"""A real HTTP server that answers what a test tells it to, and remembers what it was asked."""

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
class Asked:
    """One request as it arrived."""

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
class Answer:
    """What to send back; `cut` ends the connection after the headers, `silent` before them."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    silent: bool = False


class StandIn:
    """Answers from `answers` in order, the last one for ever; `answers` may also be a function of the
    request.
    """

    def __init__(self):
        self.answers = [Answer()]
        self.asked: list[Asked] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.endpoint = Endpoint("Staging", "usw", f"{self.url}/staging")

    def says(self, *answers: Answer) -> "StandIn":
        self.answers = list(answers)
        return self

    def answer(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
            if callable(self.answers):
                return self.answers(asked)
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _handler(stand_in):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                answer = stand_in.answer(Asked(self.command, self.path, dict(self.headers), body))
                if answer.silent:
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body) + (10 if answer.cut else 0)))
                self.end_headers()
                self.wfile.write(answer.body)
                self.close_connection = answer.cut

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def log_message(self, *args):
                pass

        return Handler


NO_REDIS = redis.Redis(port=1, retry=Retry(NoBackoff(), 0))


def token_answer(roles=("FullAccess",), expires_in=600, **claims) -> Answer:
    """A token as OrderCloud gives it: one role as a bare string, none as no claim."""
    if len(roles) == 1:
        claims["role"] = roles[0]
    elif roles:
        claims["role"] = list(roles)
    token = jwt.encode(claims, "any key of at least thirty-two bytes", algorithm="HS256")
    body = {"access_token": token, "token_type": "bearer", "expires_in": expires_in}
    return Answer(body=json.dumps(body).encode())


def refusal_answer(status: int, code: str = "Some.Code", message: str = "Some words.") -> Answer:
    errors = [{"ErrorCode": code, "Message": message, "Data": None}]
    return Answer(status=status, body=json.dumps({"Errors": errors}).encode())
