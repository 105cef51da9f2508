"""Calls to other people's addresses: webhooks, integration events, and the word that a restore is done.

Redirects are not followed and proxies not asked. The signature is over the bytes that are sent.
"""

import base64
import hashlib
import hmac
import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass

from lib import exact_json

_MAX_RESPONSE_SIZE = 1024 * 1024


class NoResponse(Exception):
    """The address could not be reached, took too long, or broke off."""


@dataclass(frozen=True)
class Response:
    status: int
    text: str

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def json(self) -> object:
        """The parsed text, None when it is no JSON."""
        try:
            return exact_json.loads(self.text)
        except exact_json.MalformedJson:
            return None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def signature(key: str, body: bytes) -> str:
    """What `X-oc-hash` carries."""
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def post(url: str, value: object, key: str | None, seconds: float) -> Response:
    """Send a value as JSON, signed when there is a key. Raises NoResponse."""
    body = exact_json.dumps(value).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "OrderCloud-Emulator"}
    if key:
        headers["X-oc-hash"] = signature(key, body)
    request = urllib.request.Request(url, body, headers, method="POST")
    try:
        with _OPENER.open(request, timeout=seconds) as answer:
            return Response(answer.status, answer.read(_MAX_RESPONSE_SIZE).decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        with error:
            return Response(error.code, error.read(_MAX_RESPONSE_SIZE).decode("utf-8", "replace"))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoResponse(str(error)) from error
