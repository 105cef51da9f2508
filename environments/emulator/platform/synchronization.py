"""Requests to process subscriptions and to synchronize catalogs and orders, as they are recorded."""

import sqlite3
from datetime import timedelta

from environments.emulator import errors
from environments.emulator.emulator import Emulator
from environments.emulator.json_types import JsonObject
from environments.emulator.storage.records import Organization, Records
from environments.emulator.values import dates
from lib import clock, exact_json

HOURLY_JOBS = 10
PROCESS_SUBSCRIPTIONS, CATALOG, ORDERS = "ProcessSubscriptions", "Catalog", "Orders"


def process_subscriptions(emulator: Emulator, organization: Organization) -> JsonObject:
    """Record a job, and return how many are left in this hour.

    Raises:
        ApiError: 400 when none is left.
    """
    since = dates.write(clock.now() - timedelta(hours=1))
    with emulator.store.write_transaction() as connection:
        (used,) = connection.execute(
            "SELECT count(*) FROM synchronization WHERE org=? AND at > ? AND json_extract(body, '$.Kind')=?",
            (organization.num, since, PROCESS_SUBSCRIPTIONS),
        ).fetchone()
        if used >= HOURLY_JOBS:
            raise errors.bad_request(
                "Subscription.ExceedsJobLimit",
                f"Subscriptions can be processed {HOURLY_JOBS} times per hour.",
                {"HourlyLimit": HOURLY_JOBS},
            )
        _record(connection, organization, PROCESS_SUBSCRIPTIONS, {})
    return {"HourlyJobsRemaining": HOURLY_JOBS - used - 1}


def synchronize_catalog(emulator: Emulator, organization: Organization, body: JsonObject) -> None:
    """Record the request to synchronize all catalogs, a catalog, or a category of it.

    Raises:
        ApiError: 404 for an unknown catalog or category; 400 for a category without its catalog.
    """
    catalog_id, category_id = _text(body, "CatalogID"), _text(body, "CategoryID")
    if category_id and not catalog_id:
        raise errors.required("CatalogID")
    with emulator.store.write_transaction() as connection:
        records = Records(connection, organization)
        if catalog_id:
            catalog = records.find("Catalogs", catalog_id)
            if catalog is None:
                raise errors.not_found("Catalog", catalog_id)
            if category_id and records.find("Categories", category_id, catalog.num) is None:
                raise errors.not_found("Category", category_id)
        _record(connection, organization, CATALOG, {"CatalogID": catalog_id, "CategoryID": category_id})


def synchronize_orders(emulator: Emulator, organization: Organization, body: JsonObject) -> None:
    """Record the request to synchronize the orders of a time.

    Raises:
        ApiError: 400 for an invalid date, or an end before the start.
    """
    start, end = _date(body, "StartDate"), _date(body, "EndDate")
    if start and end and end < start:
        raise errors.invalid_value("EndDate", "EndDate must not be before StartDate.")
    with emulator.store.write_transaction() as connection:
        _record(connection, organization, ORDERS, {"StartDate": start, "EndDate": end})


def _record(
    connection: sqlite3.Connection, organization: Organization, kind: str, values: JsonObject
) -> None:
    connection.execute(
        "INSERT INTO synchronization (org, at, body) VALUES (?, ?, ?)",
        (organization.num, dates.now(), exact_json.dumps({"Kind": kind} | values)),
    )


def _text(body: JsonObject, name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise errors.invalid_value(name, f"{name} must be a text.")
    return value or None


def _date(body: JsonObject, name: str) -> str | None:
    text = _text(body, name)
    if text is None:
        return None
    date = dates.normalize(text)
    if date is None:
        raise errors.invalid_value(name, f"{name} must be a date such as 2024-01-31T12:00:00Z.")
    return date
