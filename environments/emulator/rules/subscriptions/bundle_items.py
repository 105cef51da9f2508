"""Bundles as items of subscriptions, which are added and removed as on orders."""

from environments.emulator.calls.call import Call
from environments.emulator.registry import handles
from environments.emulator.response import Response
from environments.emulator.rules.me.user import registered_buyer_user
from environments.emulator.rules.orders import bundle_items
from environments.emulator.rules.subscriptions.subscriptions import ITEMS, SUBSCRIPTIONS


@handles("BundleSubscriptionItems.Create")
def create(call: Call) -> Response:
    return bundle_items.add(call, ITEMS, call.path_record(SUBSCRIPTIONS))


@handles("BundleSubscriptionItems.Delete")
def delete(call: Call) -> Response:
    return bundle_items.remove(call, ITEMS, call.path_record(SUBSCRIPTIONS))


@handles("Me.CreateSubscriptionBundleItem")
def create_own(call: Call) -> Response:
    registered_buyer_user(call)
    return create(call)


@handles("Me.DeleteSubscriptionBundleItem")
def delete_own(call: Call) -> Response:
    registered_buyer_user(call)
    return delete(call)
