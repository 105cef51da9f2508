"""An OpenAPI document with its references followed."""

from collections.abc import Iterator, Mapping
from typing import Any

HTTP_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


class UnreadableDocument(ValueError):
    """The text is not an OpenAPI document that operations can be read from."""


class Document:
    """The whole document. `raw` is the parsed JSON.

    Raises:
        UnreadableDocument: it has no `paths`.
    """

    def __init__(self, raw: Any):
        if not isinstance(raw, Mapping) or not isinstance(raw.get("paths"), Mapping):
            raise UnreadableDocument("The document describes no paths.")
        self.raw = raw

    def lookup(self, reference: str) -> Any:
        """What a local reference such as `#/components/schemas/Product` points at; None when it leads
        nowhere.
        """
        if not reference.startswith("#/"):
            return None
        node: Any = self.raw
        for part in reference[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, Mapping) or key not in node:
                return None
            node = node[key]
        return node

    def resolve(self, node: Any, passed: set[str] | None = None) -> dict[str, Any]:
        """The object that `node` is or refers to; references followed are added to `passed`, and not
        followed again.

        What stands beside a reference (`readOnly` above all) wins over what is referred to, as documents in
        the field mean it. A reference that leads nowhere or round in a circle gives what was found on the
        way.
        """
        passed = set() if passed is None else passed
        found: dict[str, Any] = {}
        while isinstance(node, Mapping):
            found = {**node, **found}
            reference = node.get("$ref")
            if not isinstance(reference, str) or reference in passed:
                break
            passed.add(reference)
            node = self.lookup(reference)
        found.pop("$ref", None)
        return found

    def operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Path, verb in lower case and raw operation; paths as they stand, verbs of a path from reading to
        deleting.

        Parameters and servers of the path itself are joined to those of the operation, which win.
        """
        for path, item in self.raw["paths"].items():
            item = self.resolve(item)
            for verb in HTTP_METHODS:
                if isinstance(item.get(verb), Mapping):
                    inherited = {
                        "parameters": self._parameters(item, item[verb]),
                        "servers": item[verb].get("servers") or item.get("servers"),
                    }
                    yield path, verb, {**item[verb], **inherited}

    def _parameters(self, item: Mapping, operation: Mapping) -> list[dict[str, Any]]:
        joined = {}
        for raw in [*(item.get("parameters") or ()), *(operation.get("parameters") or ())]:
            parameter = self.resolve(raw)
            if "name" in parameter and "in" in parameter:
                joined[parameter["in"], parameter["name"]] = parameter
        return list(joined.values())
