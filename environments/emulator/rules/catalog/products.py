"""Products: counts, suppliers, assignments and price schedules."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.tables import column
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import (
    after_saving,
    before_deleting,
    before_saving,
    computes,
    handles,
    restricts,
)
from environments.emulator.resources import responses
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.rules.catalog import assigned_products, bundles, facets
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

_BATCH_SIZE = 500
_PRODUCTS = CATALOGUE.resources["Products"]


@computes("Products")
def _counts(records: Records, products: list[Record]) -> list[dict]:
    specs = _count_by(records, "f_ProductID", "SpecProductAssignments", [p.id.casefold() for p in products])
    inherited = _count_inherited_specs(records, [p.num for p in products])
    variants = _count_by(records, "parent", "Variants", [p.num for p in products])
    return [
        {
            "SpecCount": specs.get(p.id.casefold(), 0) + inherited.get(p.num, 0),
            "VariantCount": variants.get(p.num, 0),
        }
        for p in products
    ]


def _count_inherited_specs(records: Records, nums: list[int]) -> dict[int, int]:
    """Return the number of specs that child products have from their parents, by the child's num."""
    counts: dict[int, int] = {}
    for start in range(0, len(nums), _BATCH_SIZE):
        batch = nums[start : start + _BATCH_SIZE]
        rows = records.connection.execute(
            f"""
            SELECT child.num, count(*) FROM "Products" AS child
            JOIN "SpecProductAssignments" AS inherited
              ON inherited.org=child.org AND inherited.f_ProductID=child.f_ParentID
            WHERE child.org=? AND child.num IN ({", ".join("?" * len(batch))})
              AND NOT EXISTS (
                SELECT 1 FROM "SpecProductAssignments" AS own WHERE own.org=child.org
                AND own.f_ProductID=child.id AND own.f_SpecID=inherited.f_SpecID)
            GROUP BY 1
            """,
            (records.organization.num, *batch),
        )
        counts |= dict(rows)
    return counts


def _count_by(records: Records, column_: str, resource: str, values: list) -> dict:
    """Return the number of records of a resource by the value of a column."""
    counts: dict = {}
    for start in range(0, len(values), _BATCH_SIZE):
        batch = values[start : start + _BATCH_SIZE]
        marks = ", ".join("?" * len(batch))
        rows = records.connection.execute(
            f'SELECT {column_}, count(*) FROM "{resource}" WHERE org=? AND {column_} IN ({marks}) GROUP BY 1',
            (records.organization.num, *batch),
        )
        counts |= dict(rows)
    return counts


@after_saving("Products")
def _link_default_supplier(call: Call, record: Record, old: Record | None) -> None:
    supplier = record["DefaultSupplierID"]
    if supplier and not call.records.where("ProductSuppliers", ProductID=record.id, SupplierID=supplier):
        link = {"ProductID": record.id, "SupplierID": supplier, "DefaultPriceScheduleID": None}
        call.records.insert("ProductSuppliers", link)


@restricts("Products")
def _restrict_to_supplier(call: Call, selection: Selection) -> None:
    """Restrict a supplier to its own products and those that it is linked with."""
    if call.caller.user_type == "supplier":
        name = call.required_company.id.casefold()
        linked = 'SELECT f_ProductID FROM "ProductSuppliers" WHERE org=? AND f_SupplierID=?'
        selection.where(f"({column('OwnerID')}=? OR id IN ({linked}))", name, call.organization.num, name)


@handles("Products.List", transaction="read")
def list_products(call: Call) -> Response:
    selection = Selection(_PRODUCTS).where("parent=0")
    bundles.check_category_filter(call)
    _restrict_to_catalog(call, selection)
    bundles.restrict_to_bundle(call, selection)
    if supplier := call.list_request.parameters.get("supplierid"):
        _restrict_to_supplier_link(call, selection, supplier)
    return responses.respond_page(call, selection, meta=facets.facets_of_products)


def _restrict_to_catalog(call: Call, selection: Selection) -> None:
    parameters = call.list_request.parameters
    catalog, category = parameters.get("catalogid"), parameters.get("categoryid")
    if not catalog:
        return
    if not category:
        _restrict_to_assigned(call, selection, catalog, "ProductCatalogAssignments", "f_CatalogID=?", [])
    else:
        record = call.records.find("Catalogs", catalog.lstrip("!"))
        parent = [record.num if record else -1]
        condition = "parent=? AND f_CategoryID=?"
        _restrict_to_assigned(call, selection, category, "CategoryProductAssignments", condition, parent)


def _restrict_to_assigned(
    call: Call, selection: Selection, name: str, resource: str, condition: str, values: list
) -> None:
    """Restrict to the products that assignments to a name reach; with ! before it, to the others."""
    values = [*values, name.lstrip("!").casefold()]
    sql, values = assigned_products.reached(call.records, resource, condition, values)
    selection.where(f"NOT {sql}" if name.startswith("!") else sql, *values)


def _restrict_to_supplier_link(call: Call, selection: Selection, name: str) -> None:
    """Restrict to the products linked with a supplier; with ! before the name, to the others."""
    linked = 'SELECT f_ProductID FROM "ProductSuppliers" WHERE org=? AND f_SupplierID=?'
    negation = "NOT " if name.startswith("!") else ""
    selection.where(f"id {negation}IN ({linked})", call.organization.num, name.lstrip("!").casefold())


# suppliers of a product


@handles("Products.SaveSupplier")
def save_supplier(call: Call) -> Response:
    product, supplier = call.path_record(_PRODUCTS), call.path_record(CATALOGUE.resources["Suppliers"])
    schedule = call.query("defaultPriceScheduleID") or None
    if schedule:
        schedule = responses.require(
            call.records.find("PriceSchedules", schedule), "PriceSchedule", schedule
        ).id
    data = {"ProductID": product.id, "SupplierID": supplier.id, "DefaultPriceScheduleID": schedule}
    old = call.records.where("ProductSuppliers", ProductID=product.id, SupplierID=supplier.id)
    if old:
        call.records.update(old[0], data)
    else:
        call.records.insert("ProductSuppliers", data)
    return NO_CONTENT


@handles("Products.RemoveSupplier")
def remove_supplier(call: Call) -> Response:
    product, supplier = call.path_record(_PRODUCTS), call.path_record(CATALOGUE.resources["Suppliers"])
    links = call.records.where("ProductSuppliers", ProductID=product.id, SupplierID=supplier.id)
    if not links:
        raise errors.not_found("ProductSupplier", supplier.id)
    call.records.remove(links[0])
    return NO_CONTENT


@handles("Products.ListSuppliers", transaction="read")
def list_suppliers(call: Call) -> Response:
    product = call.path_record(_PRODUCTS)
    items = []
    for link in call.records.where("ProductSuppliers", ProductID=product.id):
        supplier = call.records.get("Suppliers", link["SupplierID"])
        items.append({"DefaultPriceScheduleID": link["DefaultPriceScheduleID"]} | supplier.data)
    return responses.respond_items(call, items)


@handles("Products.ListSpecs", transaction="read")
def list_specs(call: Call) -> Response:
    product = call.path_record(_PRODUCTS)
    names = [a["SpecID"] for a in call.records.where("SpecProductAssignments", ProductID=product.id)]
    specs = [call.records.get("Specs", name) for name in names]
    return responses.respond_items(call, [responses.with_computed(call.records, spec) for spec in specs])


# product assignments


@before_saving("ProductAssignments")
def _check_assignment(call: Call, data: dict, old: Record | None) -> None:
    data["SellerID"] = data["SellerID"] or call.owner_id
    product = call.records.find("Products", data["ProductID"])
    schedule = call.records.find("PriceSchedules", data["PriceScheduleID"] or "")
    if data["PriceScheduleID"] and schedule and not schedule["PriceBreaks"]:
        raise errors.bad_request("PriceSchedule.NoPriceBreaks", "The price schedule has no price breaks.")
    if product and data["SellerID"] != call.organization.marketplace_id and not data["PriceScheduleID"]:
        message = "An assignment of another seller requires a price schedule."
        raise errors.bad_request("ProductAssigment.MustSpecifyPriceScheduleID", message)


@before_deleting("ProductAssignments")
def _default_seller(call: Call, data: dict) -> None:
    data["SellerID"] = data["SellerID"] or call.owner_id


# price schedules


@before_saving("PriceSchedules")
def _check_schedule(call: Call, data: dict, old: Record | None) -> None:
    if data["MaxQuantity"] is not None and data["MinQuantity"] > data["MaxQuantity"]:
        raise errors.bad_request(
            "PriceSchedule.MinGreaterThanMax", "MinQuantity is greater than MaxQuantity."
        )
    quantities = [step["Quantity"] for step in data["PriceBreaks"]]
    if len(set(quantities)) < len(quantities):
        raise errors.bad_request(
            "PriceSchedule.DuplicatePriceBreaks", "Two price breaks have the same quantity."
        )
    if data["SaleStart"] and data["SaleEnd"] and data["SaleStart"] > data["SaleEnd"]:
        raise errors.bad_request("PriceSchedule.InvalidSaleStartOrSaleEnd", "SaleEnd is before SaleStart.")
    data["PriceBreaks"].sort(key=lambda step: step["Quantity"])


@handles("PriceSchedules.SavePriceBreak")
def save_price_break(call: Call) -> Response:
    """Add a price break, or replace the one of the same quantity."""
    schedule = call.path_record(CATALOGUE.resources["PriceSchedules"])
    step = bodies.defaults(CATALOGUE.models["PriceBreak"]) | call.checked_body()
    others = [s for s in schedule["PriceBreaks"] if s["Quantity"] != step["Quantity"]]
    steps = sorted([*others, step], key=lambda s: s["Quantity"])
    return responses.respond(call, call.records.update(schedule, schedule.data | {"PriceBreaks": steps}))


@handles("PriceSchedules.DeletePriceBreak")
def delete_price_break(call: Call) -> Response:
    schedule = call.path_record(CATALOGUE.resources["PriceSchedules"])
    text = call.required_query("quantity")
    steps = [s for s in schedule["PriceBreaks"] if str(s["Quantity"]) != text]
    if len(steps) == len(schedule["PriceBreaks"]):
        raise errors.not_found("PriceBreak", text)
    if not steps and call.records.where("ProductAssignments", PriceScheduleID=schedule.id):
        message = "An assigned price schedule must have at least one price break."
        raise errors.bad_request("PriceSchedule.CannotDeleteLastPriceBreak", message)
    call.records.update(schedule, schedule.data | {"PriceBreaks": steps})
    return NO_CONTENT


@computes("PriceSchedules")
def _on_sale(records: Records, schedules: list[Record]) -> list[dict]:
    return [{"IsOnSale": is_on_sale(schedule.data)} for schedule in schedules]


def is_on_sale(schedule: dict) -> bool:
    """Whether the sale prices of a schedule apply now."""
    now = dates.now()
    has_period = schedule["SaleStart"] is not None or schedule["SaleEnd"] is not None
    has_started = schedule["SaleStart"] is None or schedule["SaleStart"] <= now
    has_ended = schedule["SaleEnd"] is not None and schedule["SaleEnd"] <= now
    has_sale_price = any(step["SalePrice"] is not None for step in schedule["PriceBreaks"])
    return has_period and has_started and not has_ended and has_sale_price
