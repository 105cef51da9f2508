"""Build the operations of a catalogue from its files."""

from typing import Any

from environments.emulator.catalogue import files, parser
from environments.emulator.catalogue.schema import LIST_PARAMETERS, Model, Operation, Parameter, Resource
from environments.emulator.catalogue.summaries import summary_of

_METHODS = {
    "List": "GET",
    "Create": "POST",
    "Get": "GET",
    "Save": "PUT",
    "Patch": "PATCH",
    "Delete": "DELETE",
}
_STATUS = {"Create": 201, "Delete": 204}


class OperationBuilder:
    """Collects in `operations` those of the sections that are added."""

    def __init__(
        self, models: dict[str, Model], enums: dict[str, tuple[str, ...]], resources: dict[str, Resource]
    ) -> None:
        self.models, self.enums, self.resources = models, enums, resources
        self.parameter_types = files.read("parameters.toml")
        self.operations: dict[str, Operation] = {}

    def add(self, section: dict) -> None:
        """Add the operations of a section's file."""
        for name, definition in section.get("resources", {}).items():
            for action in definition.get("operations", "List Create Get Save Patch Delete").split():
                self._add_resource_operation(name, definition, action)
        for name, definition in section.get("assignments", {}).items():
            self._add_assignment_operations(name, definition)
        for name, definition in section.get("singletons", {}).items():
            self._add_singleton_operations(name, definition)
        for name, definition in section.get("operations", {}).items():
            self._add_single_operation(name, definition)

    def _add_resource_operation(self, name: str, definition: dict, action: str) -> None:
        id_pattern = definition.get("ids", name + ".{}")
        is_list, writes = action == "List", action in ("Create", "Save", "Patch")
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
            query=definition.get("lists" if is_list else "writes_query", "") if is_list or writes else "",
            status=_STATUS.get(action, 200),
            resource=self.resources[name],
            body=model if writes else None,
            required=definition.get("required", "") if writes else "",
            response=None if action == "Delete" else self._response(definition, action, model),
            page=is_list,
            searchable=is_list,
        )

    def _response(self, definition: dict, action: str, model: Model) -> Model:
        if action == "Create" and "created" in definition:
            return self.models[definition["created"]]
        return model

    def _add_singleton_operations(self, name: str, definition: dict) -> None:
        """Add the operations of something that an organization has once, which has no ID in its path."""
        resource = self.resources[name]
        for action in ("Get", "Save", "Patch", "Delete"):
            self._add(
                definition["ids"][action],
                _METHODS[action],
                definition["path"],
                definition,
                handler=f"singleton.{action.lower()}",
                summary=summary_of(action, definition["singular_name"]),
                roles=definition["writes"],
                status=_STATUS.get(action, 200),
                resource=resource,
                body=resource.model if action in ("Save", "Patch") else None,
                required=definition.get("required", "") if action in ("Save", "Patch") else "",
                response=None if action == "Delete" else resource.model,
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
        search = parser.words(definition, "search")
        sort = parser.words(definition, "sort")
        if page:
            names: tuple[str, ...] = LIST_PARAMETERS if searchable else ("page", "pageSize")
            if definition.get("no_search"):
                names = tuple(name for name in names if not name.startswith("search"))
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
