"""Currencies of price schedules and orders, which must be those of the buyers' locales."""

from environments.emulator import errors
from environments.emulator.auth import identity
from environments.emulator.calls.call import Call
from environments.emulator.registry import before_saving
from environments.emulator.rules.catalog.pricing import same_currency
from environments.emulator.storage.records import Record, Records


@before_saving("ProductAssignments")
def _check_assignment(call: Call, data: dict, old: Record | None) -> None:
    """Refuse to assign a schedule to a party whose locale has another currency.

    The platform's own restore is exempt, since it may write assignments before locales.
    """
    schedule = call.records.find("PriceSchedules", data["PriceScheduleID"] or "")
    if schedule is None or not schedule["Currency"] or not data["BuyerID"] or call.caller.platform:
        return
    currency = _currency_of_party(call.records, data["BuyerID"], data["UserGroupID"])
    if not same_currency(schedule["Currency"], currency):
        locale = f"in {currency}" if currency else "not there"
        message = f"The price schedule is in {schedule['Currency']}, and the locale of the party is {locale}."
        raise errors.bad_request("PriceSchedule.CurrencyMismatch", message)


def _currency_of_party(records: Records, buyer: str, group: str | None) -> str | None:
    """Return the currency of a party's locale, the group's before the buyer's; None without a locale."""
    assigned = records.where("LocaleAssignments", BuyerID=buyer)
    by_group = [a for a in assigned if group and (a["UserGroupID"] or "").casefold() == group.casefold()]
    for assignment in by_group or [a for a in assigned if a["UserGroupID"] is None]:
        locale = records.find("Locales", assignment["LocaleID"])
        return locale["Currency"] if locale else None
    return None


@before_saving("PriceSchedules")
def _check_change(call: Call, data: dict, old: Record | None) -> None:
    """Refuse to change the currency of a schedule that is assigned to a party."""
    if old is None or same_currency(old["Currency"], data["Currency"]) or call.caller.platform:
        return
    assigned = call.records.where("ProductAssignments", PriceScheduleID=old.id)
    if any(assignment["BuyerID"] for assignment in assigned):
        message = "The currency of a price schedule that is assigned to parties cannot be changed."
        raise errors.bad_request("PriceSchedule.CannotModifyCurrency", message)


def order_error(records: Records, order: Record) -> errors.ApiError | None:
    """Return the error when the currency of an order is not that of its user's locale, else None."""
    buyer = records.find("Buyers", order["FromCompanyID"])
    user = records.find("Users", order["FromUserID"] or "", buyer.num) if buyer else None
    if user is None or same_currency(order["Currency"], currency_of(records, user)):
        return None
    message = f"The order is in {order['Currency'] or 'no currency'}, and the locale of its user is not."
    return errors.bad_request("Order.CurrencyMismatch", message)


def currency_of(records: Records, user: Record | None) -> str | None:
    """Return the currency of the locale assigned to a user; None without a locale."""
    locale = identity.locale(records, user) if user else None
    return locale["Currency"] if locale else None
