"""Registration of anonymous users, and the transfer of their orders."""

from dataclasses import replace

from environments.emulator import errors
from environments.emulator.auth.caller import Caller
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import handles
from environments.emulator.resources import crud
from environments.emulator.response import NO_CONTENT, Response, json_response
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.me.user import buyer_user
from environments.emulator.rules.orders import line_prices, orders, totals
from environments.emulator.storage.records import Record

_USERS = CATALOGUE.resources["Users"]


def _anonymous_caller(call: Call) -> Caller:
    """Return the caller of the anonymous token in the query."""
    organization, caller = call.emulator.tokens.authenticate(
        call.required_query("anonUserToken"), call.base_url
    )
    if organization.num != call.organization.num or not caller.anonymous:
        raise errors.invalid_token("anonUserToken is not the token of an anonymous user.")
    return caller


def _transfer_order(call: Call, caller: Caller, user: Record) -> None:
    order = call.records.find(orders.ORDERS, caller.order_id)
    if order and order["Status"] == "Unsubmitted":
        context = BuyerContext.of(call.records, user)
        changes = {
            "FromUserID": user.id,
            "FromUser": orders.user_snapshot(user),
            "FromCompanyID": call.required_company.id,
            "Currency": context.currency,
        }
        order = call.records.update(order, order.data | changes)
        line_prices.reprice_order(call.records, order, context)
        totals.update_totals(call.records, order)


@handles("Me.TransferAnonUserOrder")
def transfer(call: Call) -> Response:
    user = buyer_user(call)
    if call.caller.anonymous:
        raise errors.ApiError(403, "Auth.AnonUserProhibited", "Sign in first.")
    _transfer_order(call, _anonymous_caller(call), user)
    return NO_CONTENT


@handles("Me.Register")
def register(call: Call) -> Response:
    """Register the anonymous user as a user of the same buyer, and transfer its order."""
    caller = _anonymous_caller(call)
    if call.company is None or call.caller.user_type != "buyer":
        raise errors.wrong_user_type()
    fields = CATALOGUE.models["User"].fields
    given = {name: value for name, value in call.checked_body().items() if name in fields}
    user = crud.create_record(call, _USERS, call.company.num, bodies.defaults(_USERS.model) | given)
    _transfer_order(call, caller, user)
    registered = replace(caller, username=user["Username"], user_num=user.num, anonymous=False, order_id="")
    token = call.emulator.tokens.issue(call.organization, call.base_url, registered)
    return json_response(200, {"access_token": token})
