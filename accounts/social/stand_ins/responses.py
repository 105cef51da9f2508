"""Responses that both stand-ins send."""

import json
from typing import Any
from urllib.parse import urlencode

from werkzeug.exceptions import BadRequest
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

LOOPBACK_ORIGINS = ("http://localhost:", "http://127.0.0.1:")


def redirect_uri_of(request: Request) -> str:
    """Return the redirect URI of the request. Raises `BadRequest` when it is not on this machine."""
    redirect_uri = request.args.get("redirect_uri", "")
    if not redirect_uri.startswith(LOOPBACK_ORIGINS):
        raise BadRequest("A stand-in redirects to this machine only.")
    return redirect_uri


def redirect_back(request: Request, **parameters: str) -> Response:
    """Redirect the browser to the portal with `parameters` and the state of its request."""
    query = {"state": request.args.get("state", ""), **parameters}
    return redirect(f"{redirect_uri_of(request)}?{urlencode(query)}")


def access_denied(request: Request) -> Response:
    """Redirect the browser to the portal with the error of a sign-in that the user refused."""
    return redirect_back(request, error="access_denied")


def json_response(value: Any) -> Response:
    """Return a response of status 200 with `value` as JSON."""
    return Response(json.dumps(value), mimetype="application/json")
