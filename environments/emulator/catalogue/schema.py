"""The types that make up the catalogue. Everything else is derived from them.

A `Model` has fields. A `Resource` is something that is stored: records of one model, identified by an id
under a parent, or assignments, identified by their key fields. An `Operation` is one call of the API. A
`Relation` states what a field refers to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

LIST_PARAMETERS = ("search", "searchOn", "sortBy", "page", "pageSize", "filters")


@dataclass(frozen=True)
class Field:
    """A property of a model.

    Attributes:
        type: a key of `parser.TYPES`, or the name of a model or enumeration.
        write_only: a secret that is stored and never returned.
        models: those of the field's version by name, in which `type` is looked up if it names a model.
    """

    name: str
    type: str
    many: bool = False
    enum: tuple[str, ...] | None = None
    is_model: bool = False
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    default: object = None
    nullable: bool = True
    read_only: bool = False
    write_only: bool = False
    models: "Mapping[str, Model]" = field(default_factory=dict, repr=False, compare=False)

    @property
    def model(self) -> "Model":
        """Return the model of a nested object. Raises `KeyError` for any other field."""
        return self.models[self.type]

    @property
    def empty(self) -> object:
        """Return the value of the property if it is not set: its default, an empty list, false, or null."""
        if self.many:
            return []
        return self.default


@dataclass(frozen=True)
class Model:
    name: str
    fields: dict[str, Field]

    @cached_property
    def has_secrets(self) -> bool:
        """Return whether a property, or one of a nested object, is never returned."""
        return any(
            f.write_only or (f.is_model and f.model is not self and f.model.has_secrets)
            for f in self.fields.values()
        )

    @cached_property
    def fields_by_lower_name(self) -> dict[str, Field]:
        """Return the fields by lower-case name; names in bodies and queries match in any case."""
        return {name.lower(): item for name, item in self.fields.items()}


@dataclass(frozen=True)
class Target:
    """A resource in which a field's value is looked up.

    `scope` is None (anywhere in the organization), "beside" (same parent as the record), "under" (the record
    itself is the parent), or the name of the field that holds the id of the parent.
    """

    resource: str
    scope: str | None = None


@dataclass(frozen=True)
class Relation:
    """What `field` of records of `resource` refers to, and what happens to them when it is deleted.

    `on_delete` is "set-null", "cascade", "no-action" or "restrict" (with the error's `code`).
    """

    resource: str
    field: str
    targets: tuple[Target, ...]
    on_delete: str
    code: str = ""
    many: bool = False


@dataclass
class Resource:
    """Something that is stored, such as products or assignments of products.

    Attributes:
        parent: the resource under which ids are unique; None for the organization.
        key: the identifying fields of an assignment; empty for records, which have an ID.
        sorted, searched, filtered, indexed: the fields with columns of their own.
        full_text_indexed: lists are searched with an index.
        nullable_by_platform: required fields that the platform itself may set to null.
        is_singleton: an organization has one at most, which no path names.
    """

    name: str
    model: Model
    parent: "Resource | None" = None
    id_parameter: str = ""
    singular_name: str = ""
    key: tuple[str, ...] = ()
    sorted: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()
    filtered: tuple[str, ...] = ()
    full_text_indexed: bool = False
    required: tuple[str, ...] = ()
    nullable_by_platform: tuple[str, ...] = ()
    is_singleton: bool = False
    computed: frozenset[str] = frozenset()
    relations: dict[str, Relation] = field(default_factory=dict)

    @cached_property
    def stored_fields(self) -> frozenset[str]:
        """Return the fields that are stored; those in `computed` are calculated whenever a record is read."""
        return frozenset(self.model.fields) - self.computed

    @property
    def object_type(self) -> str:
        """Return the name of a record in errors."""
        return self.model.name

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Return the fields with a column of their own, without ID, which every table has."""
        scalars = (*self.sorted, *self.searched, *self.filtered, *self.indexed, *self.key, *self.relations)
        return tuple(dict.fromkeys(f for f in scalars if f != "ID" and self._scalar(f)))

    def _scalar(self, name: str) -> bool:
        field = self.model.fields.get(name)
        return field is not None and not field.many and not field.is_model


@dataclass(frozen=True)
class Parameter:
    name: str
    location: str
    type: str = "string"
    required: bool = False
    enum: tuple[str, ...] | None = None
    many: bool = False


@dataclass(frozen=True)
class Operation:
    """An operation of the API. `resource` is None if it concerns no resource.

    `handler` is the name of its handler in the registry. The `required` properties must be in a body; that of
    a PATCH may leave them out, but not clear them.
    """

    id: str
    method: str
    path: str
    tag: str
    summary: str
    roles: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    handler: str
    status: int
    resource: Resource | None = None
    request_model: Model | None = None
    required: tuple[str, ...] = ()
    response_model: Model | None = None
    page: bool = False
    facets: bool = False
    search: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()

    @cached_property
    def route(self) -> str:
        """Return the path template in webhook routes, such as `v1/buyers/{buyerID}`."""
        return "v1" + self.path

    @cached_property
    def query(self) -> dict[str, Parameter]:
        """Return the query parameters by lower-case name."""
        return {p.name.lower(): p for p in self.parameters if p.location == "query"}


@dataclass(frozen=True)
class Section:
    name: str
    id: str
    tags: tuple[str, ...]


@dataclass
class Catalogue:
    version: str
    models: dict[str, Model]
    enums: dict[str, tuple[str, ...]]
    resources: dict[str, Resource]
    operations: dict[str, Operation]
    sections: list[Section]

    @cached_property
    def reverse_relations(self) -> dict[str, list[Relation]]:
        """Return the relations that may refer to a resource, by the name of that resource."""
        by_target: dict[str, list[Relation]] = {name: [] for name in self.resources}
        for resource in self.resources.values():
            for relation in resource.relations.values():
                for target in relation.targets:
                    by_target[target.resource].append(relation)
        return by_target

    @cached_property
    def children(self) -> dict[str, list[Resource]]:
        """Return the resources directly under a resource, by its name."""
        by_parent: dict[str, list[Resource]] = {name: [] for name in self.resources}
        for resource in self.resources.values():
            if resource.parent:
                by_parent[resource.parent.name].append(resource)
        return by_parent

    @cached_property
    def query_names(self) -> frozenset[str]:
        """Return the lower-case names of all query parameters of all operations; these are never filters."""
        return frozenset(name for op in self.operations.values() for name in op.query)
