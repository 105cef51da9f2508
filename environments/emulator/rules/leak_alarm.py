"""The alarm for a Staging record with a URL of a Production record, which must never happen."""

import logging
import sqlite3

from environments.emulator.calls.call import Call
from environments.emulator.registry import after_saving
from environments.emulator.storage.records import Organization, Record, Records
from environments.emulator.values import dates
from lib import exact_json

log = logging.getLogger("emulator")

URL_FIELDS = {"Webhooks": "Url", "IntegrationEvents": "CustomImplementationUrl", "MessageSenders": "URL"}


@after_saving(*URL_FIELDS)
def _check_saved(call: Call, record: Record, old: Record | None) -> None:
    check_record(call.emulator.organizations.all(), call.records, record)


def check_record(organizations: list[Organization], records: Records, record: Record) -> None:
    """Raise the alarm when a record shares its URL with one in the other organization of its pair."""
    url = record[URL_FIELDS[record.resource.name]]
    organization = records.organization
    if not url or organization.environment not in ("Staging", "Production"):
        return
    for candidate in organizations:
        is_staging = organization.environment == "Staging"
        staging, production = (organization, candidate) if is_staging else (candidate, organization)
        if not _are_paired(staging, production):
            continue
        for resource, field in URL_FIELDS.items():
            for other in Records(records.connection, candidate).select(
                resource, f"body ->> '$.{field}' = ?", url
            ):
                _raise_alarm(records.connection, staging, production, record, other, url)


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
        "Written": f"{record.resource.name}/{record.id}",
        "Equals": f"{other.resource.name}/{other.id}",
        "Address": url,
    }
    log.error("a Staging record has a Production address: %s", exact_json.dumps(alarm))
    body = exact_json.dumps(alarm)
    connection.execute("INSERT INTO alarm (org, at, body) VALUES (?, ?, ?)", (staging.num, dates.now(), body))
