"""Send one request and receive its response, or raise an error that shows how far it got."""

from collections.abc import Mapping

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)

from environments.endpoints import Guard
from environments.ordercloud.connection_pool import session_for
from environments.ordercloud.errors import (
    ConnectionFailed,
    IncompleteResponse,
    InvalidCertificate,
    PrivateHost,
    ResponseTimeout,
    UnknownHost,
    Unreachable,
)
from lib import deadlines, guarded_http

TIMEOUT = (3.05, 30)
MAX_GUARDED_BYTES = 32_000_000  # of a response from an address that someone entered


def send_request(
    method: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    timeout: tuple[float, float] = TIMEOUT,
    guard: Guard | None = None,
) -> requests.Response:
    """Send a request over a pooled connection and read the complete response. Redirects are not followed.

    Args:
        guard: the rules for an address that someone entered; both timeouts together are then the time that
            the whole request may take, and the response has a maximum size.

    Raises:
        Unreachable: there is no complete response.
    """
    default_headers = {"Accept": "application/json", "User-Agent": "ordercloud-portal"}
    request = requests.Request(method, url, headers={**default_headers, **headers}, data=body).prepare()
    try:
        session = session_for(url, guard)
        if guard is None:
            return session.send(request, timeout=timeout, allow_redirects=False)
        with deadlines.deadline(sum(timeout)):
            response = session.send(request, timeout=timeout, allow_redirects=False, stream=True)
            response._content = guarded_http.read_whole(response, MAX_GUARDED_BYTES)
            return response
    except requests.RequestException as error:
        raise _error_for(error, request) from error


def _error_for(error: requests.RequestException, request: requests.PreparedRequest) -> Unreachable:
    """Return the error for a request that was never sent, got no response in time, or was interrupted."""
    path, host = request.path_url.partition("?")[0], (request.url or "//").split("/")[2]
    call = f"{request.method} {path}"
    cause = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    if isinstance(error, guarded_http.PrivateAddress):
        return PrivateHost(f"{host} leads to a private address", call=call)
    if isinstance(error, requests.exceptions.SSLError):
        return InvalidCertificate(f"the certificate of {host} is not accepted", call=call)
    if isinstance(cause, NameResolutionError):
        return UnknownHost(f"no host has the name {host}", call=call)
    if isinstance(error, requests.exceptions.ProxyError) or isinstance(cause, NewConnectionError):
        return ConnectionFailed(f"cannot connect to {host}", call=call)
    if isinstance(error, requests.ConnectTimeout) or isinstance(cause, ConnectTimeoutError):
        return ConnectionFailed(f"{host} did not accept the connection in time", call=call)
    if isinstance(error, deadlines.DeadlineExceeded | requests.ReadTimeout) or isinstance(
        cause, ReadTimeoutError
    ):
        return ResponseTimeout(f"{host} did not respond in time", call=call)
    if isinstance(error, guarded_http.ResponseTooLarge):
        return IncompleteResponse(f"the response of {host} is too large", call=call)
    return IncompleteResponse(f"the connection to {host} broke before the response was complete", call=call)
