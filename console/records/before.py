"""A record as it is before a write: read with the same token, by the operation that reads it."""

import hashlib
from dataclasses import dataclass

from console.openapi.catalogue import Catalogue
from console.openapi.operations import Location, Operation
from console.request.request import Request
from environments.grants import CannotGrant
from environments.ordercloud.client import Client
from environments.ordercloud.errors import OrderCloudError

REVERSIBLE_METHODS = frozenset({"PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class RecordBefore:
    """The outcome of reading a record before a write.

    Attributes:
        operation: the operation that reads it; None if the document has none.
        path: its path.
        status: the HTTP status of the read; 0 if it was not read.
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


def read_operation_of(operation: Operation, catalogue: Catalogue) -> Operation | None:
    """Return the operation that reads what `operation` writes; None if the document has none."""
    if operation.verb not in REVERSIBLE_METHODS:
        return None
    return next(
        (other for other in catalogue.operations if other.verb == "GET" and other.path == operation.path),
        None,
    )


def read_before(request: Request, catalogue: Catalogue, client: Client) -> RecordBefore:
    """Read the record that `request` would write, with at most one call."""
    reader = read_operation_of(request.operation, catalogue)
    if reader is None:
        return RecordBefore(problem="OrderCloud has no operation that reads this record.")
    path_values = {item.name: [item.text] for item in request.parameters_in(Location.PATH)}
    call = Request(reader, path_values).call
    try:
        response = client.call("GET", call.path, unversioned=call.unversioned)
    except (CannotGrant, OrderCloudError):
        return RecordBefore(reader, call.path, problem="OrderCloud didn't respond when the record was read.")
    problem = "" if response.status in (200, 404) else f"Reading the record failed ({response.status})."
    body = response.body if response.status == 200 else b""
    return RecordBefore(reader, call.path, response.status, body, problem)
