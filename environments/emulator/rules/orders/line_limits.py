"""The limits of a promotion for line items: how many items and units it discounts in an order."""

from decimal import Decimal

from environments.emulator import errors
from environments.emulator.expressions import properties
from environments.emulator.expressions.tokenizer import ExpressionError

_BY_DATE_ADDED = (("DateAdded",), False)


def check(promotion: dict) -> None:
    """Check the limits of a promotion.

    Raises:
        ApiError: It is not for line items, it has both limits, or its order of line items cannot be used.
    """
    by_quantity, by_items = promotion.get("QuantityLimitPerOrder"), promotion.get("ItemLimitPerOrder")
    if by_quantity and by_items:
        message = "A promotion cannot have both QuantityLimitPerOrder and ItemLimitPerOrder."
        raise errors.bad_request("Promotion.CannotSetQuantityAndItemLimitPerOrder", message)
    for name, value in (("QuantityLimitPerOrder", by_quantity), ("ItemLimitPerOrder", by_items)):
        if value and not promotion.get("LineItemLevel"):
            raise errors.bad_request(f"Promotion.CannotSet{name}", f"{name} requires LineItemLevel.")
    if promotion.get("ItemSortBy") and not (promotion.get("LineItemLevel") and by_items):
        message = "ItemSortBy requires LineItemLevel and ItemLimitPerOrder."
        raise errors.bad_request("Promotion.CannotSetItemSortBy", message)
    try:
        _sort_keys(promotion.get("ItemSortBy"))
    except ExpressionError as error:
        raise errors.invalid_value("ItemSortBy", f"ItemSortBy cannot be used: {error}.") from error


def _sort_keys(text: str | None) -> list[tuple[tuple[str, ...], bool]]:
    """Return the paths of properties to sort line items by, each with whether it is reversed."""
    keys = []
    for name in (text or "").split(","):
        word = name.strip()
        words = word.removeprefix("!").split(".")
        if words != [""]:
            path = words if words[0].lower() == properties.ITEM else [properties.ITEM, *words]
            keys.append((properties.resolve_name(path, None).path, word.startswith("!")))
    return keys


def sorted_items(promotion: dict, items: list[dict]) -> list[dict]:
    """Return line items in the order in which a promotion takes them: by date added unless it says."""
    result = items
    for path, is_reversed in reversed([*_sort_keys(promotion.get("ItemSortBy")), _BY_DATE_ADDED]):
        result = sorted(result, key=lambda item, p=path: _sortable(item, p), reverse=is_reversed)  # type: ignore[misc]
    return result


def _sortable(item: dict, path: tuple[str, ...]) -> tuple[int, object]:
    value = properties.value_of(item, path)
    if isinstance(value, str):
        return 2, value.casefold()
    return (1, value) if isinstance(value, int | Decimal) else (0, 0)


def units_by_line(promotion: dict, items: list[dict]) -> dict[str, int]:
    """Return the eligible line items that a promotion discounts, with how often its value counts for each.

    The value counts once for a line, and with a QuantityLimitPerOrder once for each unit within the limit.
    """
    in_order = sorted_items(promotion, items)
    remaining = promotion.get("QuantityLimitPerOrder")
    if not remaining:
        return {item["ID"]: 1 for item in in_order[: promotion.get("ItemLimitPerOrder") or None]}
    units: dict[str, int] = {}
    for item in in_order:
        count = min(remaining, item["Quantity"])
        if count > 0:
            units[item["ID"]] = count
            remaining -= count
    return units
