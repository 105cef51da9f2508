"""The products of an order's lines, which may have changed since the lines were added."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.storage.records import Record


def submission_errors(call: Call, lines: list[Record]) -> list[errors.ApiError]:
    """Return the errors of lines whose product became inactive, or a parent, since they were added.

    Version 1.0.239 submits such orders. An ad-hoc product is not in the catalog and has no errors.
    """
    if not call.is_newest_version:
        return []
    products = [call.records.find("Products", line["ProductID"]) for line in lines]
    parents = sorted({p.id for p in products if p and p["IsParent"]})
    inactive = sorted({p.id for p in products if p and not p["Active"]})
    problems = []
    if parents:
        message = f"Parent products cannot be bought: {', '.join(parents)}."
        problems.append(
            errors.bad_request("Order.CannotSubmitWithParentProduct", message, {"Products": parents})
        )
    if inactive:
        message = f"Inactive products cannot be bought: {', '.join(inactive)}."
        problems.append(
            errors.bad_request("Order.CannotSubmitWithInactiveProduct", message, {"Products": inactive})
        )
    return problems
