"""An OpenAPI document with its references followed."""

from collections.abc import Iterator, Mapping
from typing import Any

HTTP_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


class UnreadableDocument(ValueError):
    """The text is not an OpenAPI document that operations can be read from."""


class Document:
    """An OpenAPI document; `raw` is its parsed JSON.

    Raises:
        UnreadableDocument: the document has no `paths`.
    """

    def __init__(self, raw: Any):
        if not isinstance(raw, Mapping) or not isinstance(raw.get("paths"), Mapping):
            raise UnreadableDocument("The document describes no paths.")
        self.raw = raw

    def lookup(self, reference: str) -> Any:
        """Return the target of a local reference such as `#/components/schemas/Product`, or None."""
        if not reference.startswith("#/"):
            return None
        node: Any = self.raw
        for part in reference[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, Mapping) or key not in node:
                return None
            node = node[key]
        return node

    def resolve(self, node: Any, visited: set[str] | None = None) -> dict[str, Any]:
        """Return the object that `node` is or refers to.

        Siblings of a reference (`readOnly` above all) override its target, because real documents rely on
        that. A broken or circular reference returns what was collected before it.

        Args:
            node: an object of the document.
            visited: the references already followed, which are not followed again; new ones are added.
        """
        visited = set() if visited is None else visited
        resolved: dict[str, Any] = {}
        while isinstance(node, Mapping):
            resolved = {**node, **resolved}
            reference = node.get("$ref")
            if not isinstance(reference, str) or reference in visited:
                break
            visited.add(reference)
            node = self.lookup(reference)
        resolved.pop("$ref", None)
        return resolved

    def operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield path, lower-case verb and raw operation, in the order of the paths and of `HTTP_METHODS`.

        Operations inherit the parameters and servers of their path, and override those of the same name.
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
        merged = {}
        for raw in [*(item.get("parameters") or ()), *(operation.get("parameters") or ())]:
            parameter = self.resolve(raw)
            if "name" in parameter and "in" in parameter:
                merged[parameter["in"], parameter["name"]] = parameter
        return list(merged.values())
