"""Taking a promotion that is no longer active off all unsubmitted orders."""

from environments.emulator.calls.call import Call
from environments.emulator.registry import after_saving
from environments.emulator.rules.orders import promotions, totals
from environments.emulator.rules.promotions import codes
from environments.emulator.storage.records import Record


@after_saving("Promotions")
def _take_off(call: Call, promotion: Record, old: Record | None) -> None:
    if old is None or promotion["Active"] is not False or old["Active"] is False:
        return
    records = call.records
    for num in {row.parent_num for row in _applied(call, promotion)}:
        order = records.get_by_num("Orders", num)
        if order["Status"] != "Unsubmitted":
            continue
        for row in promotions.applied_promotions(records, order, promotion.id):
            records.remove(row)
            codes.free(records, order, row["Code"])
        totals.update_totals(records, order)


def _applied(call: Call, promotion: Record) -> list[Record]:
    # The key of an applied promotion begins with its id.
    prefix = f"{promotion.id.casefold()}|"
    return call.records.select(promotions.ORDER_PROMOTIONS, "id >= ? AND id < ?", prefix, f"{prefix[:-1]}}}")
