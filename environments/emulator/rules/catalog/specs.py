"""Specs and their options."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.registry import before_saving, computes
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.storage.records import Record, Records


@before_saving("Specs")
def _check_spec(call: Call, data: dict, old: Record | None) -> None:
    if data["DefinesVariant"] and not data["Required"]:
        raise errors.bad_request("Spec.MustBeRequired", "A spec that defines variants must be required.")
    if data["DefinesVariant"] and data["AllowOpenText"]:
        raise errors.bad_request(
            "Spec.CannotAllowOpenText", "A spec that defines variants cannot allow open text."
        )
    option = data["DefaultOptionID"]
    if option and not (old and call.records.find("SpecOptions", option, old.num)):
        raise errors.bad_request("Spec.OptionNotFound", "DefaultOptionID is not an option of this spec.")


@before_saving("SpecOptions")
def _round_markup(call: Call, data: dict, old: Record | None) -> None:
    """Round a markup to cents, unless it is a percentage."""
    markup = data["PriceMarkup"]
    if markup is not None and data["PriceMarkupType"] != "Percentage" and money(markup) != markup:
        data["PriceMarkup"] = money(markup)


@computes("Specs")
def _options(records: Records, specs: list[Record]) -> list[dict]:
    lists = [options_of_spec(records, spec) for spec in specs]
    return [{"OptionCount": len(items), "Options": [o.data for o in items]} for items in lists]


def options_of_spec(records: Records, spec: Record) -> list[Record]:
    """Return the options of a spec in their order."""
    options = records.select("SpecOptions", "parent=?", spec.num)
    return sorted(options, key=lambda option: (option["ListOrder"], option.id.casefold()))


@before_saving("SpecProductAssignments")
def _check_default(call: Call, data: dict, old: Record | None) -> None:
    spec = call.records.find("Specs", data["SpecID"] or "")
    option = data["DefaultOptionID"]
    if spec and option and not call.records.find("SpecOptions", option, spec.num):
        raise errors.bad_request("Spec.OptionNotFound", "DefaultOptionID is not an option of this spec.")


def specs_of_product(records: Records, product: Record) -> list[tuple[Record, Record]]:
    """Return the specs of a product with their assignments, in the order of the specs.

    A child product has those of its parent, too; its own assignment of the same spec precedes.
    """
    assignments = records.where("SpecProductAssignments", ProductID=product.id)
    if product["ParentID"]:
        own = {a["SpecID"].casefold() for a in assignments}
        inherited = records.where("SpecProductAssignments", ProductID=product["ParentID"])
        assignments += [a for a in inherited if a["SpecID"].casefold() not in own]
    pairs = [(records.get("Specs", a["SpecID"]), a) for a in assignments]
    return sorted(pairs, key=lambda pair: (pair[0]["ListOrder"], pair[0].id.casefold()))
