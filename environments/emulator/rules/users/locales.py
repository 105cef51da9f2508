"""Locales, unique in a marketplace by language and currency."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.registry import before_saving
from environments.emulator.storage.records import Record


@before_saving("Locales")
def _check_unique_locale(call: Call, data: dict, old: Record | None) -> None:
    for other in call.records.select("Locales"):
        if (old is None or other.num != old.num) and _language_and_currency(
            other.data
        ) == _language_and_currency(data):
            message = "A locale with this language and currency already exists."
            raise errors.conflict("Locale.DuplicateLanguageAndCurrency", message)


@before_saving("LocaleAssignments")
def _replace_assignment(call: Call, data: dict, old: Record | None) -> None:
    """Remove the former assignment of a party, which has one locale at a time."""
    party = {"BuyerID": data["BuyerID"], "UserGroupID": data["UserGroupID"]}
    for other in call.records.where("LocaleAssignments", **party):
        if other["LocaleID"].casefold() != data["LocaleID"].casefold():
            call.records.remove(other)


def _language_and_currency(locale: dict) -> tuple[str, str]:
    return (locale["Language"] or "").casefold(), (locale["Currency"] or "").casefold()
