"""An OrderCloud that serves the real document and tokens, and responds to calls as a test sets."""

import json
from urllib.parse import parse_qs, urlsplit

import jwt

from tests.console.recording_server import RecordingServer

TOKEN = "/oauth/token"
DOCUMENT = "/v1/openapi/v3"
JSON = "application/json"


class FakeOrderCloud(RecordingServer):
    """An OrderCloud; `set_response` sets its responses, `requested_scopes` are those of the issued tokens."""

    def __init__(self, document: bytes):
        super().__init__()
        self.document = document
        self.requested_scopes: list[str] = []
        self.issued: list[str] = []
        self.hold = None
        self.set_response(200, {})

    def set_response(self, status: int, body, content_type: str = JSON, **headers: str) -> None:
        """Set the response to every further call; a body that is not bytes is written as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.response = (status, content, {"Content-Type": content_type, **headers})

    def respond(self, arrival):
        path = urlsplit(arrival.target).path
        if path.endswith(DOCUMENT):
            return 200, self.document, {"Content-Type": JSON}
        if path.endswith(TOKEN):
            return 200, self._token(parse_qs(arrival.body.decode())), {"Content-Type": JSON}
        self.arrivals.append(arrival)
        if self.hold:
            self.hold.wait()
        return self.response

    def _token(self, form: dict) -> bytes:
        claims = jwt.decode(form["assertion"][0], options={"verify_signature": False})
        self.requested_scopes.append(claims.get("scope", ""))
        key = "a key of the stand-in, long enough"
        token = jwt.encode({"role": claims.get("scope", "").split(), "n": len(self.issued)}, key)
        self.issued.append(token)
        response = {"access_token": token, "expires_in": 600, "token_type": "bearer"}
        return json.dumps(response).encode()
