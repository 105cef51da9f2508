"""Processing of subscriptions, and synchronization of catalogs, orders and other entities."""

from typing import Any

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Actor
from environments.ordercloud.errors import InvalidJson
from organizations.access import require
from organizations.connections.organization_api import call
from organizations.models import Organization
from organizations.permissions import Can


def process_subscriptions(organization: Organization, *, by: Actor) -> int:
    """Have the platform process subscriptions now, and return how many jobs are left in this hour.

    Raises:
        PermissionDenied: the user does not manage the organization.
        CannotGrant, PlatformRefusal, OrderCloudError: as `organization_api.call`.
    """
    require(by, Can.MANAGE, organization)
    response = call(organization, "POST", "processsubscriptions", body={})
    remaining = response.get("HourlyJobsRemaining") if isinstance(response, dict) else None
    _record(Event.SUBSCRIPTIONS_PROCESSED, organization, by)
    if not isinstance(remaining, int):
        raise InvalidJson("the response does not say how many jobs remain")
    return remaining


def synchronize_catalog(
    organization: Organization, *, by: Actor, catalog_id: str = "", category_id: str = ""
) -> None:
    """Have the platform synchronize all catalogs, one catalog, or a category of it.

    Raises:
        PermissionDenied: the user does not manage the organization.
        CannotGrant, PlatformRefusal, OrderCloudError: as `organization_api.call`.
    """
    require(by, Can.MANAGE, organization)
    values = _given(CatalogID=catalog_id, CategoryID=category_id)
    call(organization, "POST", "synchronizecatalog", body=values)
    _record(Event.CATALOG_SYNCHRONIZED, organization, by, catalog=catalog_id, category=category_id)


def synchronize_orders(organization: Organization, *, by: Actor, start: str = "", end: str = "") -> None:
    """Have the platform synchronize the orders between two dates.

    Raises:
        PermissionDenied: the user does not manage the organization.
        CannotGrant, PlatformRefusal, OrderCloudError: as `organization_api.call`.
    """
    require(by, Can.MANAGE, organization)
    call(organization, "POST", "synchronizeorders", body=_given(StartDate=start, EndDate=end))
    _record(Event.ORDERS_SYNCHRONIZED, organization, by, start=start, end=end)


def list_entities(organization: Organization, *, by: Actor) -> list[dict[str, Any]]:
    """Return the entities that can be synchronized, with their attributes, as the platform describes them.

    Raises:
        PermissionDenied: the user may not see the organization.
        CannotGrant, PlatformRefusal, OrderCloudError: as `organization_api.call`.
    """
    require(by, Can.VIEW, organization)
    entities = call(organization, "GET", "entitysyncmetadata")
    if not isinstance(entities, list) or not all(isinstance(entity, dict) for entity in entities):
        raise InvalidJson("the response is not a list of entities")
    return entities


def _given(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _record(event: Event, organization: Organization, by: Actor, **details: str) -> None:
    audit_log.record(event, by=by, target=organization, organization=organization.pk, **_given(**details))
