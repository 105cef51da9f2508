"""Generated codes of promotions: made when the promotion is saved, each for one order."""

import secrets

from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import after_deleting, after_saving, handles
from environments.emulator.resources import responses
from environments.emulator.response import Response
from environments.emulator.storage.records import Record, Records

CODES = CATALOGUE.resources["PromotionCodes"]
_PROMOTIONS = CATALOGUE.resources["Promotions"]
# Without letters and digits that look alike.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_DEFAULT_LENGTH = 8


@after_saving("Promotions")
def _generate(call: Call, promotion: Record, old: Record | None) -> None:
    """Generate the codes that are missing; a lower count removes none."""
    count = promotion["GeneratedCodeCount"] or 0
    if not count or (old and old["GeneratedCodeCount"] == count):
        return
    prefix, length = promotion["GeneratedCodePrefix"] or "", promotion["GeneratedCodeLength"]
    missing = count - len(call.records.where(CODES, parent=promotion.num))
    taken = {code["Code"].casefold() for code in call.records.select(CODES)}
    while missing > 0:
        code = prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length or _DEFAULT_LENGTH))
        if code.casefold() not in taken and not call.records.where(_PROMOTIONS, Code=code):
            taken.add(code.casefold())
            call.records.insert(CODES, {"Code": code, "Redeemed": False, "OrderID": None}, promotion.num)
            missing -= 1


@handles("Promotions.ListCodes", transaction="read")
def list_codes(call: Call) -> Response:
    promotion = call.path_record(_PROMOTIONS)
    selection = Selection(CODES).where("parent=?", promotion.num)

    def present(codes: list[Record]) -> list[dict]:
        return [{"Code": code["Code"], "Redeemed": code["Redeemed"]} for code in codes]

    return responses.respond_page(call, selection, present)


def find(records: Records, text: str) -> Record | None:
    """Return a generated code, in any case; None if there is none."""
    found = records.where(CODES, Code=text)
    return found[0] if found else None


def redeem(records: Records, code: Record, order: Record) -> None:
    """Reserve a code for the order that it was entered for."""
    records.update(code, code.data | {"Redeemed": True, "OrderID": order.id})


def free(records: Records, order: Record, text: str | None) -> None:
    """Make a code usable again that was taken off its order."""
    code = find(records, text) if text else None
    if code and code["OrderID"] == order.id:
        records.update(code, code.data | {"Redeemed": False, "OrderID": None})


@after_deleting("Orders")
def _free_all(call: Call, order: Record) -> None:
    for code in call.records.where(CODES, OrderID=order.id):
        call.records.update(code, code.data | {"Redeemed": False, "OrderID": None})
