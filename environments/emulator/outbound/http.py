"""Outgoing calls: webhooks, integration events, and the notice of a completed restore.

Redirects are not followed and proxies not used. The signature covers the bytes that are sent.
"""

import base64
import hashlib
import hmac
import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lib import exact_json

_MAX_RESPONSE_SIZE = 1024 * 1024


class NoResponse(Exception):
    """The address could not be reached, took too long, or closed the connection."""


@dataclass(frozen=True)
class Response:
    """The response to an outgoing call."""

    status: int
    text: str

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def json(self) -> object:
        """Return the parsed text, or None if it is not JSON."""
        try:
            return exact_json.loads(self.text)
        except exact_json.MalformedJson:
            return None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def signature(key: str, body: bytes) -> str:
    """Return the value of the header `X-oc-hash`."""
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def custom_header(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the custom authentication header of a webhook, event, integration or target; empty for none."""
    name, value = settings.get("CustomAuthHeaderName"), settings.get("CustomAuthHeaderValue")
    return {name: value} if name and value else {}


def post(
    url: str, value: object, key: str | None, seconds: float, more_headers: Mapping[str, str] | None = None
) -> Response:
    """Send a value as JSON, signed if there is a key.

    Args:
        more_headers: see `custom_header`.

    Raises:
        NoResponse: there is no complete response.
    """
    body = exact_json.dumps(value).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "OrderCloud-Emulator"}
    if key:
        headers["X-oc-hash"] = signature(key, body)
    headers |= more_headers or {}
    try:
        request = urllib.request.Request(url, body, headers, method="POST")
        with _OPENER.open(request, timeout=seconds) as response:
            return Response(response.status, response.read(_MAX_RESPONSE_SIZE).decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        with error:
            return Response(error.code, error.read(_MAX_RESPONSE_SIZE).decode("utf-8", "replace"))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoResponse(str(error)) from error
