"""Results stored with an order by name: responses of its integration event, and its shipping address."""

from environments.emulator.catalogue import CATALOGUE
from environments.emulator.storage.records import Record, Records

_RESOURCE = CATALOGUE.resources["OrderParts"]


def get_result(records: Records, order: Record, name: str) -> dict | None:
    result = records.find(_RESOURCE, name, order.num)
    return result["Value"] if result else None


def save_result(records: Records, order: Record, name: str, value: dict) -> None:
    old = records.find(_RESOURCE, name, order.num)
    data = {"Name": name, "Value": value}
    if old:
        records.update(old, data)
    else:
        records.insert(_RESOURCE, data, order.num)


def delete_results(records: Records, order: Record, *names: str) -> None:
    for name in names:
        if result := records.find(_RESOURCE, name, order.num):
            records.remove(result)
