"""All operations of a document, by the sections and resources that the document names."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from console.openapi.document import Document
from console.openapi.naming import humanize, sentence_case
from console.openapi.operations import Operation
from console.openapi.search import SearchIndex
from environments.roles import FULL_ACCESS

OTHER = "Other"


@dataclass
class Resource:
    """The operations of one tag. `key` is used in URLs and unique in the catalogue."""

    key: str
    name: str
    description: str = ""
    operations: list[Operation] = field(default_factory=list)


@dataclass
class Section:
    """A group of resources; `name` is empty when the document has no groups."""

    name: str
    resources: list[Resource] = field(default_factory=list)


class Catalogue:
    """The operations of `document`, by section, by key, and by search."""

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
        """The operations that read one record, by the lower-case path of its list."""
        by_collection = defaultdict(list)
        for operation in self._detail_operations:
            by_collection[operation.path.rpartition("/")[0].lower()].append(operation)
        return dict(by_collection)

    @cached_property
    def record_operations_by_collection(self) -> dict[str, list[Operation]]:
        """The operations on one record, whatever their verb, by the lower-case path of its list."""
        by_collection = defaultdict(list)
        for operation in self.operations:
            if operation.path.endswith("}"):
                by_collection[operation.path.rpartition("/")[0].lower()].append(operation)
        return dict(by_collection)

    @cached_property
    def detail_operations_by_parameter(self) -> dict[str, list[Operation]]:
        """The operations that read one record, by the last parameter of their path."""
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
        """Return the operation with that key, exactly or ignoring case; None if there is none."""
        return self._by_key.get(key) or next(
            (operation for operation in self.operations if operation.key.lower() == key.lower()), None
        )

    def resource(self, key: str) -> Resource | None:
        """Return the resource with that key; None if there is none."""
        return next((resource for resource in self._resources if resource.key == key), None)

    def resource_of(self, operation: Operation) -> Resource:
        """Return the resource of `operation`."""
        return self._resource_of[operation.key]

    def search(self, text: str) -> list[Operation]:
        """Return the operations that match `text` by name, id, verb or path, the closest names first."""
        if self._index is None:
            self._index = SearchIndex(
                [(operation, self.resource_of(operation).name) for operation in self.operations]
            )
        return self._index.search(text)


def _with_unique_operation_keys(operations: list[Operation]) -> list[Operation]:
    """Give operations with the same id different keys; a document may use an id twice."""
    taken = set()
    for operation in operations:
        key, number = operation.key, 2
        while operation.key in taken:
            operation.key = f"{key}-{number}"
            number += 1
        taken.add(operation.key)
    return operations


def _sort_roles(operations: list[Operation]) -> None:
    """Sort the roles of each operation, smallest first: the one that allows the fewest operations."""
    allowed = Counter(role for operation in operations for role in operation.roles)

    def size(role: str) -> tuple[bool, int, bool]:
        return role == FULL_ACCESS, allowed[role], role.endswith("Admin")

    for operation in operations:
        operation.roles = tuple(sorted(operation.roles, key=size))


def _sections(document: Document, operations: list[Operation]) -> list[Section]:
    """Return the sections and their resources in the order of the document's tags."""
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
    """Return whether the tag is a section: other tags refer to it by id or as `parent`."""
    return ("x-id" in tag and "x-section-id" not in tag) or tag["name"] in parents


def _section_of_other_tags(by_tag: Mapping[str, list[Operation]], *, grouped: bool) -> Section:
    """Return the section of unlisted tags; it has a name only when `grouped`, beside other sections."""
    resources = [_resource(tag, operations) for tag, operations in by_tag.items()]
    return Section(OTHER if grouped else "", resources)


def _section_name(document: Document, tag: Mapping[str, Any], names_by_id: Mapping[str, str]) -> str:
    """Return the section's name of `tag`, from OrderCloud's extension, `parent`, or the tag groups."""
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
