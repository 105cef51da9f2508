"""Make the order of a subscription that is due: once for each date, whatever happens in between.

The order and the record of its run are written in one transaction. A process that ends before it has written
neither; one that ends after it finds the order at its next run.
"""

import logging
from dataclasses import dataclass

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.json_types import JsonObject
from environments.emulator.resources import crud
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.orders import line_copies, orders, totals
from environments.emulator.rules.subscriptions.subscriptions import ITEMS, SUBSCRIPTIONS
from environments.emulator.storage.records import Record, Records

log = logging.getLogger("emulator")

RUNS = CATALOGUE.resources["SubscriptionRuns"]
_LINE_ITEMS, _PAYMENTS = CATALOGUE.resources["LineItems"], CATALOGUE.resources["Payments"]
_OF_ORDER = ("ToCompanyID", "BillingAddressID", "ShippingAddressID")


@dataclass(frozen=True)
class Run:
    """What a run did for a date of a subscription: an order, or the error code why there is none."""

    due: str
    order_id: str | None
    unavailable_product_ids: list[str]
    error_code: str | None


def make(call: Call, subscription_num: int, due: str) -> Run | None:
    """Make the order of a date unless it has been made; None if the subscription is not due then any more."""
    try:
        with call.write_transaction():
            subscription = call.records.by_num(SUBSCRIPTIONS, subscription_num)
            if subscription is None or subscription["NextOrderDate"] != due:
                return None
            earlier = _earlier(call.records, subscription, due)
            if earlier:
                return earlier
            order, unavailable = _order(call, subscription)
            run = Run(due, order.id, unavailable, None)
            _save(call.records, subscription, run)
            return run
    except errors.ApiError as error:
        return _failed(call, subscription_num, due, str(error.entries[0]["ErrorCode"]))
    except Exception:
        log.exception("The order of a subscription of %s", call.organization.portal_id)
        return _failed(call, subscription_num, due, "ServerError")


def _earlier(records: Records, subscription: Record, due: str) -> Run | None:
    """Return the run of an earlier attempt whose order still exists."""
    run = records.find(RUNS, due, subscription.num)
    if run is None or not run["OrderID"] or not records.find(orders.ORDERS, run["OrderID"]):
        return None
    return Run(due, run["OrderID"], run["UnavailableProductIDs"] or [], None)


def _failed(call: Call, subscription_num: int, due: str, code: str) -> Run | None:
    run = Run(due, None, [], code)
    with call.write_transaction():
        subscription = call.records.by_num(SUBSCRIPTIONS, subscription_num)
        if subscription is None:
            return None
        _save(call.records, subscription, run)
    return run


def _save(records: Records, subscription: Record, run: Run) -> None:
    data: JsonObject = {
        "DueDate": run.due,
        "OrderID": run.order_id,
        "UnavailableProductIDs": run.unavailable_product_ids,
        "ErrorCode": run.error_code,
        "Completed": False,
    }
    old = records.find(RUNS, run.due, subscription.num)
    if old:
        records.update(old, data)
    else:
        records.insert(RUNS, data, subscription.num)


def complete(records: Records, subscription: Record, due: str) -> None:
    """Mark the run of a date as completed, within a write."""
    run = records.find(RUNS, due, subscription.num)
    if run:
        records.update(run, run.data | {"Completed": True})


def _order(call: Call, subscription: Record) -> tuple[Record, list[str]]:
    """Create the order, its lines and its payment; return it and the products that its user cannot see."""
    given = {name: subscription[name] for name in _OF_ORDER} | {"SubscriptionID": subscription.id}
    order = crud.create_record(call, orders.ORDERS, 0, given)
    call.path_params["orderid"] = order.id
    unavailable: list[str] = []
    context = BuyerContext.of_order(call.records, order)
    # The parts of a bundle are left out with it.
    items = call.records.where(ITEMS, parent=subscription.num)
    missing: set[str | None] = set()
    for item in line_copies.bundles_first(items):
        hidden = context is None or context.find_product(item["ProductID"]) is None
        if hidden or item["BundleItemID"] in missing:
            missing.add(item.id)
            unavailable.append(item["ProductID"])
        else:
            crud.create_record(call, _LINE_ITEMS, order.num, _line(item))
    if subscription["Payment"]:
        payment = bodies.defaults(CATALOGUE.models["Payment"]) | subscription["Payment"]
        crud.create_record(call, _PAYMENTS, order.num, payment)
    order = call.records.get_by_num(orders.ORDERS, order.num)
    return totals.update_totals(call.records, order), unavailable


def _line(item: Record) -> JsonObject:
    line = line_copies.new_line(item) | {"DateNeeded": item["DateNeeded"]}
    return line | ({"UnitPrice": item["UnitPrice"]} if item["PriceOverridden"] else {})
