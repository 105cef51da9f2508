"""`/me/subscriptions`: a buyer user's own subscriptions, by the handlers of all subscriptions."""

from collections.abc import Callable
from dataclasses import replace

from environments.emulator.calls.call import Call
from environments.emulator.catalogue.schema import Resource
from environments.emulator.registry import handles
from environments.emulator.resources import crud
from environments.emulator.response import Response
from environments.emulator.rules.me.user import registered_buyer_user
from environments.emulator.rules.subscriptions.subscriptions import ITEMS, SUBSCRIPTIONS

_READS = {"List": crud.list_, "Get": crud.get}
_WRITES = {"Create": crud.create, "Save": crud.save, "Patch": crud.patch, "Delete": crud.delete}


def _handler(function: Callable[[Call], Response], resource: Resource) -> Callable[[Call], Response]:
    def handle(call: Call) -> Response:
        registered_buyer_user(call)
        call.operation = replace(call.operation, resource=resource, required=resource.required)
        return function(call)

    return handle


for _resource, _noun in ((SUBSCRIPTIONS, "Subscription"), (ITEMS, "SubscriptionItem")):
    for _verb, _function in _READS.items():
        _name = f"Me.{_verb}{_noun}" + ("s" if _verb == "List" else "")
        handles(_name, transaction="read")(_handler(_function, _resource))
    for _verb, _function in _WRITES.items():
        handles(f"Me.{_verb}{_noun}")(_handler(_function, _resource))
