"""One request, one answer, or an error that says how far it came."""

from collections.abc import Mapping

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ReadTimeoutError

from environments.ordercloud.connection_pool import session_for
from environments.ordercloud.errors import ConnectionFailed, IncompleteResponse, ResponseTimeout, Unreachable

TIMEOUT = (3.05, 30)


def send_request(
    method: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    timeout: tuple[float, float] = TIMEOUT,
) -> requests.Response:
    """Send a request over a pooled connection and read the whole answer; redirects are not followed.

    Raises:
        Unreachable: no whole answer came.
    """
    usual = {"Accept": "application/json", "User-Agent": "ordercloud-portal"}
    request = requests.Request(method, url, headers={**usual, **headers}, data=body).prepare()
    try:
        return session_for(url).send(request, timeout=timeout, allow_redirects=False)
    except requests.RequestException as error:
        raise _error_for(error, request) from error


def _error_for(error: requests.RequestException, request: requests.PreparedRequest) -> Unreachable:
    """Tell apart what never went out, what got no answer in time, and what broke half-way."""
    path, host = request.path_url.partition("?")[0], request.url.split("/")[2]
    what = f"{request.method} {path}"
    cause = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    if isinstance(error, requests.exceptions.SSLError):
        return ConnectionFailed(f"the certificate of {host} is not accepted", call=what)
    if isinstance(error, requests.exceptions.ProxyError) or isinstance(cause, NewConnectionError):
        return ConnectionFailed(f"cannot connect to {host}", call=what)
    if isinstance(error, requests.ConnectTimeout) or isinstance(cause, ConnectTimeoutError):
        return ConnectionFailed(f"{host} does not accept the connection in time", call=what)
    if isinstance(error, requests.ReadTimeout) or isinstance(cause, ReadTimeoutError):
        return ResponseTimeout(f"{host} does not answer in time", call=what)
    return IncompleteResponse(f"the connection to {host} broke before the answer was complete", call=what)
