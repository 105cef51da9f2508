"""The operations that a webhook can run for: every write of the API description, by resource."""

from console.enhanced.fields.field import Choice
from console.openapi.catalogue import Catalogue

VERSION = "v1"


def route_choices(catalogue: Catalogue) -> list[Choice]:
    """Return a choice for each write, under its resource; the value is the verb and the route."""
    return [
        Choice(
            f"{operation.verb} {VERSION}/{operation.path.lstrip('/')}",
            operation.name,
            note=f"{operation.verb} {operation.path}",
            group=resource.name,
        )
        for section in catalogue.sections
        for resource in section.resources
        for operation in resource.operations
        if not operation.reads and not operation.unversioned
    ]
