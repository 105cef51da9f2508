"""The alarm for a Staging record with a URL of a Production record, which must never happen."""

import logging
import sqlite3
from itertools import product

from environments.emulator.calls.call import Call
from environments.emulator.registry import after_saving
from environments.emulator.storage.records import Organization, Record, Records
from environments.emulator.values import dates
from lib import exact_json

log = logging.getLogger("emulator")

_TARGET = "DeliveryTargets"
# The paths of what a record calls, without the connection strings and keys that are not addresses.
ADDRESSES = {
    "Webhooks": ("Url",),
    "IntegrationEvents": ("CustomImplementationUrl",),
    "MessageSenders": ("URL",),
    "SubscriptionIntegrations": ("Url",),
    "PromotionIntegrations": ("Url",),
    "DeliveryConfigurations": (
        f"{_TARGET}.Http.Endpoint",
        f"{_TARGET}.Kafka.BootstrapServers",
        f"{_TARGET}.SearchIngestion.Endpoint",
        f"{_TARGET}.SendEvent.ServiceEndpoint",
        f"{_TARGET}.DiscoverEvent.ServiceEndpoint",
        f"{_TARGET}.MessageSender.Endpoint",
        f"{_TARGET}.ContentHub.Endpoint",
    ),
}
_PLACES = [(resource, path) for resource, paths in ADDRESSES.items() for path in paths]


@after_saving(*ADDRESSES)
def _check_saved(call: Call, record: Record, old: Record | None) -> None:
    check_record(call.emulator.organizations.all(), call.records, record)


def check_record(organizations: list[Organization], records: Records, record: Record) -> None:
    """Raise the alarm when a record shares an address with one in the other organization of its pair."""
    organization = records.organization
    addresses = [url for path in ADDRESSES[record.resource.name] if (url := _value_at(record.data, path))]
    if not addresses or organization.environment not in ("Staging", "Production"):
        return
    for candidate in organizations:
        is_staging = organization.environment == "Staging"
        staging, production = (organization, candidate) if is_staging else (candidate, organization)
        if not _are_paired(staging, production):
            continue
        for url, (resource, path) in product(addresses, _PLACES):
            for other in Records(records.connection, candidate).select(
                resource, f"body ->> '$.{path}' = ?", url
            ):
                _raise_alarm(records.connection, staging, production, record, other, url)


def _value_at(data: object, path: str) -> str | None:
    for part in path.split("."):
        data = data.get(part) if isinstance(data, dict) else None
    return data if isinstance(data, str) and data else None


def _are_paired(staging: Organization, production: Organization) -> bool:
    """Whether two organizations are a staging pair: by marketplace id, or because a restore linked them."""
    if (staging.environment, production.environment) != ("Staging", "Production"):
        return False
    same_id = staging.marketplace_id == production.marketplace_id and staging.region == production.region
    return same_id or staging.production == production.portal_id


def _raise_alarm(
    connection: sqlite3.Connection,
    staging: Organization,
    production: Organization,
    record: Record,
    other: Record,
    url: str,
) -> None:
    alarm = {
        "Staging": staging.portal_id,
        "Production": production.portal_id,
        "Written": _path(record),
        "Equals": _path(other),
        "Address": url,
    }
    log.error("a Staging record has a Production address: %s", exact_json.dumps(alarm))
    body = exact_json.dumps(alarm)
    connection.execute("INSERT INTO alarm (org, at, body) VALUES (?, ?, ?)", (staging.num, dates.now(), body))


def _path(record: Record) -> str:
    """Return resource and ID of a record; a singleton has no ID."""
    name = record.resource.name
    return f"{name}/{record.id}" if "ID" in record.resource.model.fields else name
