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
        self.known = _toml("parameters.toml")
        self.resources: dict[str, Resource] = {}
        self.operations: dict[str, Operation] = {}
        for section in self.sections:
            for name, facts in section.get("resources", {}).items():
                self._add_resource(name, facts)
        for section in self.sections:
            for name, facts in section.get("assignments", {}).items():
                self._add_assignment(name, facts)
        self._add_stored_resources()
        for name, fields in _toml("computed.toml").items():
            self.resources[name].computed = frozenset(fields.split())
        self._relations()
        for section in self.sections:
            self._operations(section)
        sections = [Section(s["section"], s["id"], tuple(s["tags"])) for s in self.sections]
        self.catalogue = Catalogue(self.models, self.enums, self.resources, self.operations, sections)

    # resources

    def _add_resource(self, name: str, facts: dict) -> None:
        collection, _, parameter = facts["path"].rpartition("/")
        self.resources[name] = Resource(
            name,
            self.models[facts["model"]],
            id_parameter=parameter.strip("{}"),
            singular_name=facts["noun"],
            full_text_indexed=facts.get("large", False),
            required=_words(facts, "required"),
            nullable_by_platform=_words(facts, "blankable"),
            **_listing(facts),
        )
        self._parent(name, collection)

    def _parent(self, name: str, collection: str) -> None:
        parents = parser.parents(collection)
        if parents:
            self.resources[name].parent = self.resources.get(parents[-1]) or self._forward_reference(
                parents[-1]
            )

    def _forward_reference(self, name: str) -> Resource:
        for section in self.sections:
            if name in section.get("resources", {}):
                self._add_resource(name, section["resources"][name])
                return self.resources[name]
        raise KeyError(name)

    def _add_assignment(self, name: str, facts: dict) -> None:
        resource = Resource(
            name,
            self.models[facts["model"]],
            singular_name=facts["noun"],
            key=tuple(facts["key"].split()),
            **_listing(facts),
        )
        self.resources[name] = resource
        self._parent(name, facts["path"])

    def _add_stored_resources(self) -> None:
        for name, facts in _toml("stored.toml").items():
            model = self.models.get(facts.get("model", ""))
            if model is None:
                fields = {n: parser.field(n, t, self.models, self.enums) for n, t in facts["fields"].items()}
                model = Model(facts.get("called", name), fields)
            parent = self.resources[facts["parent"]] if "parent" in facts else None
            key = tuple(facts.get("key", "").split())
            self.resources[name] = Resource(
                name, model, parent, singular_name=name, key=key, **_listing(facts)
            )

    def _relations(self) -> None:
        for name, fields in _toml("relations.toml").items():
            resource = self.resources[name]
            default = "cascade" if resource.key else "set-null"
            for field, text in fields.items():
                many = resource.model.fields[field].many
                resource.relations[field] = parser.relation(name, field, text, default, many)

    # operations

    def _operations(self, section: dict) -> None:
        for name, facts in section.get("resources", {}).items():
            for verb in facts.get("operations", "List Create Get Save Patch Delete").split():
                self._resource_operation(name, facts, verb)
        for name, facts in section.get("assignments", {}).items():
            self._assignment_operations(name, facts)
        for name, facts in section.get("operations", {}).items():
            self._single_operation(name, facts)

    def _resource_operation(self, name: str, facts: dict, verb: str) -> None:
        ids = facts.get("ids", name + ".{}")
        listed = verb == "List"
        collection = facts["path"].rpartition("/")[0]
        roles = facts["writes"]
        if verb in ("List", "Get"):
            roles = facts.get("gets", facts["reads"]) if verb == "Get" else facts["reads"]
        model = self.models[facts["model"]]
        id_ = ids.format(verb)
        if listed:
            id_ = facts.get("list", id_ + ("s" if "ids" in facts else ""))
        self._add(
            id_,
            _METHODS[verb],
            collection if verb in ("List", "Create") else facts["path"],
            facts,
            handler=f"resource.{verb.lower()}",
            summary=facts.get("summaries", {}).get(id_, summary_of(verb, facts["noun"])),
            roles=roles,
            query=facts.get("lists", "") if listed else "",
            status=_STATUS.get(verb, 200),
            resource=self.resources[name],
            body=model if verb in ("Create", "Save", "Patch") else None,
            required=facts.get("required", "") if verb in ("Create", "Save") else "",
            response=None if verb == "Delete" else model,
            page=listed,
            searchable=listed,
        )

    def _assignment_operations(self, name: str, facts: dict) -> None:
        resource = self.resources[name]
        common: dict[str, Any] = {"facts": facts, "resource": resource}
        self._add(
            facts["list"],
            "GET",
            facts["path"],
            handler="assignment.list",
            summary=summary_of("List", facts["noun"]),
            roles=facts["reads"],
            query=facts.get("lists", ""),
            response=resource.model,
            page=True,
            searchable="search" in facts,
            **common,
        )
        self._add(
            facts["save"],
            "POST",
            facts["path"],
            handler="assignment.save",
            summary=summary_of("Assign", facts["noun"]),
            roles=facts["writes"],
            status=204,
            body=resource.model,
            required=facts.get("required", ""),
            **common,
        )
        for operation, place in facts.get("delete", {}).items():
            path, _, query = place.partition("?")
            self._add(
                operation,
                "DELETE",
                path.strip(),
                handler="assignment.delete",
                summary=facts.get("summaries", {}).get(operation, summary_of("Delete", facts["noun"])),
                roles=facts.get("deletes", facts["writes"]),
                query=query,
                status=204,
                **common,
            )

    def _single_operation(self, name: str, facts: dict) -> None:
        verb, path = facts["call"].split()
        status, _, response = facts["response"].partition(" ")
        self._add(
            name,
            verb,
            path,
            facts,
            handler=name,
            summary=facts["summary"],
            roles=facts.get("roles"),
            query=facts.get("query", ""),
            status=int(status),
            body=self.models[facts["body"]] if "body" in facts else None,
            required=facts.get("required", ""),
            response=self.models[response.strip("[]")] if response else None,
            page=response.startswith("["),
            searchable="search" in facts,
        )

    def _add(
        self,
        id_: str,
        verb: str,
        path: str,
        facts: dict[str, Any],
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
        parameters = parser.parameters(path, query, self.enums, self.known)
        search, sort = _words(facts, "search"), _words(facts, "sort")
        if page:
            names = LIST_PARAMETERS if searchable else ("page", "pageSize")
            parameters += tuple(self._list_parameter(n, search, sort) for n in names)
        self.operations[id_] = Operation(
            id_,
            verb,
            path,
            facts["tag"],
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
            facts.get("facets", False) and page,
            search if searchable else (),
            sort if searchable else (),
        )

    def _list_parameter(self, name: str, search: tuple[str, ...], sort: tuple[str, ...]) -> Parameter:
        if name == "searchOn":
            return Parameter(name, "query", enum=search, many=True)
        if name == "sortBy":
            return Parameter(name, "query", enum=(*sort, *("!" + s for s in sort)), many=True)
        return Parameter(name, "query", {"filters": "object"}.get(name, self.known.get(name, "string")))


def _listing(facts: dict) -> dict[str, Any]:
    names = {"sorted": "sort", "searched": "search", "indexed": "index", "filtered": "filter"}
    return {ours: _words(facts, theirs) for ours, theirs in names.items()}


def _words(facts: dict, name: str) -> tuple[str, ...]:
    return tuple(facts.get(name, "").split())
