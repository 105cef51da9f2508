"""Group orders: invitations to add line items to an order, and what the token of an invitation may do."""

from environments.emulator import errors
from environments.emulator.access import client_access
from environments.emulator.auth import identity
from environments.emulator.auth.caller import Caller
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import handles, restricts
from environments.emulator.resources import responses
from environments.emulator.response import NO_CONTENT, Response, json_response
from environments.emulator.rules.me.user import buyer_user, registered_user
from environments.emulator.rules.orders import orders
from environments.emulator.storage.records import Record, Records, new_id
from environments.emulator.values import dates
from lib import clock

_INVITATIONS = CATALOGUE.resources["GroupOrderInvitations"]
_FIELDS = tuple(CATALOGUE.models["GroupOrderInvitation"].fields)


@handles("Me.ListGroupOrderInvitations", transaction="read")
def list_invitations(call: Call) -> Response:
    user = buyer_user(call)
    found = call.records.where(_INVITATIONS, parent=user.num)
    return responses.respond_items(
        call, [_item(call.records, record) for record in found if not is_expired(record)]
    )


@handles("Me.GetGroupOrderInvitation", transaction="read")
def get(call: Call) -> Response:
    return json_response(200, _item(call.records, _own(call)))


@handles("Me.CreateGroupOrderInvitation")
def create(call: Call) -> Response:
    user = registered_user(call)
    data = _checked(call, bodies.defaults(CATALOGUE.models["GroupOrderInvitation"]) | call.checked_body())
    data |= {"ID": new_id(), "ClientID": call.caller.client_id}
    for other in call.records.where(_INVITATIONS, parent=user.num):
        if is_expired(other):
            call.records.remove(other)
    record = call.records.insert(_INVITATIONS, data, user.num)
    location = f"{call.base_url}/v1{call.operation.path}/{record.id}"
    return json_response(201, _item(call.records, record), (("Location", location),))


@handles("Me.PatchGroupOrderInvitation")
def patch(call: Call) -> Response:
    old = _own(call)
    given = call.checked_body()
    for name in ("ExpirationDate", "OrderID"):
        if name in given and not given[name]:
            raise errors.required(name)
    record = call.records.update(old, _checked(call, bodies.apply_patch(old.data, given)))
    return json_response(200, _item(call.records, record))


@handles("Me.DeleteGroupOrderInvitation")
def delete(call: Call) -> Response:
    call.records.remove(_own(call))
    return NO_CONTENT


def _checked(call: Call, data: dict) -> dict:
    """Return an invitation with the ID of one of the user's unsubmitted orders. Raises `ApiError`."""
    bodies.check_xp(data)
    own = orders.unsubmitted_of(buyer_user(call), call.required_company)
    found = call.records.page(own.where("id=?", data["OrderID"].casefold()), "row", 0, 1)
    if not found:
        raise errors.not_found("Order", data["OrderID"])
    if dates.is_past(data["ExpirationDate"]):
        raise errors.invalid_value("ExpirationDate", "ExpirationDate must be in the future.")
    return data | {"OrderID": found[0].id}


def _own(call: Call) -> Record:
    id_ = call.path_params["invitationid"]
    found = call.records.find(_INVITATIONS, id_, buyer_user(call).num)
    if found is None or is_expired(found):
        raise errors.not_found("GroupOrderInvitation", id_)
    return found


def is_expired(invitation: Record) -> bool:
    return dates.is_past(invitation["ExpirationDate"])


def _item(records: Records, invitation: Record) -> dict:
    """Return an invitation as the API has it, with the present status of its order."""
    order = records.find(orders.ORDERS, invitation["OrderID"])
    item = {name: invitation[name] for name in _FIELDS}
    return item | {"OrderStatus": order["Status"] if order else None}


# the token of an invitation


@handles("GroupOrders.GetToken", transaction="own")
def get_token(call: Call) -> Response:
    """Return a token with which to add line items to the order, for whoever has the invitation's ID."""
    id_ = call.path_params["invitationid"]
    for organization in call.emulator.organizations.having("GroupOrderInvitations", id_):
        is_served = call.emulator.serves_newest(organization)
        if is_served and organization.base_path == call.environment_path:
            call.organization = organization
            with call.read_transaction():
                if caller := _contributor(call, id_):
                    token = call.emulator.tokens.issue(organization, call.base_url, caller)
                    seconds = int(caller.expires_at - clock.timestamp())
                    body = {"access_token": token, "expires_in": seconds, "token_type": "bearer"}
                    return json_response(201, body | {"refresh_token": None})
    raise errors.not_found("GroupOrderInvitation", id_)


def _contributor(call: Call, id_: str) -> Caller | None:
    """Return who the bearer of the invitation's token is; None if the invitation gives no token."""
    found = call.records.select(_INVITATIONS, "id=?", id_.casefold())
    user = call.records.by_num("Users", found[0].parent_num) if found else None
    order = call.records.find(orders.ORDERS, found[0]["OrderID"]) if found else None
    client = call.records.find("ApiClients", found[0]["ClientID"]) if found else None
    if user is None or order is None or client is None:
        return None
    if is_expired(found[0]) or order["Status"] != "Unsubmitted" or not client["Active"]:
        return None
    try:
        client_access.check_may_sign_in(call.records, client, user)
    except client_access.TokenRefused:
        return None
    lasts_until = clock.timestamp() + 60 * client["AccessTokenDuration"]
    expires_at = min(lasts_until, dates.parse(found[0]["ExpirationDate"]).timestamp())
    roles = frozenset({"Shopper"})
    return identity.caller_of(
        call.organization, user, client.id, roles, expires_at, invitation_id=found[0].id
    )


def invited_order_id(call: Call) -> str:
    """Return the ID of the order to which the token invites. Raises `ApiError` (401) without invitation."""
    invitation = call.records.find(_INVITATIONS, call.caller.invitation_id, call.required_user.num)
    if invitation is None or is_expired(invitation):
        raise errors.invalid_token("The invitation has expired or was deleted.")
    return invitation["OrderID"]


@restricts("Orders")
def _restrict_to_invited_order(call: Call, selection: Selection) -> None:
    if call.caller.invitation_id:
        selection.where("id=?", invited_order_id(call).casefold())


@restricts("LineItems")
def _restrict_to_invitation(call: Call, selection: Selection) -> None:
    if call.caller.invitation_id:
        selection.where("body ->> '$.InvitationID' = ?", call.caller.invitation_id)
