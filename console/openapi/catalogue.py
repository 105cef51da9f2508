"""All operations of a document, in the sections and under the resources that the document itself names."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from console.openapi.document import Document
from console.openapi.naming import humanize, sentence_case
from console.openapi.operations import Operation
from console.openapi.search import SearchIndex
from environments.grants import FULL_ACCESS

OTHER = "Other"


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
        self.operations = _with_unique_operation_keys(
            [Operation(document, path, verb, raw) for path, verb, raw in document.operations()]
        )
        _sort_roles(self.operations)
        self.sections = _sections(document, self.operations)
        self._by_key = {operation.key: operation for operation in self.operations}
        self._index: SearchIndex | None = None
        self._resources = [resource for section in self.sections for resource in section.resources]
        self._resource_of = {
            operation.key: resource for resource in self._resources for operation in resource.operations
        }

    @cached_property
    def detail_operations_by_collection(self) -> dict[str, list[Operation]]:
        """The operations that read one record, by the path of the list that holds it, in lower case."""
        by_collection = defaultdict(list)
        for operation in self._detail_operations:
            by_collection[operation.path.rpartition("/")[0].lower()].append(operation)
        return dict(by_collection)

    @cached_property
    def detail_operations_by_parameter(self) -> dict[str, list[Operation]]:
        """The operations that read one record, by the name of the last part of their path."""
        by_parameter = defaultdict(list)
        for operation in self._detail_operations:
            by_parameter[operation.path_parameter_names[-1]].append(operation)
        return dict(by_parameter)

    @property
    def _detail_operations(self) -> Iterator[Operation]:
        return (
            operation
            for operation in self.operations
            if operation.verb == "GET" and operation.path.endswith("}")
        )

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


def _with_unique_operation_keys(operations: list[Operation]) -> list[Operation]:
    """Give operations whose ids collide keys of their own, for a document may be careless."""
    taken = set()
    for operation in operations:
        key, number = operation.key, 2
        while operation.key in taken:
            operation.key = f"{key}-{number}"
            number += 1
        taken.add(operation.key)
    return operations


def _sort_roles(operations: list[Operation]) -> None:
    """Put the smallest role of each operation first: the one that opens the fewest operations."""
    opened = Counter(role for operation in operations for role in operation.roles)

    def size(role: str) -> tuple[bool, int, bool]:
        return role == FULL_ACCESS, opened[role], role.endswith("Admin")

    for operation in operations:
        operation.roles = tuple(sorted(operation.roles, key=size))


def _sections(document: Document, operations: list[Operation]) -> list[Section]:
    """Return the sections with their resources, in the order of the document's tags."""
    by_tag: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        by_tag[operation.tag or operation.id.rpartition(".")[0]].append(operation)
    sections: dict[str, Section] = {}
    tags = [tag for tag in document.raw.get("tags") or () if isinstance(tag, Mapping) and tag.get("name")]
    names_by_id = {tag["x-id"]: tag["name"] for tag in tags if "x-id" in tag}
    parents = {tag["parent"] for tag in tags if isinstance(tag.get("parent"), str)}
    for tag in tags:
        section_name = _section_name(document, tag, names_by_id)
        if _is_section(tag, parents) or tag["name"] not in by_tag:
            title = section_name or tag["name"]
            sections.setdefault(title, Section(sentence_case(title)))
            continue
        section = sections.setdefault(section_name, Section(sentence_case(section_name)))
        description = str(tag.get("description") or "").strip()
        section.resources.append(_resource(tag["name"], by_tag.pop(tag["name"]), description))
    if by_tag:
        sections[OTHER] = _section_of_other_tags(by_tag, grouped=any(s.resources for s in sections.values()))
    return _with_unique_keys([section for section in sections.values() if section.resources])


def _is_section(tag: Mapping[str, Any], parents: set[str]) -> bool:
    """Return whether the tag stands for a section: other tags name it as theirs, by id or as `parent`."""
    return ("x-id" in tag and "x-section-id" not in tag) or tag["name"] in parents


def _section_of_other_tags(by_tag: Mapping[str, list[Operation]], *, grouped: bool) -> Section:
    """Return the section of the operations whose tag the document does not list; named only beside others."""
    resources = [_resource(tag, operations) for tag, operations in by_tag.items()]
    return Section(OTHER if grouped else "", resources)


def _section_name(document: Document, tag: Mapping[str, Any], names_by_id: Mapping[str, str]) -> str:
    """Return the name of the section of `tag`: by OrderCloud's own extension, `parent`, or tag groups."""
    if tag.get("x-section-id") in names_by_id:
        return names_by_id[tag["x-section-id"]]
    if isinstance(tag.get("parent"), str):
        return tag["parent"]
    for group in document.raw.get("x-tagGroups") or ():
        if tag["name"] in group.get("tags", ()):
            return str(group.get("name") or "")
    return ""


def _resource(tag: str, operations: list[Operation], description: str = "") -> Resource:
    name = sentence_case(tag) if " " in tag else humanize(tag)
    key = "".join(letter if letter.isalnum() else "-" for letter in tag) or "operations"
    return Resource(key, name or "Operations", description, operations)


def _with_unique_keys(sections: list[Section]) -> list[Section]:
    taken = set()
    for section in sections:
        for resource in section.resources:
            key, number = resource.key, 2
            while resource.key in taken:
                resource.key = f"{key}-{number}"
                number += 1
            taken.add(resource.key)
    return sections
