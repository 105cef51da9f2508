"""Requests to URLs that users enter: which are refused, and a deadline for the whole of each request."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from requests.structures import CaseInsensitiveDict

from lib import deadlines, guarded_http
from lib.deadlines import DeadlineExceeded

__all__ = ["DeadlineExceeded", "OutboundResponse", "check_url", "post"]

CONNECT_TIMEOUT, READ_TIMEOUT = 3.05, 10.0  # seconds without a byte
CALL_DEADLINE = 15.0  # seconds from the name lookup to the end of the response
MAX_RESPONSE_BYTES = 2_000  # bytes that are read of a response
MAX_URL_LENGTH = 2_000
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class OutboundResponse:
    """A response whose body is cut to `MAX_RESPONSE_BYTES`."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes


def check_url(url: str) -> None:
    """Raise `ValidationError` unless requests may go to `url`.

    It must be HTTPS; in the embedded default HTTP to loopback is allowed, except to the portal's own parts: a
    request to the emulator's control path would clear its alarms. Where a name leads is checked at each
    request, because names change.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValidationError("Enter a valid URL.") from error
    local = settings.EMBEDDED and parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or local) or len(url) > MAX_URL_LENGTH:
        raise ValidationError("The URL must start with https://.")
    if parts.username or parts.password:
        raise ValidationError("Enter a URL without a username or password. The hash key signs the request.")
    if settings.EMBEDDED and _is_loopback(parts.hostname) and (port or _default_port(parts)) in _own_ports():
        raise ValidationError("This URL belongs to the portal itself.")


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, deadline: float = CALL_DEADLINE
) -> OutboundResponse:
    """Send `body` over a session that refuses private addresses, redirects and proxies.

    Args:
        deadline: seconds for the whole request.

    Raises:
        DeadlineExceeded: `deadline` has passed.
        requests.RequestException: the address is refused or unreachable, or the connection broke.
    """
    sent_headers = {"User-Agent": "ordercloud-portal", **headers}
    with (
        deadlines.deadline(deadline),
        guarded_http.new_session(allow_loopback=settings.EMBEDDED) as session,
        session.post(
            url,
            data=body,
            headers=sent_headers,
            stream=True,
            allow_redirects=False,
            timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
        ) as response,
    ):
        content = next(response.iter_content(MAX_RESPONSE_BYTES), b"")
        return OutboundResponse(
            response.status_code, response.reason or "", CaseInsensitiveDict(response.headers), content
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK


def _default_port(parts: SplitResult) -> int:
    return 443 if parts.scheme == "https" else 80


def _own_ports() -> set[int | None]:
    own = [settings.EMULATOR_URL, settings.REDIS_URL, settings.SITE_URL, *settings.PROVIDERS.origins]
    return {urlsplit(address).port for address in own}
