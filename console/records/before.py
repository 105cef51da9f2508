"""A record as it is before a write: read with the same token, by at most one call."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from console.openapi.catalogue import Catalogue
from console.openapi.operations import Operation
from console.records.reading import Record, RecordReading, reading_of
from console.request import json_editor
from console.request.request import Request
from console.response.exchange import Exchange
from environments.grants import CannotGrant
from environments.ordercloud.client import Client
from environments.ordercloud.errors import OrderCloudError

REVERSIBLE_METHODS = frozenset({"PUT", "PATCH", "DELETE"})
NO_READER = "OrderCloud has no operation that reads this record."
NO_RESPONSE = "OrderCloud didn't respond when the record was read."
READ_FAILED = "Reading the record failed ({status})."
SEVERAL_PAGES = "The record is in a list of more than one page, which is not searched."


@dataclass(frozen=True)
class RecordBefore:
    """The outcome of reading a record before a write.

    Attributes:
        operation: the operation that reads it; None if the document has none.
        path: the path of the read.
        status: 200 when the record was read, 404 when there is none, another HTTP status when it can't be
            read; 0 if it was not read.
        body: the record; empty if there is none, or if it can't be read.
        problem: why it can't be read, as a sentence; empty when it can.
    """

    operation: Operation | None = None
    path: str = ""
    status: int = 0
    body: bytes = b""
    problem: str = ""

    @property
    def exists(self) -> bool:
        """Whether the record was there and could be read."""
        return self.status == 200

    @property
    def is_absent(self) -> bool:
        """Whether there is no such record, so that a PUT creates it."""
        return self.status == 404

    @property
    def digest(self) -> str:
        """What identifies the record as it is, to notice a change between review and write."""
        return hashlib.sha256(b"%d\n" % self.status + self.body).hexdigest()

    @cached_property
    def record(self) -> Record | None:
        """The record; None when there is none, or when it is not a JSON object."""
        try:
            value = json_editor.loads(self.body.decode("utf-8-sig")) if self.body else None
        except ValueError:
            return None
        return value if isinstance(value, dict) else None


def read_before(request: Request, catalogue: Catalogue, client: Client) -> RecordBefore:
    """Read the record that `request` would write, with at most one call."""
    reading = reading_of(request, catalogue) if request.operation.verb in REVERSIBLE_METHODS else None
    if reading is None:
        return RecordBefore(problem=NO_READER)
    operation, call = reading.request.operation, reading.request.call
    try:
        response = client.call("GET", call.path, call.query, unversioned=call.unversioned)
    except (CannotGrant, OrderCloudError):
        return RecordBefore(operation, call.path, problem=NO_RESPONSE)
    if response.status not in (200, 404):
        problem = READ_FAILED.format(status=response.status)
        return RecordBefore(operation, call.path, response.status, problem=problem)
    exchange = Exchange("GET", call.path_and_query, status=response.status, body=response.body)
    return _outcome(reading, exchange, operation)


def _outcome(reading: RecordReading, exchange: Exchange, operation: Operation) -> RecordBefore:
    path = reading.request.call.path
    record = reading.record_in(exchange)
    if record is not None:
        body = json_editor.dumps(record).encode("utf-8", "replace") if reading.keys else exchange.body
        return RecordBefore(operation, path, 200, body)
    if not reading.is_absent(exchange):
        return RecordBefore(operation, path, problem=READ_FAILED.format(status=exchange.status))
    if reading.has_more_pages(exchange):
        return RecordBefore(operation, path, problem=SEVERAL_PAGES)
    return RecordBefore(operation, path, 404)
