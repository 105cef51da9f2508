"""Send a response over WSGI: complete, or as a fault demands slowly, by half, or not at all."""

import errno
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from http.client import responses
from typing import NoReturn
from urllib.parse import urlsplit

from environments.emulator.control.faults import ResponseFault
from environments.emulator.response import Response

_JSON = ("Content-Type", "application/json; charset=utf-8")
_CROSS_ORIGIN = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept"),
    ("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS"),
    ("Access-Control-Expose-Headers", "Location"),
)
_CHUNK_COUNT = 10
_WITHOUT_BODY = (204, 304)


def host_of(environ: dict) -> str | None:
    """Return the host name or address of the Host header, without port; None if the header is invalid."""
    try:
        return urlsplit(f"//{environ.get('HTTP_HOST', '')}").hostname
    except ValueError:
        return None


def root_url(environ: dict) -> str:
    """Return the root address that was called, with the host name that the caller used."""
    host = environ.get("HTTP_HOST")
    return f"{environ['wsgi.url_scheme']}://{host if host_of(environ) else environ['SERVER_NAME']}"


class ConnectionCut(ConnectionError):
    """The connection was cut by a fault rule."""


def send(
    response: Response, environ: dict, start_response: Callable, fault: ResponseFault, cross_origin: bool
) -> Iterable[bytes]:
    """Send a response; `cross_origin` lets pages of other origins read it."""
    body = b"" if response.status in _WITHOUT_BODY else response.body or b""
    if fault.truncation == "before":
        _cut_connection(environ)
    headers = [*response.headers, ("Content-Length", str(len(body)))]
    if cross_origin:
        headers += _CROSS_ORIGIN
    if body and not any(name == "Content-Type" for name, _ in response.headers):
        headers.append(_JSON)
    start_response(f"{response.status} {responses.get(response.status, '')}", headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        return []
    if fault.truncation == "during":
        return _truncated(body)
    return _slow_chunks(body, fault.slow_ms) if fault.slow_ms else [body]


def _slow_chunks(body: bytes, pause_ms: float) -> Iterator[bytes]:
    size = max(1, -(-len(body) // _CHUNK_COUNT))
    for start in range(0, len(body), size):
        time.sleep(pause_ms / 1000)
        yield body[start : start + size]


def _truncated(body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    raise ConnectionCut(errno.ECONNRESET, "the connection was cut during the response")


def _cut_connection(environ: dict) -> NoReturn:
    """End the connection before the first byte of a response.

    Raises:
        ConnectionCut: always; both servers ignore it.
    """
    connection = environ.get("gunicorn.socket") or environ["werkzeug.socket"]
    with suppress(OSError):  # the caller may have disconnected already
        connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionCut(errno.ECONNRESET, "the connection was cut before the response")
