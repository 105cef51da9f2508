"""The properties of records that came with later versions of the API, for records stored before them."""

from functools import cache

from environments.emulator.catalogue import CATALOGUE, of_version
from environments.emulator.catalogue.schema import Resource
from environments.emulator.catalogue.versions import VERSIONS
from environments.emulator.json_types import JsonObject


def with_newer_properties(resource: Resource, data: JsonObject) -> JsonObject:
    """Return a record's data with the defaults of the properties that it lacks because they are newer."""
    return _defaults(resource.name) | data


@cache
def _defaults(name: str) -> JsonObject:
    resource = CATALOGUE.resources[name]
    first = of_version(VERSIONS[0]).models.get(resource.model.name)
    if first is None:
        return {}
    return {
        field: resource.model.fields[field].empty
        for field in resource.stored_fields
        if field not in first.fields
    }
