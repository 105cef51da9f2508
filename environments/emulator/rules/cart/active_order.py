"""Which of a buyer user's unsubmitted orders is the cart."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.tables import column
from environments.emulator.json_types import JsonObject
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import handles
from environments.emulator.resources import crud
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.rules.me import group_orders
from environments.emulator.rules.me.user import buyer_user
from environments.emulator.rules.orders import orders, totals
from environments.emulator.storage.records import Record

_MARKED = CATALOGUE.resources["ActiveCarts"]


def find(call: Call) -> Record | None:
    """Return the cart: the order that the user made active, else the newest unsubmitted one."""
    user = buyer_user(call)
    if not call.caller.anonymous and not call.caller.invitation_id:
        for marked in call.records.where(_MARKED, parent=user.num):
            if order := _first(call, _own_unsubmitted(call).where("id=?", marked["OrderID"].casefold())):
                return order
    return _first(call, _own_unsubmitted(call))


def _first(call: Call, selection: Selection) -> Record | None:
    newest = call.records.page(selection, "row DESC", 0, 1)
    return newest[0] if newest else None


def _own_unsubmitted(call: Call) -> Selection:
    """Return the unsubmitted orders of the user; the one order of a token that is for one."""
    token_order = None
    if call.caller.invitation_id:
        token_order = group_orders.invited_order_id(call)
    elif call.caller.anonymous:
        token_order = call.caller.order_id
    if token_order is None:
        return orders.unsubmitted_of(buyer_user(call), call.required_company)
    return (
        Selection(orders.ORDERS)
        .where(f"{column('Status')}='unsubmitted'")
        .where("id=?", token_order.casefold())
    )


def create(call: Call, given: JsonObject) -> Record:
    """Create the cart with the given properties of an order."""
    buyer_user(call)
    if call.caller.invitation_id:
        raise errors.not_found("Order", group_orders.invited_order_id(call))
    record = crud.create_record(call, orders.ORDERS, 0, bodies.defaults(orders.ORDERS.model) | given)
    return totals.update_totals(call.records, record)


@handles("Cart.SetActiveCart")
def set_active(call: Call) -> Response:
    """Make one of the user's unsubmitted orders the cart."""
    user, order_id = buyer_user(call), call.path_params["orderid"]
    order = _first(call, _own_unsubmitted(call).where("id=?", order_id.casefold()))
    if order is None:
        raise errors.not_found("Order", order_id)
    for marked in call.records.where(_MARKED, parent=user.num):
        call.records.remove(marked)
    call.records.insert(_MARKED, {"OrderID": order.id}, user.num)
    return NO_CONTENT
