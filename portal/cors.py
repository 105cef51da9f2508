"""CORS: which sites' programs may call the Portal API from a browser; none unless operators name them."""

import ipaddress
import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.environment import EMBEDDED, env

VARIABLE = "PORTAL_CORS_ALLOWED_ORIGINS"
# Host and port as browsers send them: in lower case, international names in ASCII.
AUTHORITY = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
REQUEST_HEADERS = (
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "x-request-id",
)
RESPONSE_HEADERS = (
    "ETag",
    "Idempotent-Replayed",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-ID",
)


def allowed_origins() -> list[str]:
    """Return the origins that operators name.

    Raises:
        ImproperlyConfigured: for anything but origins.
    """
    return [origin(text) for text in env.list("PORTAL_CORS_ALLOWED_ORIGINS", default=[]) if text.strip()]


def origin(text: str, *, embedded: bool = EMBEDDED) -> str:
    """Return an origin, such as `https://tools.example.com`, as browsers write it.

    Args:
        embedded: whether plain HTTP is allowed beyond loopback too.

    Raises:
        ImproperlyConfigured: for `*`, for what is more or less than an origin, and for plain HTTP.
    """
    value = text.strip().lower()
    scheme, _, authority = value.partition("://")
    if scheme not in {"http", "https"} or not _is_authority(authority):
        raise ImproperlyConfigured(
            f"{VARIABLE} contains {text!r}. Name each origin as scheme and host, "
            "such as https://tools.example.com, without a path or wildcard."
        )
    if scheme == "http" and not embedded and not is_loopback(value):
        raise ImproperlyConfigured(f"{VARIABLE} contains {text!r}, which is plain HTTP. Use https://.")
    return value


def is_loopback(value: str) -> bool:
    """Return whether an origin is of the browser's own machine."""
    host = urlsplit(value).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_authority(text: str) -> bool:
    if not AUTHORITY.fullmatch(text):
        return False
    try:
        return urlsplit(f"//{text}").port != 0
    except ValueError:  # an impossible port or IPv6 address
        return False
