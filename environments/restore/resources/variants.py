"""Variants, which cannot be created one by one.

OrderCloud creates a variant for each combination of the options of a product's specs when asked to *generate*
them. Each can then be written under the id that it received, and renamed. A variant is therefore identified
by its combination of options, not by its id.
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

    def generate_call(self, parent_ids: ParentIds, overwrite: bool) -> Call:
        """Return the call that creates missing combinations; `overwrite` deletes all existing ones first."""
        query = (("overwriteExisting", "true"),) if overwrite else ()
        return Call("POST", f"{self.list_path(parent_ids)}/generate", query)

    def delete_call(self, parent_ids: ParentIds, key: Key) -> None:
        return None
