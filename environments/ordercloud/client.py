"""Calls to one OrderCloud organization.

`call` returns whatever OrderCloud responds, for the console. `get`, `post`, `put`, `patch` and `delete` raise
`ErrorResponse` for an error and return values, for code. `errors.py` lists the errors.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from environments.endpoints import Endpoint
from environments.ordercloud.errors import Unreachable, error_for
from environments.ordercloud.limiter import Limiter
from environments.ordercloud.response import Attempt, Response
from environments.ordercloud.retry import DEFAULT_POLICY, RetryPolicy, retry_after
from environments.ordercloud.transport import TIMEOUT, send_request
from lib import exact_json

Query = Sequence[tuple[str, str]]

MAX_PAGE_SIZE = 100
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Client:
    """Calls the organization that `token` belongs to.

    Args:
        endpoint: the address of OrderCloud.
        token: returns the access token; called with True when the last one was rejected.
        limiter: shared by all callers of the same organization; None for no rate limit.
        timeout: seconds to connect and seconds to wait for a response.
        retry_budget: seconds that one call may wait for its retries in total.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        token: Callable[[bool], str],
        *,
        limiter: Limiter | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        retry_budget: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self.endpoint = endpoint
        self._token = token
        self._limiter = limiter
        self._timeout = timeout
        self._retry_budget = retry_budget
        self._sleep = sleep
        self._precondition: Callable[[], None] | None = None
        self._retries = DEFAULT_POLICY

    def with_retries(self, retries: RetryPolicy) -> "Client":
        """Return the same client with another retry policy."""
        client = copy(self)
        client._retries = retries
        return client

    def with_precondition(self, check: Callable[[], None]) -> "Client":
        """Return the same client, with `check` called right before each request that changes something.

        An error that `check` raises reaches the caller and nothing is sent. That includes retries, however
        long they waited.
        """
        guarded = copy(self)
        guarded._precondition = check
        return guarded

    def call(
        self,
        method: str,
        path: str,
        query: Query = (),
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        unversioned: bool = False,
        once: bool = False,
    ) -> Response:
        """Make a call and return the response, whatever its status.

        A 401 is retried once with a new token; other retries follow the client's policy (`retry.py`).

        Args:
            path: relative to `/v1`, its parameters filled in and percent-encoded.
            query: not encoded yet.
            unversioned: the path is beside `/v1` instead of under it.
            once: do not retry when the call may have been carried out.

        Raises:
            Unreachable: there is no complete response.
        """
        base = self.endpoint.base_url if unversioned else self.endpoint.api_url
        url = f"{base}/{path.lstrip('/')}"
        if query:
            url += "?" + urlencode(query, quote_via=quote)
        sent_headers = dict(headers or {})
        if body is not None:
            sent_headers.setdefault("Content-Type", "application/json; charset=utf-8")
        attempts: list[Attempt] = []
        retry_budget, renewed, token = self._retry_budget, False, self._token(False)
        while True:
            started_at = time.perf_counter()
            try:
                response = self._attempt(
                    method, url, body, {**sent_headers, "Authorization": f"Bearer {token}"}
                )
            except Unreachable as failure:
                wait = self._retries.delay_after_failure(method, failure, len(attempts) + 1, once)
                seconds, outcome = time.perf_counter() - started_at, type(failure).__name__
                if wait is None or wait > retry_budget:
                    failure.attempts = (*attempts, Attempt(None, outcome, seconds, 0.0))
                    raise
                attempts.append(Attempt(None, outcome, seconds, wait))
            else:
                if response.status == 401 and not renewed:
                    renewed, wait, token = True, 0.0, self._token(True)
                else:
                    wait = self._retries.delay_after_response(
                        method, response.status, response.headers, response.body, len(attempts) + 1, once
                    )
                attempt = Attempt(response.status, response.reason, response.seconds, 0.0)
                if wait is None or wait > retry_budget:
                    return replace(response, attempts=(*attempts, attempt))
                attempts.append(replace(attempt, retry_delay=wait))
            retry_budget -= wait
            self._sleep(wait)

    def get(self, path: str, query: Query = ()) -> Any:
        """Return the record or list page at `path`.

        Raises:
            ErrorResponse, Unreachable, InvalidJson: as all methods below do.
        """
        return self._call_for_value("GET", path, query, None)

    def post(self, path: str, json: Any = None, query: Query = (), *, once: bool = False) -> Any:
        """Create a record, save an assignment, or start an action; None if the response is empty."""
        return self._call_for_value("POST", path, query, json, once)

    def put(self, path: str, json: Any = None, query: Query = ()) -> Any:
        """Create or replace the record at `path`; `json` is a value or JSON as bytes."""
        return self._call_for_value("PUT", path, query, json)

    def patch(self, path: str, json: Any, query: Query = ()) -> Any:
        """Change those fields of the record at `path` that `json` has."""
        return self._call_for_value("PATCH", path, query, json)

    def delete(self, path: str, query: Query = ()) -> Any:
        """Delete the record at `path`."""
        return self._call_for_value("DELETE", path, query, None)

    def pages(self, path: str, query: Query = (), size: int = MAX_PAGE_SIZE) -> Iterator[dict[str, Any]]:
        """Yield the pages of a list, each a dict with `Meta` and `Items`."""
        number = last = 1
        while number <= last:
            page = self.get(path, [*query, ("page", str(number)), ("pageSize", str(size))])
            yield page
            last = page["Meta"]["TotalPages"]
            number += 1

    def _call_for_value(self, method: str, path: str, query: Query, json: Any, once: bool = False) -> Any:
        body = json if json is None or isinstance(json, bytes) else exact_json.dumps(json).encode()
        response = self.call(method, path, query, body, once=once)
        if response.status >= 400:
            raise error_for(method, path, response.status, response.body)
        return response.json()

    def _attempt(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Response:
        if self._limiter:
            self._limiter.acquire()
        if self._precondition and method not in SAFE_METHODS:
            self._precondition()
        sent_at, started_at = time.time(), time.perf_counter()
        received = send_request(method, url, body, headers, self._timeout, self.endpoint.guard)
        if received.status_code == 429 and self._limiter:
            self._limiter.report_429(retry_after(received.headers))
        seconds = time.perf_counter() - started_at
        return Response(
            received.status_code, received.reason, received.headers, received.content, sent_at, seconds, ()
        )
