"""Send one request and receive its response, or raise an error that shows how far it got."""

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
    """Send a request over a pooled connection and read the complete response. Redirects are not followed.

    Raises:
        Unreachable: there is no complete response.
    """
    default_headers = {"Accept": "application/json", "User-Agent": "ordercloud-portal"}
    request = requests.Request(method, url, headers={**default_headers, **headers}, data=body).prepare()
    try:
        return session_for(url).send(request, timeout=timeout, allow_redirects=False)
    except requests.RequestException as error:
        raise _error_for(error, request) from error


def _error_for(error: requests.RequestException, request: requests.PreparedRequest) -> Unreachable:
    """Return the error for a request that was never sent, got no response in time, or was interrupted."""
    path, host = request.path_url.partition("?")[0], (request.url or "//").split("/")[2]
    call = f"{request.method} {path}"
    cause = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    if isinstance(error, requests.exceptions.SSLError):
        return ConnectionFailed(f"the certificate of {host} is not accepted", call=call)
    if isinstance(error, requests.exceptions.ProxyError) or isinstance(cause, NewConnectionError):
        return ConnectionFailed(f"cannot connect to {host}", call=call)
    if isinstance(error, requests.ConnectTimeout) or isinstance(cause, ConnectTimeoutError):
        return ConnectionFailed(f"{host} did not accept the connection in time", call=call)
    if isinstance(error, requests.ReadTimeout) or isinstance(cause, ReadTimeoutError):
        return ResponseTimeout(f"{host} did not respond in time", call=call)
    return IncompleteResponse(f"the connection to {host} broke before the response was complete", call=call)
