"""The clients of a pair. Production can only be read: its class has no methods that write."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

from environments.ordercloud import Client
from environments.ordercloud.client import MAX_PAGE_SIZE
from environments.ordercloud.errors import ErrorResponse, NotFound
from environments.ordercloud.retry import RetryPolicy
from environments.restore.resources.resource import Call, ParentIds, Record, Resource, Singleton

RETRY_POLICY = RetryPolicy(max_attempts=6, retry_server_errors=True, saves_are_idempotent=True)
"""Reads and saves are idempotent here, so they can be retried after any server error."""


class ProductionReader:
    """Reads an organization and counts its requests. Thread-safe."""

    def __init__(self, client: Client):
        self._client = client.with_retries(RETRY_POLICY)
        self._lock = threading.Lock()
        self.reads = 0

    def list_page(
        self, resource: Resource, parent_ids: ParentIds, number: int, size: int = MAX_PAGE_SIZE
    ) -> dict[str, Any]:
        """Return a page of a list: a dict with `Meta` and `Items`."""
        if isinstance(resource, Singleton):
            items = self._singleton(resource)
            return {"Meta": {"TotalCount": len(items), "TotalPages": 1}, "Items": items}
        return self.read(resource.list_path(parent_ids), [*resource.list_query, *_page_query(number, size)])

    def _singleton(self, resource: Singleton) -> list[Record]:
        """Return the record in a list; an empty list if there is none."""
        try:
            return [{**self.read(resource.path), "ID": resource.id}]
        except NotFound:
            return []

    def iterate(self, resource: Resource, parent_ids: ParentIds) -> Iterator[Record]:
        """Yield all records of a list."""
        number = last = 1
        while number <= last:
            page = self.list_page(resource, parent_ids, number)
            yield from page["Items"]
            last, number = page["Meta"]["TotalPages"], number + 1

    def has(self, resource: Resource) -> bool:
        """Return whether the organization's version of the API has a resource without a parent."""
        try:
            self.list_page(resource, (), 1, 1)
        except ErrorResponse as error:
            return error.status != 404
        return True

    def read(self, path: str, query: list[tuple[str, str]] | None = None) -> Any:
        """Return the record or list page at `path`."""
        try:
            return self._client.get(path, query or ())
        finally:
            with self._lock:
                self.reads += 1


class StagingWriter(ProductionReader):
    """Also writes. `check` is called before each change and raises when it must not be made."""

    def __init__(self, client: Client, check: Callable[[], None]):
        super().__init__(client.with_precondition(check))
        self.writes = self.deletes = 0

    def send(self, call: Call, body: bytes | None = None, once: bool = False) -> Any:
        """Make a call that changes something, and return the value of OrderCloud's response.

        With `once` it is not retried after a failure if OrderCloud may have processed it.

        Raises:
            ErrorResponse: OrderCloud rejects the call.
            Unreachable: there is no response, even after retries.
        """
        response = self._send(call, body, once)
        with self._lock:
            if call.method == "DELETE":
                self.deletes += 1
            else:
                self.writes += 1
        return response

    def _send(self, call: Call, body: bytes | None, once: bool) -> Any:
        if call.method == "DELETE":
            return self._client.delete(call.path, call.query)
        if once:
            return self._client.post(call.path, body if call.body else None, call.query, once=True)
        methods = {"PUT": self._client.put, "POST": self._client.post, "PATCH": self._client.patch}
        return methods[call.method](call.path, body if call.body else None, call.query)


def _page_query(number: int, size: int) -> list[tuple[str, str]]:
    return [("page", str(number)), ("pageSize", str(size))]
