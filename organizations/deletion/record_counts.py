"""How many records of OrderCloud go with a deletion, as the API counts them within a few seconds.

Each list of the organization takes one call of one record. Lists below buyers, suppliers and catalogs take a
call for each of these, so they are counted where there are few. What remains is named.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

from environments.grants import CannotGrant
from environments.ordercloud.client import Client
from environments.ordercloud.errors import OrderCloudError
from environments.restore.resources.manifest import RESOURCES
from environments.restore.resources.resource import Singleton
from environments.restore.resources.titles import resource_title
from environments.roles import FULL_ACCESS
from organizations.connections.clients import client_for
from organizations.models import Connection, Organization

DEADLINE = 3.0  # seconds in total
CALL_TIMEOUT = (1.0, 2.0)  # seconds to connect and to wait for a response
MAX_CALLS = 8  # at the same time
MAX_PARENTS = 20
ORDERS = ("Orders", "/orders/All")
LISTS: dict[str, str] = {
    item.name: item.path for item in RESOURCES if not item.parent and not isinstance(item, Singleton)
} | dict([ORDERS])
NESTED = {item.name: item for item in RESOURCES if item.parent}


@dataclass
class RecordCounts:
    """The records of one organization.

    Attributes:
        by_resource: the number of each resource that has any, the largest first, by its name in words.
        not_counted: the resources that could not be counted, in words.
        problem: why nothing could be counted; empty otherwise.
    """

    by_resource: dict[str, int] = field(default_factory=dict)
    not_counted: list[str] = field(default_factory=list)
    problem: str = ""

    @property
    def total(self) -> int:
        """The number of all records that were counted."""
        return sum(self.by_resource.values())


def count_records(organizations: Sequence[Organization], *, seconds: float = DEADLINE) -> list[RecordCounts]:
    """Return the records of each organization. It never raises an error and ends in time."""
    deadline = time.monotonic() + seconds
    pool = ThreadPoolExecutor(MAX_CALLS, thread_name_prefix="record-counts")
    try:
        clients = [_client(organization) for organization in organizations]
        first = [_submit(pool, _probe, client) if client else None for client in clients]
        _wait(filter(None, first), deadline)
        counts = []
        for client, probe in zip(clients, first, strict=True):
            problem = _problem(probe)
            counts.append(RecordCounts(problem=problem) if problem or not client else None)
        pending = [
            _Counting(client, pool)
            for client, done in zip(clients, counts, strict=True)
            if client and not done
        ]
        for step in (_Counting.count_lists, _Counting.list_parents, _Counting.count_nested):
            for counting in pending:
                step(counting)
            _wait((future for counting in pending for future in counting.futures()), deadline)
        results = iter(pending)
        return [done or next(results).result() for done in counts]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


class _Counting:
    """The counting of one organization's records, in steps of which each waits for the one before."""

    def __init__(self, client: Client, pool: ThreadPoolExecutor) -> None:
        self._client, self._pool = client, pool
        self._lists: dict[str, Future[int]] = {}
        self._parents: dict[str, Future[list[str]]] = {}
        self._nested: dict[str, list[Future[int]]] = {}

    def futures(self) -> Iterable[Future]:
        yield from self._lists.values()
        yield from self._parents.values()
        for futures in self._nested.values():
            yield from futures

    def count_lists(self) -> None:
        for name, path in LISTS.items():
            self._lists[name] = _submit(self._pool, _count, self._client, path)

    def list_parents(self) -> None:
        for name in {item.parent for item in NESTED.values()} & {*LISTS}:
            if 0 < self._number(name) <= MAX_PARENTS:
                self._parents[name] = _submit(self._pool, _ids, self._client, LISTS[name])

    def count_nested(self) -> None:
        for name, item in NESTED.items():
            parent = self._parents.get(item.parent)
            if parent and _is_done(parent):
                self._nested[name] = [
                    _submit(self._pool, _count, self._client, item.list_path((id,))) for id in parent.result()
                ]

    def result(self) -> RecordCounts:
        numbers = {name: self._number(name) for name in LISTS}
        for name, item in NESTED.items():  # after their parents
            futures = self._nested.get(name)
            if futures is not None and all(map(_is_done, futures)):
                numbers[name] = sum(future.result() for future in futures)
            else:
                numbers[name] = 0 if numbers[item.parent] == 0 else -1
        counted = sorted(
            ((number, name) for name, number in numbers.items() if number > 0),
            key=lambda item: (-item[0], item[1]),
        )
        return RecordCounts(
            by_resource={resource_title(name): number for number, name in counted},
            not_counted=[resource_title(name) for name, number in numbers.items() if number < 0],
        )

    def _number(self, name: str) -> int:
        """Return the number of records in a list, or -1 if it is unknown."""
        future = self._lists[name]
        return future.result() if _is_done(future) else -1


def _client(organization: Organization) -> Client | None:
    try:
        return client_for(organization, (FULL_ACCESS,), retry_budget=0, timeout=CALL_TIMEOUT)
    except Connection.DoesNotExist:
        return None


def _probe(client: Client) -> None:
    """Make one call alone, so that a connection that doesn't respond is asked once."""
    client.get("/products", [("pageSize", "1")])


def _problem(probe: Future | None) -> str:
    if probe is None:
        return "It isn't connected to OrderCloud."
    if not probe.done():
        return "OrderCloud didn't respond in time."
    error = probe.exception()
    if error is None:
        return ""
    return str(error) if isinstance(error, (CannotGrant, OrderCloudError)) else "OrderCloud didn't respond."


def _count(client: Client, path: str) -> int:
    return int(client.get(path, [("pageSize", "1")])["Meta"]["TotalCount"])


def _ids(client: Client, path: str) -> list[str]:
    return [str(item["ID"]) for item in client.get(path, [("pageSize", str(MAX_PARENTS))])["Items"]]


def _submit(pool: ThreadPoolExecutor, call: Callable[..., Any], *arguments: object) -> Future:
    return pool.submit(_run, call, *arguments)


def _run(call: Callable[..., Any], *arguments: object) -> Any:
    try:
        return call(*arguments)
    finally:
        connections.close_all()  # a token that is refused is recorded in the database


def _is_done(future: Future) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _wait(futures: Iterable[Future], deadline: float) -> None:
    wait(list(futures), timeout=max(0.0, deadline - time.monotonic()))
