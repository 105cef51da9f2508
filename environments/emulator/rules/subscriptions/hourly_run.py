"""The hourly run: orders of subscriptions that are due, calls of the integration, and reminders."""

import logging
import threading
from datetime import timedelta

from environments.emulator import errors
from environments.emulator.emulator import Emulator
from environments.emulator.json_types import JsonObject
from environments.emulator.rules.subscriptions import (
    acting_users,
    callbacks,
    due_dates,
    integrations,
    orders_of_subscriptions,
    reminders,
    selection,
)
from environments.emulator.rules.subscriptions.subscriptions import SUBSCRIPTIONS
from environments.emulator.storage.records import Organization, Record, Records
from lib import clock

log = logging.getLogger("emulator")

# How long an order that could not be made is tried again.
LATE = timedelta(hours=5)
# With these, orders and their parts are created; the user itself may have less.
_ROLES = frozenset({"Shopper", "OrderAdmin", "OverrideUnitPrice"})
# Two runs at the same time would call the integration twice.
_running = threading.Lock()


def organizations_with_subscriptions(emulator: Emulator) -> list[Organization]:
    """Return the organizations that have subscriptions, found by an index."""
    with emulator.store.read_transaction() as connection:
        nums = [num for (num,) in connection.execute('SELECT DISTINCT org FROM "Subscriptions"')]
    found = [emulator.organizations.by_num(num) for num in nums]
    return [o for o in found if o and emulator.serves_newest(o)]


def run(emulator: Emulator, root_url: str, only: Organization | None = None) -> list[JsonObject]:
    """Do what is due now, and return what was done for each due subscription.

    Args:
        root_url: the address of the emulator, to be named in tokens.
        only: the one organization to do it for; None for all.
    """
    with _running:
        done: list[JsonObject] = []
        for organization in organizations_with_subscriptions(emulator):
            if only is None or organization.num == only.num:
                done += _run_organization(emulator, root_url, organization)
        return done


def _run_organization(emulator: Emulator, root_url: str, organization: Organization) -> list[JsonObject]:
    now = clock.now()
    reminders.send(emulator, organization, root_url, now)
    with emulator.store.read_transaction() as connection:
        records = Records(connection, organization)
        due = selection.active(records, now - LATE, now, now)
        integration = integrations.find(records)
    done = []
    for subscription, user in due:
        try:
            entry = _run_subscription(emulator, root_url, organization, subscription, user, integration)
        except (errors.ApiError, LookupError):  # its user or itself was deleted a moment ago
            continue
        except Exception:  # one that fails must not keep the others from their orders
            log.exception("A subscription of %s", organization.portal_id)
            continue
        done += [entry] if entry else []
    return done


def _run_subscription(
    emulator: Emulator,
    root_url: str,
    organization: Organization,
    subscription: Record,
    user: Record,
    integration: Record | None,
) -> JsonObject | None:
    """Make the order of one subscription, call the integration, and move the date of the next order on."""
    call = acting_users.user_call(emulator, organization, root_url, user, _ROLES)
    made = orders_of_subscriptions.make(call, subscription.num, subscription["NextOrderDate"])
    if made is None:
        return None
    succeeded = made.error_code is None
    if integration and integrations.callback_url(integration):
        response = callbacks.send(call, root_url, subscription.num, made, integration.data)
        succeeded = response["Succeeded"]
    with call.write_transaction():
        current = call.records.by_num(SUBSCRIPTIONS, subscription.num)
        if succeeded and current and current["NextOrderDate"] == made.due:
            _advance(call.records, current)
    return {
        "Organization": organization.portal_id,
        "SubscriptionID": subscription.id,
        "DueDate": made.due,
        "OrderID": made.order_id,
        "UnavailableProductIDs": made.unavailable_product_ids,
        "ErrorCode": made.error_code,
        "Completed": succeeded,
    }


def _advance(records: Records, subscription: Record) -> None:
    """Move the date of the next order on by the subscription's interval."""
    due = subscription["NextOrderDate"]
    try:
        following = due_dates.following(due, subscription["Frequency"], subscription["Interval"])
        changes = {"NextOrderDate": following, "LastOrderDate": due}
    except OverflowError:
        changes = {"LastOrderDate": due, "Active": False}
    records.update(subscription, subscription.data | changes)
    orders_of_subscriptions.complete(records, subscription, due)
