"""Build the catalogue of one version from its files: models, resources, and what they refer to."""

from typing import Any

from environments.emulator.catalogue import files, parser
from environments.emulator.catalogue.operations import OperationBuilder
from environments.emulator.catalogue.schema import Catalogue, Model, Resource, Section
from environments.emulator.catalogue.versions import includes

# Files of resources and operations, in the order of the document.
_DEFINITIONS = (
    *("authentication", "seller", "integrations", "synchronization", "buyers", "suppliers", "products"),
    *("bundles", "orders", "cart", "subscriptions", "me", "me_newer"),
)
_MODELS = (
    *("authentication", "seller", "integrations", "buyers", "suppliers", "products", "bundles"),
    *("orders", "subscriptions", "me", "lists"),
)


def build(version: str) -> Catalogue:
    """Return the catalogue of a version."""
    return _Builder(version).catalogue


class _Builder:
    def __init__(self, version: str) -> None:
        self.version = version
        self.sections = [files.definitions(name, version) for name in _DEFINITIONS]
        self.models, self.enums = parser.models([files.models(name, version) for name in _MODELS])
        self.resources: dict[str, Resource] = {}
        for section in self.sections:
            for name, definition in section.get("resources", {}).items():
                self._add_resource(name, definition)
        for section in self.sections:
            for name, definition in section.get("assignments", {}).items():
                self._add_assignment(name, definition)
        for section in self.sections:
            for name, definition in section.get("singletons", {}).items():
                self._add_singleton(name, definition)
        self._add_internal_resources()
        for name, fields in files.read("computed.toml").items():
            if name in self.resources:
                self.resources[name].computed = frozenset(fields.split())
        self._add_relations()
        operations = OperationBuilder(self.models, self.enums, self.resources)
        for section in self.sections:
            operations.add(section)
        self.catalogue = Catalogue(
            version, self.models, self.enums, self.resources, operations.operations, self._sections()
        )

    def _sections(self) -> list[Section]:
        """Return the sections of the document, each with the tags of all its files."""
        tags: dict[tuple[str, str], list[str]] = {}
        for file in self.sections:
            tags.setdefault((file["section"], file["id"]), []).extend(file["tags"])
        return [Section(name, id_, tuple(names)) for (name, id_), names in tags.items() if names]

    # resources

    def _add_resource(self, name: str, definition: dict) -> None:
        collection, _, parameter = definition["path"].rpartition("/")
        self.resources[name] = Resource(
            name,
            self.models[definition["model"]],
            id_parameter=parameter.strip("{}"),
            singular_name=definition["singular_name"],
            full_text_indexed=definition.get("full_text_indexed", False),
            required=parser.words(definition, "required"),
            nullable_by_platform=parser.words(definition, "nullable_by_platform"),
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

    def _add_singleton(self, name: str, definition: dict) -> None:
        self.resources[name] = Resource(
            name,
            self.models[definition["model"]],
            singular_name=definition["singular_name"],
            required=parser.words(definition, "required"),
            nullable_by_platform=parser.words(definition, "nullable_by_platform"),
            is_singleton=True,
            **_list_arguments(definition),
        )

    def _add_internal_resources(self) -> None:
        for name, definition in files.read("internal_resources.toml").items():
            if not includes(self.version, definition.get("since")):
                continue
            parent_name = definition.get("parent")
            model = self.models.get(definition.get("model", ""))
            if model is None:
                fields = {
                    n: parser.field(n, t, self.enums, self.models) for n, t in definition["fields"].items()
                }
                model = Model(definition.get("model_name", name), fields)
            parent = self.resources[parent_name] if parent_name else None
            key = tuple(definition.get("key", "").split())
            self.resources[name] = Resource(
                name, model, parent, singular_name=name, key=key, **_list_arguments(definition)
            )

    def _add_relations(self) -> None:
        for name, fields in files.read("relations.toml").items():
            resource = self.resources.get(name)
            if resource is None:
                continue  # of a later version
            default = "cascade" if resource.key else "set-null"
            for field, text in fields.items():
                if field in resource.model.fields:
                    many = resource.model.fields[field].many
                    resource.relations[field] = parser.relation(name, field, text, default, many)


def _list_arguments(definition: dict) -> dict[str, Any]:
    """Return the arguments of `Resource` about its lists."""
    keys = {"sorted": "sort", "searched": "search", "indexed": "index", "filtered": "filter"}
    return {argument: parser.words(definition, key) for argument, key in keys.items()}
