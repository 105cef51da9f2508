"""A stand-in for Google: the OpenID provider of oidc-provider-mock behind the page of the stand-ins.

python -m accounts.social.stand_ins.google --port 8102
"""

import os
import secrets
import time
from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

# The provider refuses plain HTTP unless told otherwise, and reads that when it is imported.
os.environ.setdefault("AUTHLIB_INSECURE_TRANSPORT", "1")

from typing import Any

from flask import Flask
from oidc_provider_mock import init_app
from werkzeug.exceptions import HTTPException
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from accounts.social.stand_ins import serving
from accounts.social.stand_ins.answers import go_back, refusal, way_back
from accounts.social.stand_ins.page import STYLE, choose
from accounts.social.stand_ins.people import SLOW_SECONDS, Behaviour, Person, chosen

PORT = 8102


class Google:
    """The application: page and misbehaviour are ours, everything of OpenID is the provider's."""

    def __init__(self, slow_seconds: float = SLOW_SECONDS):
        self.slow_seconds = slow_seconds
        provider = Flask("oidc_provider_mock")
        plain = provider.wsgi_app
        init_app(provider)
        # Without the debugger that the provider puts around itself.
        provider.debug, provider.wsgi_app = False, plain
        provider.secret_key = secrets.token_bytes(16)
        self.provider = provider
        self.behaviours: dict[str, Behaviour] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        try:
            response = self.answer(request)
        except HTTPException as error:
            response = error
        return (response or self.provider)(environ, start_response)

    def answer(self, request: Request) -> Response | None:
        """What is ours; None for what the provider answers."""
        match request.method, request.path:
            case "GET", "/stand-in.css":
                return Response(STYLE, mimetype="text/css")
            case "GET", "/oauth2/authorize":
                port = request.host.split(":")[-1]
                page = choose("Google", request.args, port=port, other="the one for GitHub is on its own")
                return Response(page, mimetype="text/html")
            case "POST", "/oauth2/authorize":
                return self.decide(request)
            case "POST", "/oauth2/token":
                return self.misbehave(request)
        return None

    def decide(self, request: Request) -> Response:
        """Tells the provider who it is, has it answer, and sends the browser back to the portal."""
        if "refuse" in request.form:
            return refusal(request)
        way_back(request)
        person, behaviour = chosen(request.form)
        inside = Client(self.provider)
        inside.put(f"/users/{person.number}", json=claims(person, behaviour))
        answer = inside.post(
            "/oauth2/authorize",
            base_url=request.host_url,
            query_string=request.args,
            data={"sub": str(person.number)},
        )
        code = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))["code"]
        self.behaviours[code] = behaviour
        if behaviour is Behaviour.FOREIGN:
            return go_back(request, code=code, state=secrets.token_hex(8))
        return go_back(request, code=code)

    def misbehave(self, request: Request) -> Response | None:
        """Slow or down when that was chosen for this code; otherwise None: the provider reads the body."""
        body = request.get_data()
        request.environ["wsgi.input"] = BytesIO(body)
        code = dict(parse_qsl(body.decode())).get("code", "")
        behaviour = self.behaviours.pop(code, Behaviour.WELL)
        if behaviour is Behaviour.SLOW:
            time.sleep(self.slow_seconds)
        return Response("Down", status=503) if behaviour is Behaviour.DOWN else None


def claims(person: Person, behaviour: Behaviour) -> dict:
    """What the signed answer says of a person."""
    said = {"name": person.name}
    if behaviour is not Behaviour.NO_ADDRESS:
        said |= {"email": person.email, "email_verified": behaviour is not Behaviour.UNVERIFIED}
    return said


if __name__ == "__main__":
    serving.main(Google, PORT)
