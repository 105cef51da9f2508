"""Moving buyer users to another buyer, with none, some or all of their orders."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import Response
from environments.emulator.storage import references
from environments.emulator.storage.records import Record

_USERS = CATALOGUE.resources["Users"]


@handles("Users.Move")
def move(call: Call) -> Response:
    user = call.path_record(_USERS)
    old_buyer = call.path_record(CATALOGUE.resources["Buyers"])
    buyer_id = call.path_params["newbuyerid"]
    new_buyer = responses.require(call.records.find("Buyers", buyer_id), "Buyer", buyer_id)
    option = _order_option(call)
    if call.records.find(_USERS, user.id, new_buyer.num):
        raise errors.id_exists("User", user.id)
    referring = [other for _, other in references.referring_records(call.records, user)]
    if any(other.resource.name == "ImpersonationConfigs" for other in referring):
        message = "An impersonation config refers to the user."
        raise errors.bad_request("User.CannotMoveImpersonationUser", message)
    _move_orders(call, user, old_buyer, new_buyer, option)
    for other in referring:
        # Records assigned to the user belong to the old buyer, so the assignments are removed.
        if other.resource.key and call.records.by_num(other.resource, other.num):
            call.records.remove(other)
    moved = call.records.update(user, user.data, new_buyer.num)
    return responses.respond(call, moved)


def _order_option(call: Call) -> str:
    requested = call.required_query("orders")
    for option in CATALOGUE.enums["UserOrderMoveOption"]:
        if option.lower() == requested.lower():
            return option
    raise errors.invalid_value("orders", "orders must be None, Unsubmitted or All.")


def _move_orders(call: Call, user: Record, old: Record, new: Record, option: str) -> None:
    user_orders = call.records.where("Orders", FromCompanyID=old.id, FromUserID=user.id)
    for order in user_orders:
        if option == "All" or (option == "Unsubmitted" and order["Status"] == "Unsubmitted"):
            call.records.update(order, order.data | {"FromCompanyID": new.id})
