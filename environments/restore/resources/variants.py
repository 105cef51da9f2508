"""Variants, which cannot be created one by one.

OrderCloud makes a variant for each combination of the options of a product's specs when it is asked to
*generate* them. Afterwards each is written under the id that it got, and may be given another. What names a
variant is therefore its combination of options, not its id.
"""

from dataclasses import dataclass
from typing import Any

from environments.restore.resources.resource import Call, Key, ParentIds, Record, Resource


@dataclass(frozen=True)
class VariantResource(Resource):
    """The variants of one product."""

    read_only_fields: tuple[str, ...] = ("Specs", "Inventory.LastUpdated")

    def match_key(self, record: Record) -> Key:
        specs: list[dict[str, Any]] = record.get("Specs") or []
        return tuple(sorted(f"{spec['SpecID']}:{spec['OptionID']}".casefold() for spec in specs))

    def generate_call(self, place: ParentIds, overwrite: bool) -> Call:
        """The call that makes the missing combinations; with `overwrite` it first removes all that are
        there.
        """
        query = (("overwriteExisting", "true"),) if overwrite else ()
        return Call("POST", f"{self.list_path(place)}/generate", query)

    def delete_call(self, place: ParentIds, key: Key) -> None:
        return None
