"""Whether a delivery configuration of Staging delivers to a target of Production."""

from collections.abc import Iterable, Iterator
from typing import Any

from environments.restore.resources.redactions import is_blank, normalized_address
from environments.restore.resources.resource import Record, Resource
from environments.restore.state.capture import RecordsByResource

_CALLED = ("Http", "MessageSender", "ContentHub")
"""Targets that are called at their Endpoint."""

_IDENTIFIED_BY = {
    "Kafka": ("BootstrapServers", "Topic"),
    "SearchIngestion": ("Endpoint", "Domain", "Source", "Entity"),
    "SendEvent": ("ServiceEndpoint", "SiteID"),
    "DiscoverEvent": ("ServiceEndpoint", "ClientID"),
}
"""What distinguishes targets of other kinds. OrderCloud does not show where the remaining kinds lead."""


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
        if not isinstance(target, dict):
            continue
        if kind in _CALLED and not is_blank(target.get("Endpoint")):
            yield normalized_address(target["Endpoint"])
        if kind in _IDENTIFIED_BY:
            values = (str(target.get(name)).casefold().rstrip("/") for name in _IDENTIFIED_BY[kind])
            yield kind, *values
