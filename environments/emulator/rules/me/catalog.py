"""The catalogs, categories, products, specs, variants and promotions of `/me`, as a buyer user sees them."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.json_types import JsonObject
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import Response, json_response
from environments.emulator.rules.catalog import assigned_products, bundles, discounts, facets, pricing, specs
from environments.emulator.rules.catalog.catalogs import descendant_ids, parse_depth
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.me.user import buyer_context
from environments.emulator.rules.orders import promotions
from environments.emulator.storage.records import Record

_BUYER_PRODUCT = CATALOGUE.models["BuyerProduct"]
_PRODUCTS = CATALOGUE.resources["Products"]


@handles("Me.ListCatalogs", transaction="read")
def list_catalogs(call: Call) -> Response:
    seller = call.list_request.parameters.get("sellerid")
    catalogs = [catalog for catalog, _ in buyer_context(call).assigned_catalogs(seller)]
    return responses.respond_items(call, [responses.with_computed(call.records, c) for c in catalogs])


def _find_catalog(call: Call, context: BuyerContext, id_: str) -> tuple[Record, JsonObject]:
    for catalog, assignment in context.assigned_catalogs():
        if catalog.id.casefold() == id_.casefold():
            return catalog, assignment
    raise errors.not_found("Catalog", id_)


@handles("Me.GetCatalog", transaction="read")
def get_catalog(call: Call) -> Response:
    catalog, _ = _find_catalog(call, buyer_context(call), call.path_params["catalogid"])
    return responses.respond(call, catalog)


# categories


@handles("Me.ListCategories", transaction="read")
def list_categories(call: Call) -> Response:
    """List the categories of the named catalog, else of the default catalog."""
    context = buyer_context(call)
    parameters = call.list_request.parameters
    catalog_id = parameters.get("catalogid") or context.default_catalog_id
    if not catalog_id:
        return responses.respond_items(call, [])
    catalog, assignment = _find_catalog(call, context, catalog_id)
    visible = context.visible_categories(catalog, assignment)
    depth = parse_depth(parameters.get("depth"), default=None)
    if depth is not None:
        root = next((text for key, text in call.query_pairs if key.lower() == "parentid"), None)
        inside = set(descendant_ids(call.records, catalog.num, root, depth))
        visible = [c for c in visible if c.id.casefold() in inside]
    if product := parameters.get("productid"):
        links = call.records.where("CategoryProductAssignments", parent=catalog.num, ProductID=product)
        names = {link["CategoryID"].casefold() for link in links}
        visible = [c for c in visible if c.id.casefold() in names]
    return responses.respond_items(call, [responses.with_computed(call.records, c) for c in visible])


@handles("Me.GetCategory", transaction="read")
def get_category(call: Call) -> Response:
    context = buyer_context(call)
    catalog, assignment = _find_catalog(call, context, call.required_query("catalogID"))
    for record in context.visible_categories(catalog, assignment):
        if record.id.casefold() == call.path_params["categoryid"].casefold():
            return responses.respond(call, record)
    raise errors.not_found("Category", call.path_params["categoryid"])


# products


@handles("Me.ListProducts", transaction="read")
def list_products(call: Call) -> Response:
    context = buyer_context(call)
    parameters = call.list_request.parameters
    selection = Selection(_PRODUCTS).where("parent=0")
    context.restrict_products(selection, parameters.get("catalogid"), parameters.get("sellerid"))
    bundles.restrict_to_bundle(call, selection)
    if name := parameters.get("categoryid"):
        _restrict_to_category(call, context, selection, name)
    return responses.respond_page(
        call,
        selection,
        lambda products: [buyer_product(call, context, p) for p in products],
        facets.facets_of_products,
    )


def _restrict_to_category(call: Call, context: BuyerContext, selection: Selection, name: str) -> None:
    """Restrict to the products of a category and of its descendants down to `depth`."""
    catalog_id = call.list_request.parameters.get("catalogid") or context.default_catalog_id or ""
    catalog, assignment = _find_catalog(call, context, catalog_id)
    visible = {c.id.casefold() for c in context.visible_categories(catalog, assignment)}
    if name.casefold() not in visible:
        selection.where("0")
        return
    depth = parse_depth(call.list_request.parameters.get("depth"), default=None)
    levels = depth - 1 if depth is not None else len(visible)
    names = [name.casefold(), *descendant_ids(call.records, catalog.num, name, levels)]
    names = [n for n in names if n in visible]
    marks = ", ".join("?" * len(names))
    condition = f"parent=? AND f_CategoryID IN ({marks})"
    inside, values = assigned_products.reached(
        call.records, "CategoryProductAssignments", condition, [catalog.num, *names]
    )
    selection.where(inside, *values)


def buyer_product(call: Call, context: BuyerContext, product: Record, seller: str | None = None) -> dict:
    """Return a product with the price schedule that applies to the user."""
    data = responses.with_computed(call.records, product)
    item = {name: data.get(name) for name in _BUYER_PRODUCT.fields}
    seller = seller or call.organization.marketplace_id
    schedule = pricing.schedule_for(call.records, product, context, seller)
    item["PriceSchedule"] = discounts.buyer_price_schedule(call.records, context, product, schedule)
    return item


def _find_product(call: Call, context: BuyerContext, seller: str | None = None) -> Record:
    id_ = call.path_params["productid"]
    return responses.require(context.find_product(id_, seller), "Product", id_)


@handles("Me.GetProduct", transaction="read")
def get_product(call: Call) -> Response:
    context = buyer_context(call)
    seller = call.query("sellerID") or None
    product = _find_product(call, context)
    return json_response(200, buyer_product(call, context, product, seller))


@handles("Me.ListSpecs", transaction="read")
def list_specs(call: Call) -> Response:
    product = _find_product(call, buyer_context(call))
    product_specs = specs.specs_of_product(call.records, product)
    return responses.respond_items(call, [_spec_with_defaults(call, s, a) for s, a in product_specs])


def _spec_with_defaults(call: Call, spec: Record, assignment: Record) -> dict:
    """Return a spec with the defaults that the product sets for it."""
    item = responses.with_computed(call.records, spec)
    for name in ("DefaultValue", "DefaultOptionID"):
        item[name] = assignment[name] or item[name]
    return item


@handles("Me.GetSpec", transaction="read")
def get_spec(call: Call) -> Response:
    product = _find_product(call, buyer_context(call))
    for spec, assignment in specs.specs_of_product(call.records, product):
        if spec.id.casefold() == call.path_params["specid"].casefold():
            return json_response(200, _spec_with_defaults(call, spec, assignment))
    raise errors.not_found("Spec", call.path_params["specid"])


@handles("Me.ListVariants", transaction="read")
def list_variants(call: Call) -> Response:
    product = _find_product(call, buyer_context(call))
    selection = Selection(CATALOGUE.resources["Variants"]).where("parent=?", product.num)
    return responses.respond_page(call, selection.where("body ->> '$.Active' = 1"))


@handles("Me.GetVariant", transaction="read")
def get_variant(call: Call) -> Response:
    product = _find_product(call, buyer_context(call))
    variant = call.records.find("Variants", call.path_params["variantid"], product.num)
    if variant is None or not variant["Active"]:
        raise errors.not_found("Variant", call.path_params["variantid"])
    return responses.respond(call, variant)


# promotions


def _usable_promotions(call: Call) -> list[Record]:
    context = buyer_context(call)
    promotion_records = call.records.select("Promotions")
    return [
        p for p in promotion_records if promotions.is_active(p) and promotions.is_available_to(context, p)
    ]


@handles("Me.ListPromotions", transaction="read")
def list_promotions(call: Call) -> Response:
    return responses.respond_items(call, [p.data for p in _usable_promotions(call)])


@handles("Me.GetPromotion", transaction="read")
def get_promotion(call: Call) -> Response:
    for promotion in _usable_promotions(call):
        if promotion.id.casefold() == call.path_params["promotionid"].casefold():
            return responses.respond(call, promotion)
    raise errors.not_found("Promotion", call.path_params["promotionid"])
