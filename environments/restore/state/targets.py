"""Whether a delivery configuration of Staging delivers to a target of Production."""

from collections.abc import Iterable, Iterator
from typing import Any

from environments.restore.resources.redactions import is_blank, normalized_address
from environments.restore.resources.resource import Record, Resource
from environments.restore.state.capture import RecordsByResource
from lib import exact_json

# These are called at their Endpoint; the others are known by all that OrderCloud shows of them.
_CALLED = ("Http", "MessageSender")


def targets_of_production(resources: Iterable[Resource], production: RecordsByResource) -> frozenset[Any]:
    """Return every target that Production delivers to, in a form that equal targets share."""
    return frozenset(
        target
        for resource in resources
        if resource.targets_field
        for record in production.get(resource.name, ())
        for target in _targets(resource, record)
    )


def delivers_to(resource: Resource, record: Record, targets: frozenset[Any]) -> bool:
    """Return whether a record is not disabled and delivers to one of these targets."""
    is_disabled = all(record.get(name) == value for name, value in resource.disabled_fields)
    return not is_disabled and any(target in targets for target in _targets(resource, record))


def _targets(resource: Resource, record: Record) -> Iterator[Any]:
    targets = record.get(resource.targets_field) if resource.targets_field else None
    for kind, target in targets.items() if isinstance(targets, dict) else ():
        shown = {name: value for name, value in target.items() if value is not None} if target else {}
        if kind in _CALLED:
            if not is_blank(shown.get("Endpoint")):
                yield normalized_address(shown["Endpoint"])
        elif shown:
            yield kind, exact_json.dumps(dict(sorted(shown.items())))
