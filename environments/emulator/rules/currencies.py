"""A price schedule that says its currency is for those who pay in it."""

from environments.emulator import errors
from environments.emulator.acting import before_saving
from environments.emulator.calls import Call
from environments.emulator.records import Record, Records


@before_saving("ProductAssignments")
def _same_currency(call: Call, data: dict, old: Record | None) -> None:
    schedule = call.records.find("PriceSchedules", data["PriceScheduleID"] or "")
    paid = _paid_by(call.records, data["BuyerID"], data["UserGroupID"])
    if schedule is None or not schedule["Currency"] or not paid:
        return
    if schedule["Currency"].casefold() != paid.casefold():
        message = f"The price schedule is in {schedule['Currency']}, and the locale of the party in {paid}."
        raise errors.invalid("PriceSchedule.CurrencyMismatch", message)


def _paid_by(records: Records, buyer: str, group: str | None) -> str | None:
    """The currency of a party's locale: that of the group, else that of the buyer, else nobody has said."""
    assigned = records.where("LocaleAssignments", BuyerID=buyer)
    by_group = [a for a in assigned if group and (a["UserGroupID"] or "").casefold() == group.casefold()]
    for assignment in by_group or [a for a in assigned if a["UserGroupID"] is None]:
        locale = records.find("Locales", assignment["LocaleID"])
        return locale["Currency"] if locale else None
    return None
