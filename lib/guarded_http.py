"""HTTP for addresses that people enter: no private address, no redirect, no proxy, and a deadline.

A name is looked up when a connection is made, and the connection goes to the very address that was checked,
so that a name which leads elsewhere a moment later (DNS rebinding) gains nothing. Connections can stay open
and be shared like any others. Make each request within `lib.deadlines.deadline`.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter import InvalidIPAddress, get_ip_address
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from lib import deadlines

DEFAULT_CONNECT_TIMEOUT = 3.05
# IPv6 addresses that lead to an IPv4 one, which may be private. The library refuses the other such ranges.
_IPV4_IN_IPV6 = (ipaddress.ip_network("::/96"), ipaddress.ip_network("::ffff:0:0:0/96"))
Result = TypeVar("Result")


class PrivateAddress(requests.RequestException):
    """The host is, or its name leads to, an address that is not public."""


class ResponseTooLarge(requests.RequestException):
    """The response is larger than the caller accepts."""


def new_session(*, allow_loopback: bool = False, connections: int = 1) -> requests.Session:
    """Return a session that connects to public addresses only, uses no proxy and keeps no cookie.

    Pass `allow_redirects=False` to each request: where a redirect leads is for the caller to judge.

    Args:
        allow_loopback: whether this machine's loopback addresses are allowed too.
        connections: how many connections to one host stay open.
    """
    session = requests.Session()
    # A proxy of the environment would look the name up itself, past the check.
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    pools = _LOCAL_POOLS if allow_loopback else _POOLS
    for scheme in ("http://", "https://"):
        adapter = _Adapter(pool_maxsize=connections)
        adapter.poolmanager.pool_classes_by_scheme = pools
        session.mount(scheme, adapter)
    return session


def read_whole(response: requests.Response, limit: int) -> bytes:
    """Return the whole body of a response that was requested with `stream=True`, and release its connection.

    Raises:
        ResponseTooLarge: it has more than `limit` bytes.
        requests.RequestException: the connection broke, or the body is not encoded as the response says.
    """
    with response:
        try:
            body: bytes = response.raw.read(limit + 1, decode_content=True)
        except HTTPError as error:
            raise requests.ConnectionError(error, request=response.request) from error
    if len(body) > limit:
        raise ResponseTooLarge(f"The response has more than {limit} bytes.")
    return body


class _Guarded(HTTPConnection):
    """A connection to an address that was checked, which another thread can shut down."""

    allows_loopback = False
    call: deadlines.Call | None = None
    _handle: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        call = deadlines.current()
        timeout = self.timeout if isinstance(self.timeout, int | float) else DEFAULT_CONNECT_TIMEOUT
        timeout = min(timeout, call.remaining) if call else timeout
        try:
            address = self._checked_address(timeout)
            connection = create_connection(
                (address, self.port),
                timeout,
                source_address=self.source_address,
                socket_options=self.socket_options,
            )
        except InvalidIPAddress as error:
            raise _Refused(self, f"{self.host} leads to a private address.") from error
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except (TimeoutError, FutureTimeoutError) as error:
            raise ConnectTimeoutError(self, f"{self.host} did not accept the connection in time.") from error
        except (OSError, ValueError) as error:  # a ValueError: a name that cannot be one
            raise NewConnectionError(self, f"Cannot connect to {self.host}: {error}") from error
        # A copy of the descriptor, because TLS takes over the original.
        self._handle = connection.dup()
        if call:
            call.watch(self)
        return connection

    def _checked_address(self, timeout: float) -> str:
        host = self._dns_host.strip("[]")
        arguments = (host, self.port, self.allows_loopback)
        ip, _port = (
            get_ip_address(*arguments) if _is_ip(host) else _within(timeout, get_ip_address, *arguments)
        )
        if (
            ip.version == 6
            and not ip.is_loopback
            and (ip.is_site_local or any(ip in network for network in _IPV4_IN_IPV6))
        ):
            raise InvalidIPAddress(ip)
        return str(ip)

    def putrequest(
        self, method: str, url: str, skip_host: bool = False, skip_accept_encoding: bool = False
    ) -> None:
        if call := deadlines.current():
            call.watch(self)
        super().putrequest(method, url, skip_host, skip_accept_encoding)

    def shut_down(self) -> None:
        if self._handle:
            with suppress(OSError):  # the other side closed it first
                self._handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self._handle:
            self._handle.close()
            self._handle = None
        super().close()


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _within(seconds: float, function: Callable[..., Result], *arguments: Any) -> Result:
    """Return what `function` returns. A name lookup has no timeout of its own and cannot be interrupted."""
    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(function(*arguments))
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name="name-lookup", daemon=True).start()
    return future.result(timeout=seconds)


class _Refused(NewConnectionError):
    """What `PrivateAddress` is inside urllib3, which would take another error for a broken connection."""


class _Adapter(HTTPAdapter):
    def send(self, *arguments: Any, **options: Any) -> requests.Response:
        try:
            return super().send(*arguments, **options)
        except requests.ConnectionError as error:
            reason = getattr(error.args[0] if error.args else None, "reason", None)
            if isinstance(reason, _Refused):
                raise PrivateAddress(str(reason), request=error.request) from error
            raise


class _Connection(_Guarded):
    pass


class _SecureConnection(_Guarded, HTTPSConnection):
    pass


class _LocalConnection(_Connection):
    allows_loopback = True


class _LocalSecureConnection(_SecureConnection):
    allows_loopback = True


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _LocalPool(HTTPConnectionPool):
    ConnectionCls = _LocalConnection


class _LocalSecurePool(HTTPSConnectionPool):
    ConnectionCls = _LocalSecureConnection


_POOLS = {"http": _Pool, "https": _SecurePool}
_LOCAL_POOLS = {"http": _LocalPool, "https": _LocalSecurePool}
