"""`/me`: addresses and cards, private or assigned, cost centers, accounts, orders and shipments."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.tables import column
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import answers
from environments.emulator.resources import responses
from environments.emulator.response import NOTHING, Answer, json_answer
from environments.emulator.rules.me.user import buyer_user, real_user, shopper_of
from environments.emulator.rules.orders import orders, shipments
from environments.emulator.rules.users import buyers
from environments.emulator.storage.records import Record, new_id
from environments.emulator.values import dates

_ASSIGNED = {
    "Addresses": ("AddressAssignments", "AddressID"),
    "CreditCards": ("CreditCardAssignments", "CreditCardID"),
    "CostCenters": ("CostCenterAssignments", "CostCenterID"),
    "SpendingAccounts": ("SpendingAccountAssignments", "SpendingAccountID"),
}


def assigned(call: Call, kind: str) -> list[tuple[Record, list[Record]]]:
    """Records of the buyer that are assigned to the user, its groups or its company, with the assignments."""
    user, shopper = buyer_user(call), shopper_of(call)
    assignments, field = _ASSIGNED[kind]
    found: dict[str, list[Record]] = {}
    for assignment in call.records.where(assignments, parent=user.parent):
        own, group = assignment["UserID"], assignment["UserGroupID"]
        if (own and own.casefold() != user.id.casefold()) or (
            group and group.casefold() not in shopper.groups
        ):
            continue
        found.setdefault(assignment[field].casefold(), []).append(assignment)
    return [(call.records.find(kind, name, user.parent), words) for name, words in found.items()]


@answers("Me.ListCostCenters", transaction="read")
def cost_centers(call: Call) -> Answer:
    return responses.answer_items(call, [record.data for record, _ in assigned(call, "CostCenters")])


@answers("Me.ListSpendingAccounts", transaction="read")
def spending_accounts(call: Call) -> Answer:
    return responses.answer_items(call, [record.data for record, _ in assigned(call, "SpendingAccounts")])


@answers("Me.GetSpendingAccount", transaction="read")
def spending_account(call: Call) -> Answer:
    wanted = call.path["spendingaccountid"]
    for record, _ in assigned(call, "SpendingAccounts"):
        if record.id.casefold() == wanted.casefold():
            return responses.answer(call, record)
    raise errors.not_found("SpendingAccount", wanted)


# private records, and those of the buyer beside them


def _parts(call: Call) -> tuple[str, str, str, str]:
    """The kind of the buyer's records, that of private ones, the model, and the parameter of the path."""
    if call.operation.answer is CATALOGUE.models["BuyerCreditCard"] or "creditcard" in call.operation.path:
        return "CreditCards", "MeCreditCards", "BuyerCreditCard", "creditcardid"
    return "Addresses", "MeAddresses", "BuyerAddress", "addressid"


def _all(call: Call) -> list[dict]:
    shared, private, model, _ = _parts(call)
    fields = CATALOGUE.models[model].fields
    found = []
    for record, words in assigned(call, shared):
        item = {name: record.data.get(name) for name in fields} | {"Editable": False}
        if model == "BuyerAddress":
            item["Shipping"] = any(word["IsShipping"] for word in words)
            item["Billing"] = any(word["IsBilling"] for word in words)
        found.append(item)
    own = call.records.where(private, parent=buyer_user(call).num)
    return found + [record.data for record in own]


@answers("Me.ListAddresses", "Me.ListCreditCards", transaction="read")
def list_things(call: Call) -> Answer:
    return responses.answer_items(call, _all(call))


@answers("Me.GetAddress", "Me.GetCreditCard", transaction="read")
def get_thing(call: Call) -> Answer:
    wanted = call.path[_parts(call)[3]]
    for item in _all(call):
        if item["ID"].casefold() == wanted.casefold():
            return json_answer(200, item)
    raise errors.not_found(_parts(call)[2], wanted)


@answers("Me.CreateAddress", "Me.CreateCreditCard")
def create_thing(call: Call) -> Answer:
    _, private, model, _ = _parts(call)
    user = real_user(call)
    given = bodies.blank(CATALOGUE.models[model]) | _given(call)
    data = given | {"ID": new_id(), "Editable": True, "DateCreated": dates.now()}
    bodies.check_xp(data)
    record = call.records.insert(private, data, user.num)
    location = f"{call.base_url}/v1{call.operation.path}/{record.id}"
    return responses.answer(call, record, headers=[("Location", location)])


def _given(call: Call) -> dict:
    required = call.operation.required
    if str(call.body.get("Country") or "").upper() not in ("US", "CA", ""):
        required = tuple(name for name in required if name not in ("State", "Zip"))
    return call.given(required)


def _private(call: Call) -> Record:
    """The private record that the path names; those of the buyer are not the user's to change."""
    _, private, model, parameter = _parts(call)
    wanted = call.path[parameter]
    record = call.records.find(private, wanted, real_user(call).num)
    if record is None:
        if any(item["ID"].casefold() == wanted.casefold() for item in _all(call)):
            raise errors.wrong_party()
        raise errors.not_found(model, wanted)
    return record


@answers("Me.SaveAddress", "Me.SaveCreditCard")
def save_thing(call: Call) -> Answer:
    record = _private(call)
    kept = {name: record[name] for name in ("ID", "Editable", "DateCreated")}
    data = bodies.blank(CATALOGUE.models[_parts(call)[2]]) | _given(call) | kept
    bodies.check_xp(data)
    return responses.answer(call, call.records.update(record, data))


@answers("Me.PatchAddress", "Me.PatchCreditCard")
def patch_thing(call: Call) -> Answer:
    record = _private(call)
    data = bodies.patched(record.data, call.given(()))
    bodies.check_xp(data)
    call.records.update(record, data)
    return NOTHING


@answers("Me.DeleteAddress", "Me.DeleteCreditCard")
def delete_thing(call: Call) -> Answer:
    call.records.remove(_private(call))
    return NOTHING


# orders, sellers, shipments


@answers("Me.ListOrders", transaction="read")
def my_orders(call: Call) -> Answer:
    """Orders that this user has begun, submitted or not."""
    selection = Selection(orders.ORDERS)
    if call.user is None:
        selection.where("0")
    else:
        selection.where(f"{column('FromUserID')}=?", call.user.id.casefold())
        selection.where(f"{column('FromCompanyID')}=?", call.owner_id.casefold())
    orders.narrow(call, selection)
    return responses.answer_page(call, selection)


@answers("Me.ListApprovableOrders", transaction="read")
def approvable(call: Call) -> Answer:
    selection = Selection(orders.ORDERS)
    condition, values = orders.asked_of(call.records, buyer_user(call), pending=True)
    selection.where(condition, *values).where(f"{column('Status')}='awaitingapproval'")
    orders.narrow(call, selection)
    return responses.answer_page(call, selection)


@answers("Me.ListBuyerSellers", transaction="read")
def sellers(call: Call) -> Answer:
    return responses.answer_items(call, buyers.sellers(call, shopper_of(call).buyer))


def _my_shipments(call: Call) -> Selection:
    user = buyer_user(call)
    mine = (
        'num IN (SELECT i.parent FROM "ShipmentItems" i JOIN "Orders" o ON o.org=i.org AND o.id=i.f_OrderID'
        " WHERE i.org=? AND o.f_FromUserID=? AND o.f_FromCompanyID=?)"
    )
    values = (call.organization.num, user.id.casefold(), call.company.id.casefold())
    return Selection(CATALOGUE.kinds["Shipments"]).where(mine, *values)


@answers("Me.ListShipments", transaction="read")
def my_shipments(call: Call) -> Answer:
    selection = _my_shipments(call)
    shipments.containing(call, selection)
    return responses.answer_page(call, selection)


def _shipment(call: Call) -> Record:
    wanted = call.path["shipmentid"]
    selection = _my_shipments(call).where("id=?", wanted.casefold())
    found = call.records.page(selection, "row", 0, 1)
    return responses.require(found[0] if found else None, "Shipment", wanted)


@answers("Me.GetShipment", transaction="read")
def my_shipment(call: Call) -> Answer:
    return responses.answer(call, _shipment(call))


@answers("Me.ListShipmentItems", transaction="read")
def my_shipment_items(call: Call) -> Answer:
    items = call.records.where("ShipmentItems", parent=_shipment(call).num)
    if order := call.asked.parameters.get("orderid"):
        items = [item for item in items if item["OrderID"].casefold() == order.casefold()]
    return responses.answer_items(call, [shipments.shown(call.records, item) for item in items])
