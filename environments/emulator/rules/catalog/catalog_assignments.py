"""Assignments of catalogs: each to a buyer or to a group of buyers."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.registry import before_deleting, before_saving
from environments.emulator.storage.records import Record


@before_saving("CatalogAssignments")
def _check_party(call: Call, data: dict, old: Record | None) -> None:
    _require_one_party(data)


@before_deleting("CatalogAssignments")
def _check_named_party(call: Call, data: dict) -> None:
    _require_one_party(data)


def _require_one_party(data: dict) -> None:
    """Refuse an assignment unless it names either a buyer or a group of buyers."""
    if data.get("BuyerID") and data.get("BuyerGroupID"):
        message = "Specify a buyer or a buyer group, not both."
        raise errors.invalid_value("BuyerGroupID", message)
    if not data.get("BuyerID") and not data.get("BuyerGroupID"):
        raise errors.required("BuyerID")
