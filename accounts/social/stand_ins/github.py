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
from accounts.social.stand_ins.page import STYLE, render_page
from accounts.social.stand_ins.responses import (
    access_denied,
    json_response,
    redirect_back,
    redirect_uri_of,
)
from accounts.social.stand_ins.users import (
    SLOW_SECONDS,
    Behaviour,
    ProviderUser,
    chosen,
)

PORT = 8101


@dataclass(frozen=True)
class Grant:
    """The authorization that a code or a token stands for."""

    user: ProviderUser
    behaviour: Behaviour
    redirect_uri: str
    code_challenge: str


class GitHub:
    """The WSGI application. Codes and tokens are valid as long as the process runs."""

    def __init__(self, slow_seconds: float = SLOW_SECONDS):
        self.slow_seconds = slow_seconds
        self.codes: dict[str, Grant] = {}
        self.tokens: dict[str, Grant] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        response: Response | HTTPException
        try:
            response = self.dispatch(Request(environ))
        except HTTPException as error:
            response = error
        return response(environ, start_response)

    def dispatch(self, request: Request) -> Response:
        """Return the response of the request's URL, or raise `NotFound`."""
        match request.method, request.path:
            case "GET", "/stand-in.css":
                return Response(STYLE, mimetype="text/css")
            case "GET", "/login/oauth/authorize":
                port = request.host.split(":")[-1]
                page = render_page(
                    "GitHub", request.args, port=port, other="the one for Google is on its own"
                )
                return Response(page, mimetype="text/html")
            case "POST", "/login/oauth/authorize":
                return self.authorize(request)
            case "POST", "/login/oauth/access_token":
                return self.exchange(request)
            case "GET", "/api/v3/user":
                return self.user(self.grant_of(request))
            case "GET", "/api/v3/user/emails":
                return self.emails(self.grant_of(request))
        raise NotFound

    def authorize(self, request: Request) -> Response:
        """Redirect to the portal with a code for the chosen user."""
        if "refuse" in request.form:
            return access_denied(request)
        user, behaviour = chosen(request.form)
        code = secrets.token_hex(10)
        challenge = request.args.get("code_challenge", "")
        self.codes[code] = Grant(user, behaviour, redirect_uri_of(request), challenge)
        if behaviour is Behaviour.WRONG_STATE:
            return redirect_back(request, code=code, state=secrets.token_hex(8))
        return redirect_back(request, code=code)

    def exchange(self, request: Request) -> Response:
        """Exchange a code for a token, once, for the client that started with the same verifier."""
        grant = self.codes.pop(request.form.get("code", ""), None)
        if grant is None or request.form.get("redirect_uri") != grant.redirect_uri:
            return json_response({"error": "bad_verification_code"})
        if (
            grant.code_challenge
            and code_challenge_of(request.form.get("code_verifier", "")) != grant.code_challenge
        ):
            return json_response({"error": "bad_verification_code"})
        if grant.behaviour is Behaviour.SLOW:
            time.sleep(self.slow_seconds)
        if grant.behaviour is Behaviour.DOWN:
            return Response("Down", status=503)
        token = f"gho_{secrets.token_hex(18)}"
        self.tokens[token] = grant
        return json_response({"access_token": token, "token_type": "bearer", "scope": "read:user,user:email"})

    def grant_of(self, request: Request) -> Grant:
        """Return the grant of the token in the Authorization header."""
        grant = self.tokens.get(request.headers.get("Authorization", "").partition(" ")[2])
        if grant is None:
            raise Unauthorized
        return grant

    def user(self, grant: Grant) -> Response:
        """Return the user, whose public email is null, as most are."""
        user = grant.user
        return json_response({"id": user.id, "login": user.login, "name": user.name, "email": None})

    def emails(self, grant: Grant) -> Response:
        """Return the emails of the user, verified or not."""
        if grant.behaviour is Behaviour.NO_EMAIL:
            return json_response([])
        verified = grant.behaviour is not Behaviour.UNVERIFIED
        return json_response(
            [{"email": grant.user.email, "primary": True, "verified": verified, "visibility": None}]
        )


def code_challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    serving.main(GitHub, PORT)
