"""Orders: visibility, creation, and what can be changed when."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.tables import column
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import before_deleting, before_saving, handles, restricts
from environments.emulator.resources import crud, ids, responses
from environments.emulator.response import Response
from environments.emulator.rules.catalog import currencies
from environments.emulator.rules.orders import addresses, totals
from environments.emulator.rules.orders.status import check_modifiable
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

ORDERS = CATALOGUE.resources["Orders"]
_OVERRIDES = {
    "ShippingCost": ("OverrideShipping", "Order.OverrideShippingPermission"),
    "TaxCost": ("OverrideTax", "Order.OverrideTaxPermission"),
}
_APPROVALS_OF_USER = (
    "num IN (SELECT parent FROM \"OrderApprovals\" WHERE org=? AND body ->> '$.Status' {status}"
    " AND lower(body ->> '$.ApprovingGroupID') IN (SELECT f_UserGroupID FROM \"UserGroupAssignments\""
    " WHERE org=? AND parent=? AND f_UserID=?))"
)


# visibility


@restricts("Orders")
def restrict_to_party(call: Call, selection: Selection) -> None:
    """Restrict to the company's orders in a direction; without an order role, to the user's own."""
    direction = _direction(call)
    own = call.owner_id.casefold()
    sent, received = f"{column('FromCompanyID')}=?", f"{column('ToCompanyID')}=?"
    if direction == "incoming":
        selection.where(received, own)
    elif direction == "outgoing":
        selection.where(sent, own)
    elif call.company:
        selection.where(f"({sent} OR {received})", own, own)
    if call.caller.anonymous:
        selection.where("id=?", call.caller.order_id.casefold())
    elif call.caller.user_type == "buyer" and not (
        call.caller.has_role("OrderAdmin") or call.caller.has_role("OrderReader")
    ):
        approvable, values = approvals_condition(call.records, call.required_user)
        selection.where(
            f"({column('FromUserID')}=? OR {approvable})", call.required_user.id.casefold(), *values
        )


def _direction(call: Call) -> str:
    direction = call.path_params.get("direction", "all").lower()
    if direction not in ("incoming", "outgoing", "all"):
        raise errors.not_found("OrderDirection", call.path_params["direction"])
    return direction


def approvals_condition(records: Records, user: Record, pending: bool = False) -> tuple[str, list]:
    """Return the condition, with its values, of orders that the user's groups have or had to approve."""
    org = records.organization.num
    condition = _APPROVALS_OF_USER.format(status="= 'Pending'" if pending else "IS NOT NULL")
    return condition, [org, org, user.parent_num, user.id.casefold()]


def unsubmitted_of(user: Record, company: Record) -> Selection:
    """Return the unsubmitted orders that a user created."""
    selection = Selection(ORDERS).where(f"{column('Status')}='unsubmitted'")
    return restrict_to_creator(selection, user.id, company.id)


def restrict_to_creator(selection: Selection, user_id: str, company_id: str) -> Selection:
    """Restrict orders to those that a user created, and return the selection."""
    selection.where(f"{column('FromUserID')}=?", user_id.casefold())
    return selection.where(f"{column('FromCompanyID')}=?", company_id.casefold())


@handles("Orders.List", transaction="read")
def list_orders(call: Call) -> Response:
    selection = Selection(ORDERS)
    restrict_to_submitted(call, selection)
    apply_list_parameters(call, selection)
    return responses.respond_page(call, selection)


def restrict_to_submitted(call: Call, selection: Selection, prefix: str = "") -> None:
    """Restrict to submitted orders, unless a filter of Status or IsSubmitted decides.

    `prefix` precedes these names where the list is not one of orders. Even with a filter, unsubmitted
    orders require the role UnsubmittedOrderReader, except with the direction All.
    """
    deciding = {f"{prefix}Status", f"{prefix}IsSubmitted"}
    filtered = {prop.name for condition in call.list_request.filters for prop in condition.properties}
    if not deciding & filtered:
        selection.where("body ->> '$.IsSubmitted' = 1")
    elif _direction(call) != "all" and not call.caller.has_role("UnsubmittedOrderReader"):
        selection.where(f"{column('Status')} <> 'unsubmitted'")


def apply_list_parameters(call: Call, selection: Selection) -> None:
    """Apply the parameters that order lists share: buyerID, supplierID, from and to."""
    parameters = call.list_request.parameters
    if buyer := parameters.get("buyerid"):
        selection.where(f"{column('FromCompanyID')}=?", buyer.casefold())
    if supplier := parameters.get("supplierid"):
        selection.where(f"{column('ToCompanyID')}=?", supplier.casefold())
    for name, sign in (("from", ">="), ("to", "<=")):
        if parameters.get(name):
            date = dates.parse_query_date(parameters[name])
            if date is None:
                raise errors.bad_request("List.InvalidType", f"{name} must be a date.", name)
            selection.where(f"{column('DateCreated')} {sign} ?", date.casefold())


# creation and changes


@before_saving("Orders")
def _prepare(call: Call, data: dict, old: Record | None) -> None:
    if old is None:
        _initialize(call, data)
    else:
        check_modifiable(call, old)
        for name in ("FromCompanyID", "ToCompanyID", "FromUserID"):
            data[name] = old[name]
    _check_overrides(call, data, old)
    data["LastUpdated"] = dates.now()
    addresses.apply_saved_addresses(call, data, old)


def _initialize(call: Call, data: dict) -> None:
    marketplace = call.organization.marketplace_id
    if call.caller.user_type == "supplier":
        raise errors.wrong_user_type()
    if call.caller.user_type == "buyer":
        buyer = call.required_company
        data |= {"FromCompanyID": buyer.id, "FromUserID": call.required_user.id}
        data["ToCompanyID"] = resolve_seller(call, data["ToCompanyID"] or marketplace, buyer)
        user = call.user
        if call.caller.anonymous:
            data["ID"] = call.caller.order_id
            if call.records.find(ORDERS, data["ID"]):
                raise errors.id_exists("Order", data["ID"])
    elif _direction(call) == "outgoing":
        data["FromCompanyID"] = marketplace
        supplier = data["ToCompanyID"]
        if not supplier or not call.records.find("Suppliers", supplier):
            raise errors.not_found("Supplier", supplier or "")
        user = call.user
        data["FromUserID"] = user.id if user else None
    else:
        user = resolve_buyer_user(call, data)
        data["ToCompanyID"] = data["ToCompanyID"] or marketplace
    data |= {
        "FromUser": user_snapshot(user),
        "Status": "Unsubmitted",
        "DateCreated": dates.now(),
        "IsSubmitted": False,
        "LineItemCount": 0,
        "Currency": currencies.currency_of(call.records, user),
    }


def resolve_seller(call: Call, seller_id: str, buyer: Record) -> str:
    """Return the id of the marketplace, or of a supplier that the buyer can order from."""
    if seller_id.casefold() == call.organization.marketplace_id.casefold():
        return call.organization.marketplace_id
    supplier = call.records.find("Suppliers", seller_id)
    linked = call.records.where("SupplierBuyers", SupplierID=seller_id, BuyerID=buyer.id)
    if supplier is None or not (supplier["AllBuyersCanOrder"] or linked):
        raise errors.not_found("Supplier", seller_id)
    return supplier.id


def resolve_buyer_user(call: Call, data: dict) -> Record:
    """Return the buyer user for whom the seller creates an order or a subscription."""
    for name in ("FromCompanyID", "FromUserID"):
        if not data[name]:
            raise errors.required(name)
    buyer = call.records.find("Buyers", data["FromCompanyID"])
    if buyer is None:
        raise errors.not_found("Buyer", data["FromCompanyID"])
    user = call.records.find("Users", data["FromUserID"], buyer.num)
    if user is None:
        raise errors.not_found("User", data["FromUserID"])
    data |= {"FromCompanyID": buyer.id, "FromUserID": user.id}
    return user


def user_snapshot(user: Record | None) -> dict | None:
    """Return the copy of a user that is stored in an order."""
    return user.data | {"AvailableRoles": [], "Locale": None} if user else None


def _check_overrides(call: Call, data: dict, old: Record | None) -> None:
    for name, (role, code) in _OVERRIDES.items():
        before = old[name] if old else 0
        data[name] = data[name] if data[name] is not None else 0
        if data[name] != (before or 0) and not call.caller.has_role(role):
            raise errors.bad_request(code, f"Setting {name} requires the role {role}.")


@handles("Orders.Create")
def create(call: Call) -> Response:
    record = crud.create_record(call, ORDERS, 0, call.checked_body())
    location = f"{call.base_url}/v1/orders/{_direction(call)}/{record.id}"
    return responses.respond(
        call, totals.update_totals(call.records, record), headers=[("Location", location)]
    )


@handles("Orders.Save")
def save(call: Call) -> Response:
    order_id = call.path_params["orderid"]
    old = call.records.find(ORDERS, order_id)
    if old is None:
        ids.check(order_id)
        given = call.checked_body()
        record = crud.create_record(call, ORDERS, 0, given | {"ID": given.get("ID") or order_id})
    else:
        order = call.path_record(ORDERS)
        record = crud.update_record(call, order, _replacement(order, call.checked_body()))
    return responses.respond(call, totals.update_totals(call.records, record))


def _replacement(order: Record, given: dict) -> dict:
    fields = ORDERS.model.fields
    read_only = {n: v for n, v in order.data.items() if fields[n].read_only}
    return bodies.defaults(ORDERS.model) | read_only | {"ID": order.id} | given


@handles("Orders.Patch")
def patch(call: Call) -> Response:
    order = call.path_record(ORDERS)
    record = crud.update_record(call, order, bodies.apply_patch(order.data, call.checked_body()))
    return responses.respond(call, totals.update_totals(call.records, record))


@before_deleting("Orders")
def _check_deletable(call: Call, order: Record) -> None:
    check_modifiable(call, order)
    if outgoing_ids := [outgoing.id for outgoing in outgoing_orders(call.records, order)]:
        message = f"The order has been forwarded. Delete {', '.join(outgoing_ids)} first."
        raise errors.bad_request("Order.CannotDeleteForwardedOrder", message, {"Orders": outgoing_ids})


def outgoing_id(order: Record, supplier: str) -> str:
    """Return the id of the order that forwards a supplier's part of an order."""
    return f"{order.id}-{supplier}"[:100]


def outgoing_orders(records: Records, order: Record) -> list[Record]:
    """Return the orders to suppliers by which parts of an order were forwarded."""
    marketplace = records.organization.marketplace_id
    if order["ToCompanyID"] != marketplace:
        return []
    sent_orders = records.where(ORDERS, FromCompanyID=marketplace)
    return [
        sent
        for sent in sent_orders
        if sent.id.casefold() == outgoing_id(order, sent["ToCompanyID"]).casefold()
    ]


@handles("Orders.PatchFromUser")
def patch_from_user(call: Call) -> Response:
    """Set the names of a guest; properties other than FirstName, LastName and Email are ignored."""
    order = call.path_record(ORDERS)
    check_modifiable(call, order)
    given = {n: v for n, v in call.checked_body().items() if n in ("FirstName", "LastName", "Email")}
    user = (order["FromUser"] or bodies.defaults(CATALOGUE.models["User"])) | given
    return responses.respond(call, call.records.update(order, order.data | {"FromUser": user}))
