"""Variants: one for each combination of the options that define them, created by generating only."""

from itertools import permutations, product

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import computes, handles
from environments.emulator.resources import crud, responses
from environments.emulator.response import Response
from environments.emulator.rules.catalog import child_products, specs
from environments.emulator.storage import references
from environments.emulator.storage.records import Record, Records

_MAX_VARIANTS = 1000
_RESOURCE = CATALOGUE.resources["Variants"]


@handles("Products.GenerateVariants")
def generate(call: Call) -> Response:
    """Create the missing variants; with overwriteExisting, delete and create all of them."""
    item = call.path_record(CATALOGUE.resources["Products"])
    child_products.check_can_have_variants(item)
    if (call.query("overwriteExisting") or "").lower() == "true":
        for variant in call.records.where(_RESOURCE, parent=item.num):
            references.delete(call.records, variant)
    defining = [spec for spec, _ in specs.specs_of_product(call.records, item) if spec["DefinesVariant"]]
    choices = [[(spec, option) for option in specs.options_of_spec(call.records, spec)] for spec in defining]
    count = 1
    for options in choices:
        count *= len(options)
    if count > _MAX_VARIANTS:
        raise errors.bad_request(
            "Variant.ExceededLimit",
            f"The options have {count} combinations; the limit is {_MAX_VARIANTS} variants.",
        )
    existing = {_combination(call.records, v) for v in call.records.where(_RESOURCE, parent=item.num)}
    for combination in product(*choices) if choices else ():
        if frozenset((s.num, o.num) for s, o in combination) not in existing:
            _create_variant(call.records, item, combination)
    return responses.respond(call, item)


def _create_variant(records: Records, item: Record, combination: tuple[tuple[Record, Record], ...]) -> None:
    id_ = "-".join([item.id, *(option.id for _, option in combination)]).replace(" ", "-")[:100]
    if records.find(_RESOURCE, id_, item.num):
        return
    data = bodies.defaults(_RESOURCE.model) | {
        "ID": id_,
        "Name": " ".join([item["Name"] or item.id, *(option["Value"] for _, option in combination)]),
        "Active": True,
    }
    variant = records.insert(
        _RESOURCE, {n: v for n, v in data.items() if n in _RESOURCE.stored_fields}, item.num
    )
    for spec, option in combination:
        records.insert("VariantOptions", {"SpecID": spec.id, "OptionID": option.id}, variant.num)


def options_of_variant(records: Records, variant: Record) -> list[tuple[Record, Record]]:
    """Return the specs and options that a variant stands for."""
    pairs = []
    for pair in records.where("VariantOptions", parent=variant.num):
        spec = records.get("Specs", pair["SpecID"])
        pairs.append((spec, records.get("SpecOptions", pair["OptionID"], spec.num)))
    return pairs


def _combination(records: Records, variant: Record) -> frozenset[tuple[int, int]]:
    return frozenset((spec.num, option.num) for spec, option in options_of_variant(records, variant))


def find_by_options(records: Records, item: Record, options: set[tuple[str, str]]) -> Record | None:
    """Return the variant of a product with these (spec id, option id) pairs, ignoring case."""
    requested_options = {(spec.casefold(), option.casefold()) for spec, option in options}
    for variant in records.where(_RESOURCE, parent=item.num):
        variant_options = {
            (s.id.casefold(), o.id.casefold()) for s, o in options_of_variant(records, variant)
        }
        if variant_options and variant_options <= requested_options:
            return variant
    return None


@handles("Products.SaveVariant")
def save(call: Call) -> Response:
    """Replace a generated variant; some tools build its id in the path from options in another order."""
    item = call.path_record(CATALOGUE.resources["Products"])
    variant_id = call.path_params["variantid"]
    variant = call.records.find(_RESOURCE, variant_id, item.num) or _find_by_unordered_id(
        call.records, item, variant_id
    )
    if variant is None:
        raise errors.not_found("Variant", variant_id)
    data = bodies.defaults(_RESOURCE.model) | {"ID": variant.id} | call.checked_body()
    return responses.respond(call, crud.update_record(call, variant, data))


def _find_by_unordered_id(records: Records, item: Record, variant_id: str) -> Record | None:
    prefix = f"{item.id}-".casefold()
    if not variant_id.casefold().startswith(prefix):
        return None
    rest = variant_id.casefold()[len(prefix) :]
    for variant in records.where(_RESOURCE, parent=item.num):
        options = [option.id.casefold() for _, option in options_of_variant(records, variant)]
        if sum(map(len, options)) + len(options) - 1 == len(rest) and any(
            "-".join(order) == rest for order in permutations(options)
        ):
            return variant
    return None


@computes("Variants")
def _specs(records: Records, variants: list[Record]) -> list[dict]:
    return [
        {"Specs": [spec_value(s, o) for s, o in options_of_variant(records, variant)]} for variant in variants
    ]


def spec_value(spec: Record, option: Record) -> dict:
    return {
        "SpecID": spec.id,
        "Name": spec["Name"],
        "OptionID": option.id,
        "Value": option["Value"],
        "PriceMarkupType": option["PriceMarkupType"],
        "PriceMarkup": option["PriceMarkup"],
    }
