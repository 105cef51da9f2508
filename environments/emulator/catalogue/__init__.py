"""The catalogue: the definition of OrderCloud's API, from which routes, tables and validation are derived.

`CATALOGUE` is that of the newest version, read from the TOML files beside this module. Data is stored as it
defines; `of_version` returns what an older version has of it.
"""

from dataclasses import replace
from functools import cache

from environments.emulator.catalogue.builder import build
from environments.emulator.catalogue.schema import Catalogue
from environments.emulator.catalogue.versions import NEWEST

CATALOGUE = build(NEWEST)


@cache
def of_version(version: str) -> Catalogue:
    """Return the catalogue of a version, whose operations use the records of `CATALOGUE`'s resources."""
    if version == NEWEST:
        return CATALOGUE
    catalogue = build(version)
    catalogue.operations = {
        id_: replace(operation, resource=operation.resource and CATALOGUE.resources[operation.resource.name])
        for id_, operation in catalogue.operations.items()
    }
    catalogue.resources = {name: CATALOGUE.resources[name] for name in catalogue.resources}
    return catalogue
