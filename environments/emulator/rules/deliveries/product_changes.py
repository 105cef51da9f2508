"""Which products a change of other records concerns: their message has prices, assignments and specs."""

from collections.abc import Iterable, Iterator
from typing import Any

from environments.emulator.storage.records import Change, Record, Records

_ASSIGNMENTS = (
    "ProductAssignments",
    "ProductCatalogAssignments",
    "CategoryProductAssignments",
    "ProductSuppliers",
)


def products_of(records: Records, resource: str, change: Change, without_prices: bool) -> list[Record]:
    """Return the products whose message a change of another record changes.

    `without_prices` is whether the message leaves out price schedules.
    """
    record = change.new or change.old
    if record is None or (change.old and change.new and change.old.body == change.new.body):
        return []
    if resource == "SpecProductAssignments":
        ids = _with_children(records, [record["ProductID"]])
    elif resource in _ASSIGNMENTS:
        ids = iter([record["ProductID"]])
    elif resource == "Specs":
        ids = _with_spec(records, record.id)
    elif resource == "SpecOptions":
        spec = records.by_num("Specs", record.parent_num)
        ids = _with_spec(records, spec.id if spec else "")
    elif resource == "PriceSchedules" and not without_prices:
        ids = _priced(records, record.id)
    else:
        return []
    found = (records.find("Products", id_) for id_ in ids)
    return [product for product in found if product]


def _priced(records: Records, schedule: str) -> Iterator[str]:
    yield from (product.id for product in records.where("Products", DefaultPriceScheduleID=schedule))
    yield from _product_ids(records, "ProductAssignments", PriceScheduleID=schedule)


def _with_spec(records: Records, spec: str) -> Iterator[str]:
    return _with_children(records, _product_ids(records, "SpecProductAssignments", SpecID=spec))


def _with_children(records: Records, products: Iterable[str]) -> Iterator[str]:
    """Return the IDs of products and of their child products, which have their specs."""
    for product in products:
        yield product
        yield from (child.id for child in records.where("Products", ParentID=product))


def _product_ids(records: Records, resource: str, **fields: Any) -> Iterator[str]:
    return (assignment["ProductID"] for assignment in records.where(resource, **fields))
