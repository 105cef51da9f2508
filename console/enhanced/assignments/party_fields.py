"""The parties that assignments name: as inputs of a form, and in words."""

from collections.abc import Mapping
from typing import Any

from console.enhanced.assignments.parties import Party
from console.enhanced.assignments.party_assignments import PartyField

BUYER = PartyField("BuyerID", "Buyer", "Buyers")
SUPPLIER = PartyField("SupplierID", "Supplier", "Suppliers")
USER_GROUP = PartyField("UserGroupID", "Group ID")
USER = PartyField("UserID", "User ID")

PARTY_HINT = "Fields filled in together are one assignment. A group or user alone is the seller's."


def party_in_words(assignment: Mapping[str, Any]) -> str:
    """Return whom an assignment reaches: "Group approvers of buyer brightline"."""
    return Party.of(assignment).in_words
