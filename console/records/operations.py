"""Operations that belong to the same record or the same assignments, found by their paths."""

import re
from collections.abc import Iterator

from console.openapi.catalogue import Catalogue
from console.openapi.operations import Operation

_PARAMETER = re.compile(r"\{[^{}]*\}")
_LIST_MEMBERS = {"Meta", "Items"}


def operation_at(catalogue: Catalogue, verb: str, path: str) -> Operation | None:
    """Return the operation with that verb on `path`, whatever its parameters are called; None without one."""
    wanted = _plain(path)
    return next(
        (item for item in catalogue.operations if item.verb == verb and _plain(item.path) == wanted), None
    )


def detail_operation(catalogue: Catalogue, write: Operation) -> Operation | None:
    """Return the operation that reads the record of `write`; None when its path has none."""
    operation = operation_at(catalogue, "GET", write.path)
    return None if operation is None or is_list(operation) else operation


def collection_path(path: str) -> str:
    """Return the path on which a record is created: that of the record without its ids at the end.

    >>> collection_path("/shipments/{shipmentID}/items/{orderID}/{lineItemID}")
    '/shipments/{shipmentID}/items'
    """
    segments = path.split("/")
    while segments and _PARAMETER.fullmatch(segments[-1]):
        segments.pop()
    return "/".join(segments)


def assignment_paths(path: str) -> Iterator[str]:
    """Yield the paths on which the assignment that is deleted at `path` may be listed and saved.

    >>> list(assignment_paths("/buyers/{buyerID}/addresses/{addressID}/assignments"))
    ['/buyers/{buyerID}/addresses/assignments', '/addresses/assignments']
    """
    segments = path.strip("/").split("/")
    for index, segment in enumerate(segments):
        if not segment.lower().endswith("assignments"):
            continue
        parents = segments[:index]
        if parents and _PARAMETER.fullmatch(parents[-1]):
            parents.pop()
        yield "/" + "/".join([*parents, segment])
        if len(parents) > 1:
            yield f"/{parents[-1]}/{segment}"
        return


def is_list(operation: Operation) -> bool:
    """Return whether the operation reads a list of records."""
    response = operation.response
    return response is not None and {member.name for member in response.members} >= _LIST_MEMBERS


def _plain(path: str) -> str:
    return _PARAMETER.sub("{}", path).lower()
