"""The restore that OrderCloud runs on Sundays: Staging becomes a copy of Production that calls no one."""

import uuid

from environments.emulator import errors
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.schema import Resource
from environments.emulator.storage import export
from environments.emulator.storage.organizations import Organizations
from environments.emulator.storage.records import Organization, Records
from environments.emulator.storage.references import delete
from environments.emulator.storage.store import Store
from environments.emulator.values import dates

_BLANKED: dict[str, dict[str, object]] = {
    "MessageSenders": {"URL": None, "DeliveryConfigID": None},
    "Webhooks": {"Url": None, "ApiClientIDs": [], "DeliveryConfigID": None},
    "IntegrationEvents": {"CustomImplementationUrl": None},
    "ApiClients": {
        "OrderCheckoutIntegrationEventID": None,
        "OrderReturnIntegrationEventID": None,
        "AddToCartIntegrationEventID": None,
    },
    # What delivers through these is silent with them: synchronization, tracking events and error reports.
    "DeliveryConfigurations": {"DeliveryTargets": {}, "Enabled": False},
    "SubscriptionIntegrations": {"Url": None, "Active": False},
    "PromotionIntegrations": {"Url": None},
}
_NOT_COPIED = ("MessageSenderAssignments", "MessageCCListenerAssignments")


def restore(
    store: Store,
    organizations: Organizations,
    production_id: str,
    staging_id: str,
    remove_events: bool = False,
) -> dict:
    """Overwrite the Staging organization, revoke its tokens, and return the body for the webhook.

    A Staging organization that does not exist is created.
    """
    production = organizations.require(production_id)
    if production.environment != "Production":
        raise errors.invalid_value("Production", f"{production_id} is not in Production.")
    if organizations.find(staging_id) is None:
        organizations.provision(staging_id, "Staging", production.region, production.name)
    staging = organizations.require(staging_id)
    if staging.environment != "Staging" or staging.region != production.region:
        raise errors.invalid_value("Staging", f"{staging_id} is not in Staging of the same region.")
    started = dates.now()
    with store.write_transaction() as connection:
        export.copy(connection, production, staging)
        _blank(Records(connection, staging), remove_events)
        organizations.link_pair(connection, staging, production)
        organizations.revoke_tokens(connection, staging)
    return _webhook_body(staging, started)


def _blank(records: Records, remove_events: bool) -> None:
    """Remove all addresses that the copy could call or send messages to."""
    for resource, changes in _BLANKED.items():
        for record in records.select(resource):
            records.update(record, record.data | changes)
    for pausable in filter(_can_pause, CATALOGUE.resources.values()):
        for record in records.select(pausable):
            records.update(record, record.data | {"Paused": True})
    for resource in _NOT_COPIED:
        for record in records.select(resource):
            records.remove(record)
    if remove_events:
        for connect in records.select("OpenIdConnects"):
            records.update(connect, connect.data | {"IntegrationEventID": None})
        for event in records.select("IntegrationEvents"):
            delete(records, event)


def _can_pause(resource: Resource) -> bool:
    return "Paused" in resource.model.fields


def _webhook_body(staging: Organization, started: str) -> dict:
    return {
        "Event": "StagingRestore",
        "MarketplaceID": staging.marketplace_id,
        "OrganizationID": staging.portal_id,
        "Environment": "Staging",
        "RegionID": staging.region,
        "DateStarted": started,
        "DateCompleted": dates.now(),
        "Test": False,
        "LogID": str(uuid.uuid4()),
    }
