"""Discounts: percentages by quantity, for some products and the parties assigned."""

from decimal import Decimal
from urllib.parse import parse_qsl

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.queries import filter_expressions
from environments.emulator.queries.properties import find_property
from environments.emulator.registry import before_deleting, before_saving
from environments.emulator.resources import responses
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.storage.records import Record, Records
from environments.emulator.values.money import to_cents

_PRODUCT = CATALOGUE.models["Product"]
_PRICES = ("Price", "SalePrice", "SubscriptionPrice", "BundlePrice")


@before_saving("Discounts")
def _check_discount(call: Call, data: dict, old: Record | None) -> None:
    if not data["DiscountBreaks"]:
        raise errors.required("DiscountBreaks")
    quantities = [step["Quantity"] for step in data["DiscountBreaks"]]
    if len(set(quantities)) < len(quantities):
        raise errors.invalid_value("DiscountBreaks", "Two discount breaks have the same quantity.")
    for step in data["DiscountBreaks"]:
        if step["Amount"] is None or not 0 < step["Amount"] <= 100:
            raise errors.invalid_value("DiscountBreaks.Amount", "Amount must be above 0 and at most 100.")
    if data["CategoryID"] and not data["CatalogID"]:
        raise errors.required("CatalogID")
    _check_filter(data["ProductFilter"])
    data["DiscountBreaks"].sort(key=lambda step: step["Quantity"])


def _check_filter(text: str | None) -> None:
    """Refuse a filter that is not a query on properties of products, such as `xp.color=red`."""
    if not text:
        return
    conditions = parse_qsl(text, keep_blank_values=True)
    for name, _ in conditions:
        prop = find_property(_PRODUCT, name)
        if prop is None or prop.child:
            raise errors.invalid_value("ProductFilter", f"{name} is not a property of a product.")
    if not conditions:
        raise errors.invalid_value("ProductFilter", "The filter names no property.")


@before_saving("DiscountAssignments")
def _check_assignment(call: Call, data: dict, old: Record | None) -> None:
    _check_party(data)


@before_deleting("DiscountAssignments")
def _check_named_party(call: Call, data: dict) -> None:
    _check_party(data)


def _check_party(data: dict) -> None:
    """Refuse a party that is not a group of buyers, a buyer, or a buyer with one of its user groups."""
    if data.get("BuyerGroupID"):
        for name in ("BuyerID", "UserGroupID"):
            if data.get(name):
                raise errors.invalid_value(name, f"{name} cannot be set together with BuyerGroupID.")
    elif not data.get("BuyerID"):
        raise errors.required("BuyerID")


# what a user pays


def applying_discounts(context: BuyerContext, product: Record) -> list[Record]:
    """Return the discounts that a user has for a product."""
    return [d for d in context.discounts if _applies(context.records, d, product)]


def best_discount(discounts: list[Record], quantity: int) -> tuple[Record, Decimal] | None:
    """Return the discount that gives the lowest price for a quantity, and its percentage; None without."""
    found = [(d, percentage) for d in discounts if (percentage := _percentage(d, quantity))]
    return max(found, key=lambda pair: pair[1], default=None)


def _percentage(discount: Record, quantity: int) -> Decimal | None:
    """Return the percentage of the highest break that a quantity reaches; None when it reaches none."""
    steps = [step for step in discount["DiscountBreaks"] if step["Quantity"] <= quantity]
    return Decimal(max(steps, key=lambda step: step["Quantity"])["Amount"]) if steps else None


def _applies(records: Records, discount: Record, product: Record) -> bool:
    """Whether a discount is for a product: all that it names must fit."""
    if discount["ProductID"] and discount["ProductID"].casefold() != product.id.casefold():
        return False
    if discount["CategoryID"]:
        catalog = records.get("Catalogs", discount["CatalogID"])
        names = {"CategoryID": discount["CategoryID"], "ProductID": product.id}
        if not records.where("CategoryProductAssignments", parent=catalog.num, **names):
            return False
    elif discount["CatalogID"] and not records.where(
        "ProductCatalogAssignments", CatalogID=discount["CatalogID"], ProductID=product.id
    ):
        return False
    return _matches_filter(discount["ProductFilter"], product)


def _matches_filter(text: str | None, product: Record) -> bool:
    for name, expression in parse_qsl(text or "", keep_blank_values=True):
        prop = find_property(_PRODUCT, name)
        if prop is None or not filter_expressions.matches(expression, prop.value(product.data)):
            return False
    return True


def discount_amount(amount: Decimal, percentage: Decimal) -> Decimal:
    """Return what a percentage takes off an amount, in cents."""
    return to_cents(amount * percentage / 100)


def buyer_price_schedule(
    records: Records, context: BuyerContext, product: Record, schedule: Record | None
) -> dict | None:
    """Return a price schedule as its user sees it: with discounted prices; None without a schedule."""
    if schedule is None:
        return None
    data = responses.with_computed(records, schedule) | {"Discount": None}
    discounts = applying_discounts(context, product)
    data["PriceBreaks"] = [_buyer_price_break(discounts, step) for step in data["PriceBreaks"]]
    if discounts:
        best = max(discounts, key=lambda d: max(step["Amount"] for step in d["DiscountBreaks"]))
        data["Discount"] = {"ID": best.id, "Description": best["Description"]}
    return data


def _buyer_price_break(discounts: list[Record], step: dict) -> dict:
    best = best_discount(discounts, step["Quantity"])
    if best is None:
        return step | {"Discounted": None}
    _, percentage = best
    prices = {
        name: None if step.get(name) is None else step[name] - discount_amount(step[name], percentage)
        for name in _PRICES
    }
    return step | {"Discounted": {"Percent": percentage} | prices}
