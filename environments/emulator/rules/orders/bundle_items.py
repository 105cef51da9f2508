"""Bundles on orders: one call adds the line of a bundle with a line for each of its products."""

from collections.abc import Iterator

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.schema import Resource
from environments.emulator.json_types import JsonObject
from environments.emulator.registry import before_deleting, handles
from environments.emulator.resources import crud, responses
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.rules.catalog import bundles
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.orders import orders
from environments.emulator.storage.records import Record

_LINE_ITEMS = CATALOGUE.resources["LineItems"]
_MODEL = CATALOGUE.models["LineItem"]
_REMOVED = "removed with its bundle"


@handles("BundleLineItems.Create")
def create(call: Call) -> Response:
    return add(call, _LINE_ITEMS, call.path_record(orders.ORDERS))


@handles("BundleLineItems.Delete")
def delete(call: Call) -> Response:
    return remove(call, _LINE_ITEMS, call.path_record(orders.ORDERS))


def add(call: Call, resource: Resource, parent: Record) -> Response:
    """Add the bundle that the path names to an order or a subscription; return its own line.

    Raises:
        ApiError: For a bundle that the buyer user cannot see, for items that the bundle does not have, and
            without an item that it requires.
    """
    bundle = _visible_bundle(call, parent)
    items = list(_items(call, bundle))
    own = bodies.defaults(_MODEL) | {"ProductID": bundle.id, "Quantity": 1, "IsBundle": True}
    line = crud.create_record(call, resource, parent.num, own)
    for item in items:
        crud.create_record(call, resource, parent.num, item | {"BundleItemID": line.id})
    return responses.respond(call, call.records.get_by_num(resource, line.num), call.operation.status)


def _visible_bundle(call: Call, parent: Record) -> Record:
    id_ = call.path_params["bundleid"]
    bundle = call.records.find(bundles.BUNDLES, id_)
    context = BuyerContext.of_order(call.records, parent)
    if bundle is None or (context and context.find_product(id_) is None):
        raise errors.not_found("Bundle", id_)
    return bundle


def _items(call: Call, bundle: Record) -> Iterator[JsonObject]:
    """Yield the lines of a bundle's products: those in the body, then the required ones it leaves out."""
    given = call.checked_body().get("LineItems") or []
    assignments = {a["ProductID"].casefold(): a for a in bundles.assigned_products(call.records, bundle.id)}
    for index, item in enumerate(given):
        if not item["ProductID"]:
            raise errors.required(f"LineItems[{index}].ProductID")
        if item["ProductID"].casefold() not in assignments:
            message = f"The bundle {bundle.id} does not have the product {item['ProductID']}."
            raise errors.bad_request("Bundle.ProductNotAssigned", message, {"ProductID": item["ProductID"]})
        yield item
    named = {item["ProductID"].casefold() for item in given}
    for id_, assignment in assignments.items():
        if assignment["Required"] and id_ not in named:
            yield _required_item(assignment, bool(given))


def _required_item(assignment: Record, has_items: bool) -> JsonObject:
    """Return the line of a required product in its default quantity."""
    if assignment["DefaultQuantity"] is None:
        code = "RequiredBundleItemMissing" if has_items else "DefaultQuantityMissing"
        message = f"The bundle requires {assignment['ProductID']}, which has no default quantity."
        raise errors.bad_request(f"Bundle.{code}", message, {"ProductID": assignment["ProductID"]})
    quantity = assignment["DefaultQuantity"]
    return bodies.defaults(_MODEL) | {"ProductID": assignment["ProductID"], "Quantity": quantity}


def remove(call: Call, resource: Resource, parent: Record) -> Response:
    """Remove a bundle with its items from an order or a subscription, or one item that it does not require.

    Raises:
        ApiError: For a required item, and for a line that is not of the bundle that the path names.
    """
    id_ = call.path_params["bundleitemid"]
    line = responses.require(call.records.find(resource, id_, parent.num), "LineItem", id_)
    if not call.can_see(line):
        raise errors.not_found("LineItem", id_)
    own = line if line["IsBundle"] else call.records.find(resource, line["BundleItemID"] or "", parent.num)
    if own is None or own["ProductID"].casefold() != call.path_params["bundleid"].casefold():
        raise errors.not_found("LineItem", id_)
    lines = [line]
    if line.num == own.num:
        others = call.records.select(resource, "parent=?", parent.num)
        lines += [o for o in others if (o["BundleItemID"] or "").casefold() == own.id.casefold()]
    elif _is_required(call, own, line):
        message = f"The bundle requires {line['ProductID']}."
        raise errors.bad_request("LineItem.CannotRemoveRequiredBundleItem", message)
    call.transient_values[_REMOVED] = {each.num for each in lines}
    for each in reversed(lines):
        crud.delete_record(call, each)
    return NO_CONTENT


def _is_required(call: Call, own: Record, line: Record) -> bool:
    assignments = call.records.where(
        "BundleProductAssignments", BundleID=own["ProductID"], ProductID=line["ProductID"]
    )
    return any(assignment["Required"] for assignment in assignments)


@before_deleting("LineItems", "SubscriptionItems")
def _check_not_of_bundle(call: Call, record: Record) -> None:
    """Refuse to remove a bundle or one of its items other than through the bundle."""
    if record.num in call.transient_values.get(_REMOVED, ()):
        return
    if record["IsBundle"]:
        message = "A bundle is removed by its own operation, with all its items."
        raise errors.bad_request("LineItem.CannotRemoveBundle", message)
    if record["BundleItemID"]:
        message = "An item of a bundle is removed by the bundle's own operation."
        raise errors.bad_request("LineItem.CannotRemoveBundleItem", message)
