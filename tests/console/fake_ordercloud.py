"""An OrderCloud that serves the real document and tokens, and answers calls as a test says."""

import json
from urllib.parse import parse_qs, urlsplit

import jwt

from tests.console.recording_server import RecordingServer

TOKEN = "/oauth/token"
DOCUMENT = "/v1/openapi/v3"
JSON = "application/json"


class OrderCloud(RecordingServer):
    """`says(status, body)` sets the answers to calls; `asked` are the scopes that tokens were asked with."""

    def __init__(self, document: bytes):
        super().__init__()
        self.document = document
        self.asked: list[str] = []
        self.issued: list[str] = []
        self.waits = None
        self.says(200, {})

    def says(self, status: int, body, content_type: str = JSON, **headers: str) -> None:
        """Answer every call like this from now on; what is no bytes is written as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answer = (status, content, {"Content-Type": content_type, **headers})

    def reply(self, arrival):
        path = urlsplit(arrival.target).path
        if path.endswith(DOCUMENT):
            return 200, self.document, {"Content-Type": JSON}
        if path.endswith(TOKEN):
            return 200, self._token(parse_qs(arrival.body.decode())), {"Content-Type": JSON}
        self.arrivals.append(arrival)
        if self.waits:
            self.waits.wait()
        return self.answer

    def _token(self, form: dict) -> bytes:
        claims = jwt.decode(form["assertion"][0], options={"verify_signature": False})
        self.asked.append(claims.get("scope", ""))
        key = "a key of the stand-in, long enough"
        token = jwt.encode({"role": claims.get("scope", "").split(), "n": len(self.issued)}, key)
        self.issued.append(token)
        answer = {"access_token": token, "expires_in": 600, "token_type": "bearer"}
        return json.dumps(answer).encode()
