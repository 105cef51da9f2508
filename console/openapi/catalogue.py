"""All operations of a document, in the sections and under the resources that the document itself names."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from console.openapi.document import Document
from console.openapi.naming import sentence_case, spaced
from console.openapi.operations import Operation
from console.openapi.search import SearchIndex
from environments.grants import FULL_ACCESS

BESIDE = "Other"


@dataclass
class Resource:
    """What a tag gathers. `key` is fit for an address and unique in the catalogue."""

    key: str
    name: str
    description: str = ""
    operations: list[Operation] = field(default_factory=list)


@dataclass
class Section:
    """Resources that belong together; `name` is empty when the document groups nothing."""

    name: str
    resources: list[Resource] = field(default_factory=list)


class Catalogue:
    """The operations of `document`, found by key, by words, or by walking the sections."""

    def __init__(self, document: Document):
        self.document = document
        info = document.raw.get("info")
        self.version = str(info.get("version", "")) if isinstance(info, Mapping) else ""
        self.operations = _unique(
            [Operation(document, path, verb, raw) for path, verb, raw in document.operations()]
        )
        _order_roles(self.operations)
        self.sections = _sections(document, self.operations)
        self._by_key = {operation.key: operation for operation in self.operations}
        self._index: SearchIndex | None = None
        self._resources = [resource for section in self.sections for resource in section.resources]
        self._resource_of = {
            operation.key: resource for resource in self._resources for operation in resource.operations
        }

    @cached_property
    def readers_by_collection(self) -> dict[str, list[Operation]]:
        """The operations that read one record, by the path of the list that holds it, in lower case."""
        found = defaultdict(list)
        for one in self._record_readers:
            found[one.path.rpartition("/")[0].lower()].append(one)
        return dict(found)

    @cached_property
    def readers_by_parameter(self) -> dict[str, list[Operation]]:
        """The operations that read one record, by the name of the last part of their path."""
        found = defaultdict(list)
        for one in self._record_readers:
            found[one.path_names[-1]].append(one)
        return dict(found)

    @property
    def _record_readers(self) -> Iterator[Operation]:
        return (one for one in self.operations if one.verb == "GET" and one.path.endswith("}"))

    def get(self, key: str) -> Operation | None:
        """The operation with that key, in any case of letters when no other differs only in case."""
        return self._by_key.get(key) or next(
            (operation for operation in self.operations if operation.key.lower() == key.lower()), None
        )

    def resource(self, key: str) -> Resource | None:
        """The resource with that key."""
        return next((resource for resource in self._resources if resource.key == key), None)

    def resource_of(self, operation: Operation) -> Resource:
        """Where `operation` stands."""
        return self._resource_of[operation.key]

    def search(self, text: str) -> list[Operation]:
        """The operations that `text` means by name, id, verb or path; the nearest names first."""
        if self._index is None:
            self._index = SearchIndex(
                [(operation, self.resource_of(operation).name) for operation in self.operations]
            )
        return self._index.search(text)


def _unique(operations: list[Operation]) -> list[Operation]:
    """Give operations whose ids collide keys of their own, for a document may be careless."""
    taken = set()
    for operation in operations:
        key, number = operation.key, 2
        while operation.key in taken:
            operation.key = f"{key}-{number}"
            number += 1
        taken.add(operation.key)
    return operations


def _order_roles(operations: list[Operation]) -> None:
    """Put the smallest role of each operation first: the one that opens the fewest operations."""
    opened = Counter(role for operation in operations for role in operation.roles)

    def size(role: str) -> tuple[bool, int, bool]:
        return role == FULL_ACCESS, opened[role], role.endswith("Admin")

    for operation in operations:
        operation.roles = tuple(sorted(operation.roles, key=size))


def _sections(document: Document, operations: list[Operation]) -> list[Section]:
    waiting: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        waiting[operation.tag or operation.id.rpartition(".")[0]].append(operation)
    sections: dict[str, Section] = {}
    tags = [tag for tag in document.raw.get("tags") or () if isinstance(tag, Mapping) and tag.get("name")]
    headings = {tag["x-id"]: tag["name"] for tag in tags if "x-id" in tag}
    parents = {tag["parent"] for tag in tags if isinstance(tag.get("parent"), str)}
    for tag in tags:
        heading = _heading(document, tag, headings)
        if (
            ("x-id" in tag and "x-section-id" not in tag)
            or tag["name"] in parents
            or tag["name"] not in waiting
        ):
            sections.setdefault(heading or tag["name"], Section(sentence_case(heading or tag["name"])))
            continue
        section = sections.setdefault(heading, Section(sentence_case(heading)))
        description = str(tag.get("description") or "").strip()
        section.resources.append(_resource(tag["name"], waiting.pop(tag["name"]), description))
    if waiting:
        rest = Section(BESIDE if any(section.resources for section in sections.values()) else "")
        rest.resources = [_resource(name, waiting[name]) for name in waiting]
        sections[BESIDE] = rest
    return _keyed([section for section in sections.values() if section.resources])


def _heading(document: Document, tag: Mapping[str, Any], headings: Mapping[str, str]) -> str:
    """The name of the section that `tag` belongs to: by the document's own extension, by `parent`, or by
    tag groups.
    """
    if tag.get("x-section-id") in headings:
        return headings[tag["x-section-id"]]
    if isinstance(tag.get("parent"), str):
        return tag["parent"]
    for group in document.raw.get("x-tagGroups") or ():
        if tag["name"] in group.get("tags", ()):
            return str(group.get("name") or "")
    return ""


def _resource(tag: str, operations: list[Operation], description: str = "") -> Resource:
    name = sentence_case(tag) if " " in tag else spaced(tag)
    key = "".join(letter if letter.isalnum() else "-" for letter in tag) or "operations"
    return Resource(key, name or "Operations", description, operations)


def _keyed(sections: list[Section]) -> list[Section]:
    taken = set()
    for section in sections:
        for resource in section.resources:
            key, number = resource.key, 2
            while resource.key in taken:
                resource.key = f"{key}-{number}"
                number += 1
            taken.add(resource.key)
    return sections
