"""Who answers what: functions register here for an operation, or for a moment in the life of records.

    @answers("Orders.Submit")        the operation is answered by this function
    @before_saving("Buyers")         (call, new, old or None) completes and checks what is to be stored
    @after_saving("Buyers")          (call, record, old) does what follows from it
    @before_deleting("Users")        (call, record) may refuse
    @after_deleting("Users")         (call, record) does what follows
    @adding("Catalogs")              (records, list of records) gives what is computed on reading
    @seen_by("Products")             (call, selection) narrows a list to what the caller may see

A function for a kind may stand for several. The order of registration is the order of calling.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from environments.emulator.json_types import JsonObject
from environments.emulator.response import Answer
from environments.emulator.storage.records import Record, Records

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Act:
    """What answers an operation. `transaction` is "read", "write", or "own" when it makes its own."""

    function: Callable[..., Answer]
    transaction: str


ACTS: dict[str, Act] = {}
BEFORE_SAVING: dict[str, list[Callable[..., Any]]] = defaultdict(list)
AFTER_SAVING: dict[str, list[Callable[..., Any]]] = defaultdict(list)
BEFORE_DELETING: dict[str, list[Callable[..., Any]]] = defaultdict(list)
AFTER_DELETING: dict[str, list[Callable[..., Any]]] = defaultdict(list)
ADDING: dict[str, list[Callable[..., Any]]] = defaultdict(list)
SEEN_BY: dict[str, list[Callable[..., Any]]] = defaultdict(list)


def answers(*names: str, transaction: str = "write") -> Callable[[F], F]:
    def register(function: F) -> F:
        for name in names:
            ACTS[name] = Act(function, transaction)
        return function

    return register


def _registrar(moments: dict[str, list[Callable[..., Any]]]) -> Callable[..., Callable[[F], F]]:
    def decorator(*kinds: str) -> Callable[[F], F]:
        def register(function: F) -> F:
            for kind in kinds:
                moments[kind].append(function)
            return function

        return register

    return decorator


before_saving = _registrar(BEFORE_SAVING)
after_saving = _registrar(AFTER_SAVING)
before_deleting = _registrar(BEFORE_DELETING)
after_deleting = _registrar(AFTER_DELETING)
adding = _registrar(ADDING)
seen_by = _registrar(SEEN_BY)


def added(records: Records, found: list[Record]) -> list[JsonObject]:
    """The computed properties of each record, which are all of one kind."""
    extras: list[JsonObject] = [{} for _ in found]
    for function in ADDING.get(found[0].kind.name, ()) if found else ():
        for extra, more in zip(extras, function(records, found), strict=True):
            extra.update(more)
    return extras
