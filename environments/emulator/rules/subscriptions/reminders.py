"""Reminders of the next order, some days before it: one for each date."""

from contextlib import suppress
from datetime import datetime, timedelta

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.emulator import Emulator
from environments.emulator.json_types import JsonObject
from environments.emulator.resources import responses
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.integrations import messages
from environments.emulator.rules.subscriptions import acting_users, integrations, selection
from environments.emulator.rules.subscriptions.subscriptions import ITEMS, SUBSCRIPTIONS
from environments.emulator.storage.records import Organization, Record, Records

AHEAD = timedelta(hours=5)
_REMINDERS = CATALOGUE.resources["SubscriptionReminders"]


def send(emulator: Emulator, organization: Organization, root_url: str, now: datetime) -> None:
    """Send the reminders of an organization that are due within the next five hours."""
    with emulator.store.read_transaction() as connection:
        records = Records(connection, organization)
        due = [(found, user, acting_users.own_roles(records, user)) for found, user in _due(records, now)]
    for subscription, user, roles in due:
        call = acting_users.user_call(emulator, organization, root_url, user, roles)
        with suppress(errors.ApiError):  # the user was deleted a moment ago
            _send(call, subscription, user)


def _due(records: Records, now: datetime) -> list[tuple[Record, Record]]:
    integration = integrations.find(records)
    days = integration["NotificationDays"] if integration else None
    if not days:
        return []
    try:
        first = now + timedelta(days=days)
        last = first + AHEAD
    except OverflowError:
        return []
    return [
        (subscription, user)
        for subscription, user in selection.active(records, first, last, now)
        if records.find(_REMINDERS, subscription["NextOrderDate"], subscription.num) is None
    ]


def _send(call: Call, found: Record, user: Record) -> None:
    with call.write_transaction():
        subscription = call.records.by_num(SUBSCRIPTIONS, found.num)
        if subscription is None or subscription["NextOrderDate"] != found["NextOrderDate"]:
            return
        call.records.insert(_REMINDERS, {"DueDate": subscription["NextOrderDate"]}, subscription.num)
        body = _event_body(call.records, subscription, user)
        messages.send(call, "SubscriptionReminder", user.data, call.company, body)


def _event_body(records: Records, subscription: Record, user: Record) -> JsonObject:
    context = BuyerContext.of(records, user)
    items = records.where(ITEMS, parent=subscription.num)
    products = {item.num: context.find_product(item["ProductID"]) for item in items}
    return {
        "Subscription": responses.with_computed(records, subscription),
        "LineItems": [item.data for item in items],
        "Products": [responses.with_computed(records, product) for product in products.values() if product],
        "UnavailableProductIDs": [item["ProductID"] for item in items if products[item.num] is None],
    }
