"""Calls to one OrderCloud organization.

`call` hands over whatever OrderCloud answers, for the console. `get`, `post`, `put`, `patch` and `delete`
raise `Refused` for an error and return values, for code. The errors are drawn in `errors.py`.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from environments.endpoints import Endpoint
from environments.ordercloud.errors import Unreachable, refusal
from environments.ordercloud.limiter import Limiter
from environments.ordercloud.response import Attempt, Reply
from environments.ordercloud.retry import USUAL, RetryPolicy, retry_after
from environments.ordercloud.transport import TIMEOUT, exchange
from lib import exact_json

Query = Sequence[tuple[str, str]]

LARGEST_PAGE = 100
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Client:
    """Speaks to the organization that `token` opens.

    Args:
        endpoint: which OrderCloud.
        token: gives the access token; called with True when the last one was refused.
        limiter: shared with everybody who calls the same organization; None waits for nobody.
        timeout: seconds to connect and seconds to wait for an answer.
        patience: seconds that one call may spend on waiting for its repeats, altogether.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        token: Callable[[bool], str],
        *,
        limiter: Limiter | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        patience: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self.endpoint = endpoint
        self._token = token
        self._limiter = limiter
        self._timeout = timeout
        self._patience = patience
        self._sleep = sleep
        self._check: Callable[[], None] | None = None
        self._retries = USUAL

    def retrying(self, retries: RetryPolicy) -> "Client":
        """The same client with another policy of repeats."""
        client = copy(self)
        client._retries = retries
        return client

    def guarded(self, check: Callable[[], None]) -> "Client":
        """The same client, except that `check` is called right before whatever changes something is sent.

        What it raises reaches the caller, and nothing is sent. That holds for repeats too, however long they
        waited.
        """
        guarded = copy(self)
        guarded._check = check
        return guarded

    def call(
        self,
        method: str,
        path: str,
        query: Query = (),
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        beside: bool = False,
        once: bool = False,
    ) -> Reply:
        """Make a call and return the answer as it is, whatever its status.

        `path` is relative to `/v1` with its parameters filled in and percent-encoded; `query` is encoded
        here. `beside` puts the path beside `/v1` instead of in it. A 401 is tried once more with a fresh
        token; other repeats are those of the client's policy (`repeats.py`). With `once` it is not repeated
        when it may have been carried out.

        Raises:
            Unreachable: no whole answer came.
        """
        base = self.endpoint.base_url if beside else self.endpoint.api_url
        url = f"{base}/{path.lstrip('/')}"
        if query:
            url += "?" + urlencode(query, quote_via=quote)
        sending = dict(headers or {})
        if body is not None:
            sending.setdefault("Content-Type", "application/json; charset=utf-8")
        attempts: list[Attempt] = []
        patience, renewed, token = self._patience, False, self._token(False)
        while True:
            began = time.perf_counter()
            try:
                reply = self._attempt(method, url, body, {**sending, "Authorization": f"Bearer {token}"})
            except Unreachable as failure:
                wait = self._retries.after_failure(method, failure, len(attempts) + 1, once)
                seconds, given_up = time.perf_counter() - began, wait is None or wait > patience
                attempts.append(Attempt(None, type(failure).__name__, seconds, 0.0 if given_up else wait))
                if given_up:
                    failure.attempts = tuple(attempts)
                    raise
            else:
                if reply.status == 401 and not renewed:
                    renewed, wait, token = True, 0.0, self._token(True)
                else:
                    wait = self._retries.after_answer(
                        method, reply.status, reply.headers, reply.body, len(attempts) + 1, once
                    )
                stands = wait is None or wait > patience
                attempts.append(Attempt(reply.status, reply.reason, reply.seconds, 0.0 if stands else wait))
                if stands:
                    return replace(reply, attempts=tuple(attempts))
            patience -= wait
            self._sleep(wait)

    def get(self, path: str, query: Query = ()) -> Any:
        """The thing or the list page at `path`. Raises `Refused`, `Unreachable`, `NotJson`, as all of these
        do.
        """
        return self._values("GET", path, query, None)

    def post(self, path: str, json: Any = None, query: Query = (), *, once: bool = False) -> Any:
        """Create something, save an assignment, or start an action; None when nothing comes back."""
        return self._values("POST", path, query, json, once)

    def put(self, path: str, json: Any = None, query: Query = ()) -> Any:
        """Create or replace what `path` names; `json` is a value or finished JSON bytes."""
        return self._values("PUT", path, query, json)

    def patch(self, path: str, json: Any, query: Query = ()) -> Any:
        """Change the members that `json` has."""
        return self._values("PATCH", path, query, json)

    def delete(self, path: str, query: Query = ()) -> Any:
        """Delete what `path` names."""
        return self._values("DELETE", path, query, None)

    def pages(self, path: str, query: Query = (), size: int = LARGEST_PAGE) -> Iterator[dict[str, Any]]:
        """The pages of a list one after another, each a dict with `Meta` and `Items`."""
        number = last = 1
        while number <= last:
            page = self.get(path, [*query, ("page", str(number)), ("pageSize", str(size))])
            yield page
            last = page["Meta"]["TotalPages"]
            number += 1

    def _values(self, method: str, path: str, query: Query, json: Any, once: bool = False) -> Any:
        body = json if json is None or isinstance(json, bytes) else exact_json.dumps(json).encode()
        reply = self.call(method, path, query, body, once=once)
        if reply.status >= 400:
            raise refusal(method, path, reply.status, reply.body)
        return reply.json()

    def _attempt(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        if self._limiter:
            self._limiter.acquire()
        if self._check and method not in READING:
            self._check()
        sent_at, began = time.time(), time.perf_counter()
        answer = exchange(method, url, body, headers, self._timeout)
        if answer.status_code == 429 and self._limiter:
            self._limiter.rejected(retry_after(answer.headers))
        seconds = time.perf_counter() - began
        return Reply(answer.status_code, answer.reason, answer.headers, answer.content, sent_at, seconds, ())
