"""Subscriptions: for whom they order, who sees them, and what is computed when they are read."""

from decimal import Decimal

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.tables import column
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import before_saving, computes, restricts
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.me.user import buyer_user
from environments.emulator.rules.orders import addresses, orders, payments
from environments.emulator.rules.subscriptions import due_dates, integrations
from environments.emulator.storage.records import Record, Records

SUBSCRIPTIONS = CATALOGUE.resources["Subscriptions"]
ITEMS = CATALOGUE.resources["SubscriptionItems"]
_ROLES_FOR_OTHERS = ("OrderAdmin", "UnsubmittedOrderReader")


def _is_own(call: Call) -> bool:
    return call.operation.path.startswith("/me/")


@restricts("Subscriptions")
def restrict_to_party(call: Call, selection: Selection) -> None:
    """Restrict a buyer's users to the subscriptions of their company, and those under `/me` to their own."""
    if _is_own(call):
        user = buyer_user(call)
        selection.where(f"{column('FromUserID')}=?", user.id.casefold())
    elif call.caller.user_type == "supplier":
        raise errors.wrong_user_type()
    if call.company:
        selection.where(f"{column('FromCompanyID')}=?", call.company.id.casefold())


@before_saving("Subscriptions")
def _prepare(call: Call, data: dict, old: Record | None) -> None:
    if old:
        data |= {name: old[name] for name in ("FromCompanyID", "FromUserID", "ToCompanyID")}
    else:
        _set_parties(call, data)
    try:
        due_dates.following(data["NextOrderDate"], data["Frequency"], data["Interval"])
    except OverflowError as error:
        message = "The order after the next one would be after the year 9999."
        raise errors.invalid_value("Frequency", message) from error
    for name in ("BillingAddressID", "ShippingAddressID"):
        _check_address(call.records, data, name)
    if data["Payment"]:
        _check_payment(call.records, data)


def _set_parties(call: Call, data: dict) -> None:
    """Set who orders from whom."""
    if _is_own(call):
        user = buyer_user(call)
        data |= {"FromCompanyID": call.required_company.id, "FromUserID": user.id}
    elif call.caller.user_type == "supplier":
        raise errors.wrong_user_type()
    else:
        _set_user(call, data)
    buyer = call.records.get("Buyers", data["FromCompanyID"])
    seller = data["ToCompanyID"] or call.organization.marketplace_id
    data["ToCompanyID"] = orders.resolve_seller(call, seller, buyer)


def _set_user(call: Call, data: dict) -> None:
    """Set the user who orders: the caller, or with more roles another user that the body names."""
    if call.company:
        own = call.company.id
        if (data["FromCompanyID"] or own).casefold() != own.casefold():
            raise errors.not_found("Buyer", data["FromCompanyID"])
        data |= {"FromCompanyID": own, "FromUserID": data["FromUserID"] or call.required_user.id}
        if data["FromUserID"].casefold() == call.required_user.id.casefold():
            data["FromUserID"] = call.required_user.id
            return
    elif not data["FromCompanyID"] or not data["FromUserID"]:
        raise errors.bad_request(
            "Subscription.CreateRequiresFromUser",
            "A subscription for a buyer user requires FromCompanyID and FromUserID.",
        )
    missing = [role for role in _ROLES_FOR_OTHERS if not call.caller.has_role(role)]
    if missing:
        raise errors.missing_role(missing, sorted(call.caller.roles))
    orders.resolve_buyer_user(call, data)


def _check_address(records: Records, data: dict, name: str) -> None:
    if not data[name]:
        return
    saved = addresses.find_saved_address(records, data["FromCompanyID"], data["FromUserID"], data[name])
    if saved is None:
        raise errors.not_found("Address", data[name])
    data[name] = saved["ID"]


def _check_payment(records: Records, data: dict) -> None:
    if not data["Payment"]["Type"]:
        raise errors.required("Payment.Type")
    payments.check_account_and_card(records, data, data["Payment"])


@computes("Subscriptions")
def _notification_and_subtotal(records: Records, subscriptions: list[Record]) -> list[dict]:
    integration = integrations.find(records)
    days = integration["NotificationDays"] if integration else None
    extras = []
    for subscription in subscriptions:
        items = records.where(ITEMS, parent=subscription.num)
        extras.append(
            {
                "NotificationDate": due_dates.notification_date(subscription["NextOrderDate"], days),
                "ProjectedSubtotal": sum((money(item["LineSubtotal"]) for item in items), Decimal(0)),
            }
        )
    return extras
