"""The party of an assignment: everyone of a company, one of its groups, or one of its users."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

SELLER, BUYER, SUPPLIER = "seller", "buyer", "supplier"
COMPANY_KINDS = (SELLER, BUYER, SUPPLIER)
_SEPARATOR = "~"  # which no ID of OrderCloud contains


@dataclass(frozen=True)
class Party:
    """Everyone of a company, or its group or user with that ID; the seller has neither buyer nor supplier.

    IDs are compared without regard to case, as OrderCloud does, through `folded`.
    """

    buyer: str = ""
    supplier: str = ""
    group: str = ""
    user: str = ""

    @classmethod
    def of(cls, assignment: Mapping[str, Any]) -> Self:
        """Return the party that an assignment of OrderCloud names."""
        names = ("BuyerID", "SupplierID", "UserGroupID", "UserID")
        return cls(*(str(assignment.get(name) or "") for name in names))

    @classmethod
    def from_key(cls, key: str) -> Self:
        """Return the party of a `key`.

        Raises:
            ValueError: the key is none.
        """
        parts = key.split(_SEPARATOR)
        if len(parts) != 4:
            raise ValueError("Not the key of a party.")
        return cls(*parts)

    @property
    def key(self) -> str:
        """The value of its check box."""
        return _SEPARATOR.join((self.buyer, self.supplier, self.group, self.user))

    @property
    def folded(self) -> "Party":
        """The party with its IDs in the case in which they are compared."""
        return Party(*(part.casefold() for part in (self.buyer, self.supplier, self.group, self.user)))

    @property
    def kind(self) -> str:
        """Of which kind of company it is: seller, buyer or supplier."""
        return BUYER if self.buyer else SUPPLIER if self.supplier else SELLER

    @property
    def company(self) -> str:
        """The ID of the buyer or supplier; "" for the seller."""
        return self.buyer or self.supplier

    @property
    def whole_company(self) -> "Party":
        """Everyone of its company."""
        return Party(self.buyer, self.supplier)

    @property
    def ids(self) -> dict[str, str | None]:
        """The IDs as an assignment's body names them, null where none is meant."""
        return {
            "BuyerID": self.buyer or None,
            "SupplierID": self.supplier or None,
            "UserGroupID": self.group or None,
            "UserID": self.user or None,
        }

    @property
    def query(self) -> dict[str, str]:
        """The IDs as parameters of the call that deletes an assignment, without those that are empty."""
        named = {
            "buyerID": self.buyer,
            "supplierID": self.supplier,
            "userGroupID": self.group,
            "userID": self.user,
        }
        return {name: value for name, value in named.items() if value}

    @property
    def problem(self) -> str:
        """Why OrderCloud would refuse it, as a sentence; "" if it would not."""
        if self.buyer and self.supplier:
            return "Choose a buyer or a supplier, not both."
        if self.group and self.user:
            return "Choose a group or a user, not both."
        return ""

    @property
    def level(self) -> str:
        """Whom it reaches in its company: everyone, a group or a user."""
        return "user" if self.user else "group" if self.group else "everyone"

    @property
    def in_words(self) -> str:
        """The party as a phrase that begins a sentence: "Group approvers of buyer brightline"."""
        company = f"{self.kind} {self.company}".strip()
        if self.user:
            return f"User {self.user} of {company}" if self.company else f"Seller user {self.user}"
        if self.group:
            return f"Group {self.group} of {company}" if self.company else f"Seller group {self.group}"
        return f"All users of {company}" if self.company else "All seller users"

    def reaches(self, company: "Party", user: str, groups: Iterable[str]) -> bool:
        """Whether it includes the user of `company` with that ID, who is in `groups`."""
        mine = self.folded
        if mine.whole_company != company.folded.whole_company:
            return False
        if mine.user:
            return mine.user == user.casefold()
        return not mine.group or mine.group in {group.casefold() for group in groups}


def by_reach(parties: Iterable[Party]) -> list[Party]:
    """Return the parties in the order of a page: by company, everyone first, then groups, then users."""
    order = {kind: rank for rank, kind in enumerate(COMPANY_KINDS)}
    levels = ("everyone", "group", "user")

    def rank(party: Party) -> tuple[int, str, int, str]:
        name = (party.group or party.user).casefold()
        return order[party.kind], party.company.casefold(), levels.index(party.level), name

    return sorted(parties, key=rank)
