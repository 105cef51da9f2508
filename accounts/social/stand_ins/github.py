"""A stand-in for GitHub: OAuth with PKCE, `/user` and `/user/emails`, at its enterprise addresses.

python -m accounts.social.stand_ins.github --port 8101
"""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import HTTPException, NotFound, Unauthorized
from werkzeug.wrappers import Request, Response

from accounts.social.stand_ins import serving
from accounts.social.stand_ins.answers import as_json, go_back, refusal, way_back
from accounts.social.stand_ins.page import STYLE, choose
from accounts.social.stand_ins.people import SLOW_SECONDS, Behaviour, Person, chosen

PORT = 8101


@dataclass(frozen=True)
class Grant:
    """What a code or a token stands for."""

    person: Person
    behaviour: Behaviour
    redirect_uri: str
    challenge: str


class GitHub:
    """The application. Codes and tokens live as long as the process."""

    def __init__(self, slow_seconds: float = SLOW_SECONDS):
        self.slow_seconds = slow_seconds
        self.codes: dict[str, Grant] = {}
        self.tokens: dict[str, Grant] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        try:
            response = self.answer(request)
        except HTTPException as error:
            response = error
        return response(environ, start_response)

    def answer(self, request: Request) -> Response:
        """What each address does."""
        match request.method, request.path:
            case "GET", "/stand-in.css":
                return Response(STYLE, mimetype="text/css")
            case "GET", "/login/oauth/authorize":
                port = request.host.split(":")[-1]
                page = choose("GitHub", request.args, port=port, other="the one for Google is on its own")
                return Response(page, mimetype="text/html")
            case "POST", "/login/oauth/authorize":
                return self.decide(request)
            case "POST", "/login/oauth/access_token":
                return self.exchange(request)
            case "GET", "/api/v3/user":
                return self.user(self.granted(request))
            case "GET", "/api/v3/user/emails":
                return self.emails(self.granted(request))
        raise NotFound

    def decide(self, request: Request) -> Response:
        """Back to the portal, with a code for whoever was chosen."""
        if "refuse" in request.form:
            return refusal(request)
        person, behaviour = chosen(request.form)
        code = secrets.token_hex(10)
        challenge = request.args.get("code_challenge", "")
        self.codes[code] = Grant(person, behaviour, way_back(request), challenge)
        if behaviour is Behaviour.FOREIGN:
            return go_back(request, code=code, state=secrets.token_hex(8))
        return go_back(request, code=code)

    def exchange(self, request: Request) -> Response:
        """A token for a code, once, for the browser that began with the same verifier."""
        grant = self.codes.pop(request.form.get("code", ""), None)
        if grant is None or request.form.get("redirect_uri") != grant.redirect_uri:
            return as_json({"error": "bad_verification_code"})
        if grant.challenge and challenge_of(request.form.get("code_verifier", "")) != grant.challenge:
            return as_json({"error": "bad_verification_code"})
        if grant.behaviour is Behaviour.SLOW:
            time.sleep(self.slow_seconds)
        if grant.behaviour is Behaviour.DOWN:
            return Response("Down", status=503)
        token = f"gho_{secrets.token_hex(18)}"
        self.tokens[token] = grant
        return as_json({"access_token": token, "token_type": "bearer", "scope": "read:user,user:email"})

    def granted(self, request: Request) -> Grant:
        """The grant of the token in the Authorization header."""
        grant = self.tokens.get(request.headers.get("Authorization", "").partition(" ")[2])
        if grant is None:
            raise Unauthorized
        return grant

    def user(self, grant: Grant) -> Response:
        """The person, whose public address is null, as with most."""
        person = grant.person
        return as_json({"id": person.number, "login": person.login, "name": person.name, "email": None})

    def emails(self, grant: Grant) -> Response:
        """Their addresses, verified or not."""
        if grant.behaviour is Behaviour.NO_ADDRESS:
            return as_json([])
        verified = grant.behaviour is not Behaviour.UNVERIFIED
        return as_json(
            [{"email": grant.person.email, "primary": True, "verified": verified, "visibility": None}]
        )


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    serving.main(GitHub, PORT)
