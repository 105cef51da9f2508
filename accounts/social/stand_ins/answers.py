"""Answers that both stand-ins give."""

import json
from typing import Any
from urllib.parse import urlencode

from werkzeug.exceptions import BadRequest
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

THIS_MACHINE = ("http://localhost:", "http://127.0.0.1:")


def way_back(request: Request) -> str:
    """Where the portal wants the browser back; raises `BadRequest` when that is not this machine."""
    back = request.args.get("redirect_uri", "")
    if not back.startswith(THIS_MACHINE):
        raise BadRequest("A stand-in goes back to this machine only.")
    return back


def go_back(request: Request, **said: str) -> Response:
    """Sends the browser back to the portal with `said` and the state of its request."""
    query = {"state": request.args.get("state", ""), **said}
    return redirect(f"{way_back(request)}?{urlencode(query)}")


def refusal(request: Request) -> Response:
    """Somebody did not want to be told of."""
    return go_back(request, error="access_denied")


def as_json(value: Any) -> Response:
    """200 with `value`."""
    return Response(json.dumps(value), mimetype="application/json")
