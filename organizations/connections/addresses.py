"""Which API URLs connections may have: OrderCloud's own, and those of hosts that operators allow."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

from environments import endpoints
from organizations.models import AllowedHost, Connection

MAX_LENGTH = 200
NOT_ALLOWED = "The operators of this portal don't allow connections to {host}."
EXAMPLE = "https://api.example.com"
PATH = re.compile(r"[A-Za-z0-9._~/-]*")


def normalize(url: str, environment: str, region: str) -> str:
    """Return the base URL of a connection, without `/v1`; "" for OrderCloud's own.

    Raises:
        ValidationError: with the field `base_url`, unless requests may go there.
    """
    url = url.strip()
    if not url:
        return ""
    base_url = _base_of(url)
    if base_url == endpoints.hosted_endpoint(environment, region).base_url:
        return ""
    if base_url in _own_base_urls():
        raise _invalid(f"This is OrderCloud's URL of another environment or region, not of {environment}.")
    is_local = settings.EMBEDDED and endpoints.is_local_emulator(base_url, environment, region)
    if not is_local and not base_url.startswith("https://"):
        raise _invalid("The URL must start with https://.")
    if not is_allowed(base_url):
        raise _invalid(NOT_ALLOWED.format(host=urlsplit(base_url).netloc))
    return base_url


def is_allowed(base_url: str) -> bool:
    """Return whether operators allow the host of a base URL that is not OrderCloud's own."""
    return not base_url or AllowedHost.objects.filter(host=urlsplit(base_url).netloc).exists()


def accepts_urls() -> bool:
    """Return whether there is any host besides OrderCloud's own, so that pages ask for a URL."""
    return AllowedHost.objects.exists()


def refusal(connection: Connection) -> str:
    """Return why nothing may be sent to the host of a connection, or "" if it is still allowed."""
    if is_allowed(connection.base_url):
        return ""
    return NOT_ALLOWED.format(host=urlsplit(connection.base_url).netloc)


def _base_of(url: str) -> str:
    """Return the URL as `scheme://host[:port][/path]` in its canonical form."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
        host.encode("ascii")
    except ValueError as error:
        raise _invalid(f"Enter a URL, such as {EXAMPLE}.") from error
    if parts.scheme not in ("http", "https") or not host or ":" in host or len(url) > MAX_LENGTH:
        raise _invalid(f"Enter a URL, such as {EXAMPLE}.")
    if parts.username is not None or parts.password is not None:
        raise _invalid("Enter a URL without a username or password.")
    dotted = any(part in (".", "..") for part in parts.path.split("/"))
    if parts.query or parts.fragment or dotted or not PATH.fullmatch(parts.path):
        raise _invalid("Enter a URL whose path has only letters, digits, dashes, dots and underscores.")
    default_port = 443 if parts.scheme == "https" else 80
    netloc = host if port in (None, default_port) else f"{host}:{port}"
    path = parts.path.rstrip("/").removesuffix("/v1")
    return f"{parts.scheme}://{netloc}{path}"


def _own_base_urls() -> set[str]:
    return {
        endpoints.hosted_endpoint(environment, region.id).base_url
        for environment in endpoints.ENVIRONMENTS
        for region in endpoints.REGIONS
    }


def _invalid(message: str) -> ValidationError:
    return ValidationError({"base_url": message})
