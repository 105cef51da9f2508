"""The entities that can be synchronized, and the attributes of each."""

import re

from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.parser import TYPES
from environments.emulator.catalogue.schema import Field, Resource
from environments.emulator.json_types import JsonObject

# The resource of each route of entity synchronization.
_RESOURCES = {
    "adminusers": "AdminUsers",
    "buyers": "Buyers",
    "buyers/usergroups": "UserGroups",
    "buyers/users": "Users",
    "catalogs": "Catalogs",
    "categories": "Categories",
    "products/inventoryrecords": "InventoryRecords",
    "suppliers": "Suppliers",
    "suppliers/users": "SupplierUsers",
}
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")


def list_entities() -> list[JsonObject]:
    """Return the entities with their attributes."""
    return [_entity(route, CATALOGUE.resources[name]) for route, name in _RESOURCES.items()]


def _entity(route: str, resource: Resource) -> JsonObject:
    return {
        "EntityName": resource.name,
        "Route": f"integrations/entitysync/{route}",
        "Attributes": [_attribute(field, resource) for field in resource.model.fields.values()],
    }


def _attribute(field: Field, resource: Resource) -> JsonObject:
    return {
        "DisplayName": _WORD_START.sub(" ", field.name),
        "Name": field.name,
        "Type": "array" if field.many else TYPES.get(field.type, ("object",))[0],
        "Required": field.name in resource.required,
        "Internal": field.read_only,
        "Comment": None,
    }
