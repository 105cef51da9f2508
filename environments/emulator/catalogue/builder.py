"""Build the catalogue's resources and operations from its files."""

import tomllib
from pathlib import Path
from typing import Any

from environments.emulator.catalogue import parser
from environments.emulator.catalogue.schema import (
    LIST_PARAMETERS,
    Catalogue,
    Model,
    Operation,
    Parameter,
    Resource,
    Section,
)
from environments.emulator.catalogue.summaries import summary_of

_HERE = Path(__file__).parent
SECTIONS = ("authentication", "seller", "buyers", "suppliers", "products", "orders", "me")
_METHODS = {
    "List": "GET",
    "Create": "POST",
    "Get": "GET",
    "Save": "PUT",
    "Patch": "PATCH",
    "Delete": "DELETE",
}
_STATUS = {"Create": 201, "Delete": 204}


def read() -> Catalogue:
    """Return the catalogue."""
    return _Builder().catalogue


def _toml(name: str) -> dict:
    return tomllib.loads((_HERE / name).read_text())


class _Builder:
    def __init__(self) -> None:
        self.sections = [_toml(f"resources/{name}.toml") for name in SECTIONS]
        model_files = [_toml(f"models/{name}.toml") for name in (*SECTIONS, "lists")]
        self.models, self.enums = parser.models(model_files)
        self.parameter_types = _toml("parameters.toml")
        self.resources: dict[str, Resource] = {}
        self.operations: dict[str, Operation] = {}
        for section in self.sections:
            for name, definition in section.get("resources", {}).items():
                self._add_resource(name, definition)
        for section in self.sections:
            for name, definition in section.get("assignments", {}).items():
                self._add_assignment(name, definition)
        self._add_internal_resources()
        for name, fields in _toml("computed.toml").items():
            self.resources[name].computed = frozenset(fields.split())
        self._add_relations()
        for section in self.sections:
            self._add_operations(section)
        sections = [Section(s["section"], s["id"], tuple(s["tags"])) for s in self.sections]
        self.catalogue = Catalogue(self.models, self.enums, self.resources, self.operations, sections)

    # resources

    def _add_resource(self, name: str, definition: dict) -> None:
        collection, _, parameter = definition["path"].rpartition("/")
        self.resources[name] = Resource(
            name,
            self.models[definition["model"]],
            id_parameter=parameter.strip("{}"),
            singular_name=definition["singular_name"],
            full_text_indexed=definition.get("full_text_indexed", False),
            required=_words(definition, "required"),
            nullable_by_platform=_words(definition, "nullable_by_platform"),
            **_list_arguments(definition),
        )
        self._set_parent(name, collection)

    def _set_parent(self, name: str, collection: str) -> None:
        parents = parser.parents(collection)
        if parents:
            self.resources[name].parent = self.resources.get(parents[-1]) or self._add_referenced_resource(
                parents[-1]
            )

    def _add_referenced_resource(self, name: str) -> Resource:
        for section in self.sections:
            if name in section.get("resources", {}):
                self._add_resource(name, section["resources"][name])
                return self.resources[name]
        raise KeyError(name)

    def _add_assignment(self, name: str, definition: dict) -> None:
        resource = Resource(
            name,
            self.models[definition["model"]],
            singular_name=definition["singular_name"],
            key=tuple(definition["key"].split()),
            **_list_arguments(definition),
        )
        self.resources[name] = resource
        self._set_parent(name, definition["path"])

    def _add_internal_resources(self) -> None:
        for name, definition in _toml("internal_resources.toml").items():
            model = self.models.get(definition.get("model", ""))
            if model is None:
                fields = {
                    n: parser.field(n, t, self.models, self.enums) for n, t in definition["fields"].items()
                }
                model = Model(definition.get("model_name", name), fields)
            parent = self.resources[definition["parent"]] if "parent" in definition else None
            key = tuple(definition.get("key", "").split())
            self.resources[name] = Resource(
                name, model, parent, singular_name=name, key=key, **_list_arguments(definition)
            )

    def _add_relations(self) -> None:
        for name, fields in _toml("relations.toml").items():
            resource = self.resources[name]
            default = "cascade" if resource.key else "set-null"
            for field, text in fields.items():
                many = resource.model.fields[field].many
                resource.relations[field] = parser.relation(name, field, text, default, many)

    # operations

    def _add_operations(self, section: dict) -> None:
        for name, definition in section.get("resources", {}).items():
            for action in definition.get("operations", "List Create Get Save Patch Delete").split():
                self._add_resource_operation(name, definition, action)
        for name, definition in section.get("assignments", {}).items():
            self._add_assignment_operations(name, definition)
        for name, definition in section.get("operations", {}).items():
            self._add_single_operation(name, definition)

    def _add_resource_operation(self, name: str, definition: dict, action: str) -> None:
        id_pattern = definition.get("ids", name + ".{}")
        is_list = action == "List"
        collection = definition["path"].rpartition("/")[0]
        roles = definition["writes"]
        if action in ("List", "Get"):
            roles = definition.get("gets", definition["reads"]) if action == "Get" else definition["reads"]
        model = self.models[definition["model"]]
        id_ = id_pattern.format(action)
        if is_list:
            id_ = definition.get("list", id_ + ("s" if "ids" in definition else ""))
        self._add(
            id_,
            _METHODS[action],
            collection if action in ("List", "Create") else definition["path"],
            definition,
            handler=f"resource.{action.lower()}",
            summary=definition.get("summaries", {}).get(id_, summary_of(action, definition["singular_name"])),
            roles=roles,
            query=definition.get("lists", "") if is_list else "",
            status=_STATUS.get(action, 200),
            resource=self.resources[name],
            body=model if action in ("Create", "Save", "Patch") else None,
            required=definition.get("required", "") if action in ("Create", "Save") else "",
            response=None if action == "Delete" else model,
            page=is_list,
            searchable=is_list,
        )

    def _add_assignment_operations(self, name: str, definition: dict) -> None:
        resource = self.resources[name]
        common: dict[str, Any] = {"definition": definition, "resource": resource}
        self._add(
            definition["list"],
            "GET",
            definition["path"],
            handler="assignment.list",
            summary=summary_of("List", definition["singular_name"]),
            roles=definition["reads"],
            query=definition.get("lists", ""),
            response=resource.model,
            page=True,
            searchable="search" in definition,
            **common,
        )
        self._add(
            definition["save"],
            "POST",
            definition["path"],
            handler="assignment.save",
            summary=summary_of("Assign", definition["singular_name"]),
            roles=definition["writes"],
            status=204,
            body=resource.model,
            required=definition.get("required", ""),
            **common,
        )
        for operation_id, location in definition.get("delete", {}).items():
            path, _, query = location.partition("?")
            self._add(
                operation_id,
                "DELETE",
                path.strip(),
                handler="assignment.delete",
                summary=definition.get("summaries", {}).get(
                    operation_id, summary_of("Delete", definition["singular_name"])
                ),
                roles=definition.get("deletes", definition["writes"]),
                query=query,
                status=204,
                **common,
            )

    def _add_single_operation(self, name: str, definition: dict) -> None:
        method, path = definition["call"].split()
        status, _, response = definition["response"].partition(" ")
        self._add(
            name,
            method,
            path,
            definition,
            handler=name,
            summary=definition["summary"],
            roles=definition.get("roles"),
            query=definition.get("query", ""),
            status=int(status),
            body=self.models[definition["body"]] if "body" in definition else None,
            required=definition.get("required", ""),
            response=self.models[response.strip("[]")] if response else None,
            page=response.startswith("["),
            searchable="search" in definition,
        )

    def _add(
        self,
        id_: str,
        method: str,
        path: str,
        definition: dict[str, Any],
        *,
        handler: str,
        summary: str,
        roles: str | None,
        query: str = "",
        status: int = 200,
        resource: Resource | None = None,
        body: Model | None = None,
        required: str = "",
        response: Model | None = None,
        page: bool = False,
        searchable: bool = False,
    ) -> None:
        parameters = parser.parameters(path, query, self.enums, self.parameter_types)
        search, sort = _words(definition, "search"), _words(definition, "sort")
        if page:
            names = LIST_PARAMETERS if searchable else ("page", "pageSize")
            parameters += tuple(self._list_parameter(n, search, sort) for n in names)
        self.operations[id_] = Operation(
            id_,
            method,
            path,
            definition["tag"],
            summary,
            () if roles is None else ("FullAccess", *roles.split()),
            parameters,
            handler,
            status,
            resource,
            body,
            tuple(required.split()),
            response,
            page,
            definition.get("facets", False) and page,
            search if searchable else (),
            sort if searchable else (),
        )

    def _list_parameter(self, name: str, search: tuple[str, ...], sort: tuple[str, ...]) -> Parameter:
        if name == "searchOn":
            return Parameter(name, "query", enum=search, many=True)
        if name == "sortBy":
            return Parameter(name, "query", enum=(*sort, *("!" + s for s in sort)), many=True)
        return Parameter(
            name, "query", {"filters": "object"}.get(name, self.parameter_types.get(name, "string"))
        )


def _list_arguments(definition: dict) -> dict[str, Any]:
    """Return the arguments of `Resource` about its lists."""
    keys = {"sorted": "sort", "searched": "search", "indexed": "index", "filtered": "filter"}
    return {argument: _words(definition, key) for argument, key in keys.items()}


def _words(definition: dict, name: str) -> tuple[str, ...]:
    return tuple(definition.get(name, "").split())
