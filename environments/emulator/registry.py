"""The registry of handlers: functions register for an operation, or for an event in the life of records.

    @handles("Orders.Submit")        the handler of the operation
    @before_saving("Buyers")         (call, new, old or None) completes and checks what will be stored
    @after_saving("Buyers")          (call, record, old) does what follows
    @before_deleting("Users")        (call, record) may refuse
    @after_deleting("Users")         (call, record) does what follows
    @before_commit                   (call) follows what one write has changed, see `Records.changes`
    @computes("Catalogs")            (records, list of records) returns the fields computed on reading
    @restricts("Products")           (call, selection) narrows a list to what the caller may see

One function may register for several resources. Functions are called in the order of registration.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from environments.emulator.json_types import JsonObject
from environments.emulator.response import Response
from environments.emulator.storage.records import Record, Records

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Handler:
    """The handler of an operation. `transaction` is "read", "write", or "own" when it opens its own."""

    function: Callable[..., Response]
    transaction: str


HANDLERS: dict[str, Handler] = {}
BEFORE_SAVING: dict[str, list[Callable[..., Any]]] = defaultdict(list)
AFTER_SAVING: dict[str, list[Callable[..., Any]]] = defaultdict(list)
BEFORE_DELETING: dict[str, list[Callable[..., Any]]] = defaultdict(list)
AFTER_DELETING: dict[str, list[Callable[..., Any]]] = defaultdict(list)
COMPUTED: dict[str, list[Callable[..., Any]]] = defaultdict(list)
BEFORE_COMMIT: list[Callable[..., None]] = []
RESTRICTIONS: dict[str, list[Callable[..., Any]]] = defaultdict(list)


def handles(*names: str, transaction: str = "write") -> Callable[[F], F]:
    """Register a function as the handler of operations."""

    def register(function: F) -> F:
        for name in names:
            HANDLERS[name] = Handler(function, transaction)
        return function

    return register


def _registrar(registered: dict[str, list[Callable[..., Any]]]) -> Callable[..., Callable[[F], F]]:
    def decorator(*resources: str) -> Callable[[F], F]:
        def register(function: F) -> F:
            for resource in resources:
                registered[resource].append(function)
            return function

        return register

    return decorator


before_saving = _registrar(BEFORE_SAVING)
after_saving = _registrar(AFTER_SAVING)
before_deleting = _registrar(BEFORE_DELETING)
after_deleting = _registrar(AFTER_DELETING)
computes = _registrar(COMPUTED)
restricts = _registrar(RESTRICTIONS)


def before_commit(function: F) -> F:
    """Register a function that follows the changes of each write of the API."""
    BEFORE_COMMIT.append(function)
    return function


def computed_fields(records: Records, items: list[Record]) -> list[JsonObject]:
    """Return the computed fields of each record; all records are of one resource."""
    extras: list[JsonObject] = [{} for _ in items]
    for function in COMPUTED.get(items[0].resource.name, ()) if items else ():
        for extra, more in zip(extras, function(records, items), strict=True):
            extra.update(more)
    return extras
