"""Sends an answer over WSGI, whole or as a fault wants it: slowly, by half, or not at all."""

import os
import socket
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from http.client import responses
from pathlib import Path
from urllib.parse import urlsplit

from environments.emulator.calls import Answer
from environments.emulator.faults import Effects

_JSON = ("Content-Type", "application/json; charset=utf-8")
_CROSS_ORIGIN = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept"),
    ("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS"),
    ("Access-Control-Expose-Headers", "Location"),
)
_PIECES = 10


def host_of(environ: dict) -> str | None:
    """The name or address, without port, that the caller calls by; None where the header is none."""
    try:
        return urlsplit(f"//{environ.get('HTTP_HOST', '')}").hostname
    except ValueError:
        return None


class HungUp(ConnectionError):
    """The connection was cut because a fault says so."""


def send(
    answer: Answer, environ: dict, start_response: Callable, effects: Effects, open_to_pages: bool
) -> Iterable[bytes]:
    """Send an answer; `open_to_pages` lets pages of other origins read it, as the API's may."""
    body = answer.body or b""
    if effects.cut == "before":
        _hang_up(environ)
    headers = [*answer.headers, ("Content-Length", str(len(body)))]
    if open_to_pages:
        headers += _CROSS_ORIGIN
    if answer.body is not None and not any(name == "Content-Type" for name, _ in answer.headers):
        headers.append(_JSON)
    start_response(f"{answer.status} {responses.get(answer.status, '')}", headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        return []
    if effects.cut == "during":
        return _torn(body)
    return _slow(body, effects.slow_ms) if effects.slow_ms else [body]


def _slow(body: bytes, pause_ms: float) -> Iterator[bytes]:
    size = max(1, -(-len(body) // _PIECES))
    for start in range(0, len(body), size):
        time.sleep(pause_ms / 1000)
        yield body[start : start + size]


def _torn(body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    raise HungUp("half an answer is all there is")


def _hang_up(environ: dict) -> None:
    """Close the caller's connection under the server, whichever server it is: found by the caller's port."""
    for name in os.listdir("/dev/fd") if Path("/dev/fd").exists() else ():
        # Refused for what is gone meanwhile, and for a socket that is not connected.
        with suppress(OSError):
            # Only then a socket object closes the copy again; of anything else the copy would stay open.
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            with socket.socket(fileno=os.dup(int(name))) as connection:
                peer = connection.getpeername()
                if isinstance(peer, tuple) and str(peer[1]) == str(environ.get("REMOTE_PORT", "")):
                    connection.shutdown(socket.SHUT_RDWR)
                    return
