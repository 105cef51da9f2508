"""A stand-in for Google: the OpenID provider of oidc-provider-mock behind the page of the stand-ins.

python -m accounts.social.stand_ins.google --port 8102
"""

import os
import secrets
import time
from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

# The provider refuses plain HTTP unless this is set when it is imported.
os.environ.setdefault("AUTHLIB_INSECURE_TRANSPORT", "1")

from typing import Any

from flask import Flask
from oidc_provider_mock import init_app
from werkzeug.exceptions import HTTPException
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from accounts.social.stand_ins import serving
from accounts.social.stand_ins.page import STYLE, render_page
from accounts.social.stand_ins.responses import (
    access_denied,
    redirect_back,
    redirect_uri_of,
)
from accounts.social.stand_ins.users import (
    SLOW_SECONDS,
    Behaviour,
    ProviderUser,
    chosen,
)

PORT = 8102


class Google:
    """The WSGI application: its page and its faults; everything of OpenID is the provider's."""

    def __init__(self, slow_seconds: float = SLOW_SECONDS):
        self.slow_seconds = slow_seconds
        flask = Flask("oidc_provider_mock")
        # Taken before the provider wraps it in a debugger.
        self.provider = flask.wsgi_app
        init_app(flask)
        flask.debug = False
        flask.secret_key = secrets.token_bytes(16)
        self.behaviours: dict[str, Behaviour] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        response: Response | HTTPException | None
        try:
            response = self.dispatch(Request(environ))
        except HTTPException as error:
            response = error
        return (response or self.provider)(environ, start_response)

    def dispatch(self, request: Request) -> Response | None:
        """Return the stand-in's own response, or None for a request to the provider."""
        match request.method, request.path:
            case "GET", "/stand-in.css":
                return Response(STYLE, mimetype="text/css")
            case "GET", "/oauth2/authorize":
                port = request.host.split(":")[-1]
                page = render_page(
                    "Google", request.args, port=port, other="the one for GitHub is on its own"
                )
                return Response(page, mimetype="text/html")
            case "POST", "/oauth2/authorize":
                return self.authorize(request)
            case "POST", "/oauth2/token":
                return self.inject_fault(request)
        return None

    def authorize(self, request: Request) -> Response:
        """Authorize the chosen user at the provider, and redirect to the portal with its code."""
        if "refuse" in request.form:
            return access_denied(request)
        redirect_uri_of(request)
        user, behaviour = chosen(request.form)
        client = Client(self.provider)
        client.put(f"/users/{user.id}", json=claims(user, behaviour))
        response = client.post(
            "/oauth2/authorize",
            base_url=request.host_url,
            query_string=request.args,
            data={"sub": str(user.id)},
        )
        code = dict(parse_qsl(urlsplit(response.headers["Location"]).query))["code"]
        self.behaviours[code] = behaviour
        if behaviour is Behaviour.WRONG_STATE:
            return redirect_back(request, code=code, state=secrets.token_hex(8))
        return redirect_back(request, code=code)

    def inject_fault(self, request: Request) -> Response | None:
        """Be slow or down where that was chosen for this code; return None when the provider responds."""
        body = request.get_data()
        request.environ["wsgi.input"] = BytesIO(body)
        code = dict(parse_qsl(body.decode())).get("code", "")
        behaviour = self.behaviours.pop(code, Behaviour.NORMAL)
        if behaviour is Behaviour.SLOW:
            time.sleep(self.slow_seconds)
        return Response("Down", status=503) if behaviour is Behaviour.DOWN else None


def claims(user: ProviderUser, behaviour: Behaviour) -> dict[str, str | bool]:
    """Return the claims about a user in the ID token."""
    data: dict[str, str | bool] = {"name": user.name}
    if behaviour is not Behaviour.NO_EMAIL:
        data |= {"email": user.email, "email_verified": behaviour is not Behaviour.UNVERIFIED}
    return data


if __name__ == "__main__":
    serving.main(Google, PORT)
