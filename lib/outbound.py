"""Requests to URLs that users enter: which are refused, and a deadline for the whole of each request.

The library's timeouts count from one byte to the next, so a receiver that sends one now and then could hold
a caller for ever. Here the connection is shut down when the deadline has passed.
"""

import contextvars
import ipaddress
import socket
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import requests
from django.conf import settings
from django.core.exceptions import ValidationError
from requests.structures import CaseInsensitiveDict
from requests_hardened import Config, Manager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

CONNECT_TIMEOUT, READ_TIMEOUT = 3.05, 10.0  # seconds without a byte
CALL_DEADLINE = 15.0  # seconds from the name lookup to the end of the response
MAX_RESPONSE_BYTES = 2_000  # bytes that are read of a response
MAX_URL_LENGTH = 2_000
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class DeadlineExceeded(requests.Timeout):
    """The request was not finished when its deadline passed."""


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
    call = _Call()
    future: Future[OutboundResponse] = Future()

    def run() -> None:
        _current.set(call)
        try:
            future.set_result(_post(url, body, headers))
        except BaseException as error:
            future.set_exception(error)
        finally:
            call.shut_down()

    threading.Thread(target=run, name="outbound-call", daemon=True).start()
    try:
        return future.result(timeout=deadline)
    except FutureTimeoutError as error:
        call.shut_down()
        raise DeadlineExceeded(f"No response within {deadline:g} s.") from error


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> OutboundResponse:
    with _session() as session, session.post(url, data=body, headers=dict(headers), stream=True) as response:
        content = next(response.iter_content(MAX_RESPONSE_BYTES), b"")
        return OutboundResponse(
            response.status_code, response.reason or "", CaseInsensitiveDict(response.headers), content
        )


def _session() -> requests.Session:
    session = Manager(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=settings.EMBEDDED,
            never_redirect=True,
            default_timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
            user_agent_override="ordercloud-portal",
        )
    ).get_session()
    # A proxy of the environment would resolve the name itself, past the filter.
    session.trust_env = False
    for adapter in session.adapters.values():
        adapter.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
    return session


class _Call:
    """The connection of a running request, so that another thread can end it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._over = False

    def watch(self, connection: socket.socket) -> None:
        # A copy of the descriptor, because TLS takes over the original.
        with self._lock:
            self._connection = connection.dup()
            if self._over:
                self._shut_down()

    def shut_down(self) -> None:
        with self._lock:
            self._over = True
            self._shut_down()

    def _shut_down(self) -> None:
        if self._connection:
            with suppress(OSError):  # the other side closed it first
                self._connection.shutdown(socket.SHUT_RDWR)
            self._connection.close()
            self._connection = None


_current: contextvars.ContextVar[_Call | None] = contextvars.ContextVar("outbound_call", default=None)


def _watched(connection: socket.socket) -> socket.socket:
    if call := _current.get():
        call.watch(connection)
    return connection


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _watched(super()._new_conn())


class _SecureConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _watched(super()._new_conn())


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


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
