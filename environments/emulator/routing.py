"""Finds the operation that a method and a path mean. Paths match in any case; ids in them keep theirs."""

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, RequestRedirect, Rule

from environments.emulator import errors
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.facts import Operation


def _parts(operation: Operation) -> list[str]:
    return operation.path.strip("/").split("/")


def _rule(operation: Operation) -> Rule:
    parts = enumerate(_parts(operation))
    template = "/".join(f"<p{i}>" if part.startswith("{") else part.lower() for i, part in parts)
    return Rule("/" + template, methods=[operation.verb], endpoint=operation.id)


def _places(operation: Operation) -> list[tuple[int, str]]:
    """Where in the path each parameter stands, with its name in lower case."""
    return [(i, p.strip("{}").lower()) for i, p in enumerate(_parts(operation)) if p.startswith("{")]


_PLACES = {operation.id: _places(operation) for operation in CATALOGUE.operations.values()}

_MAP = Map([_rule(operation) for operation in CATALOGUE.operations.values()], strict_slashes=False)
_ADAPTER = _MAP.bind("")


def match(method: str, path: str) -> tuple[Operation, dict[str, str]]:
    """The operation and its path parameters, by lower-case name. Refuses with 404 or 405."""
    try:
        id_, _ = _ADAPTER.match(path.lower(), method)
    except MethodNotAllowed as error:
        allowed = ", ".join(sorted(error.valid_methods or ()))
        raise errors.not_allowed(f"{method} is not allowed here.", allowed) from error
    except (NotFound, RequestRedirect) as error:
        raise errors.not_found("Route", path) from error
    parts = path.strip("/").split("/")
    return CATALOGUE.operations[id_], {name: parts[place] for place, name in _PLACES[id_]}
