"""Staging's own assignments of message senders, when the one that they name goes."""

from collections.abc import Iterator

from .books import Books
from .goal import Goal
from .kind import Record, folded
from .manifest import KINDS
from .report import Difference, Why, identity

_OF_SELLER = ("AdminUserGroups", "AdminUsers")
_OF_BUYER = ("UserGroups", "Users")
_OF_SUPPLIER = ("SupplierUserGroups", "SupplierUsers")

Named = tuple[str, tuple[str, ...]]
"""A kind, and the folded ids that lead to one of its records."""


def forget_gone_parties(books: Books, goal: Goal) -> None:
    """Take out of the goal and the plan what names somebody who is going to be deleted."""
    gone = {
        (kind, folded((*delete.place, *delete.key)))
        for kind in ("Buyers", "Suppliers", *_OF_SELLER, *_OF_BUYER, *_OF_SUPPLIER)
        for delete in books.plan.deletes.get(kind, ())
    }
    for kind in (one for one in KINDS if one.only_own):
        name, staying = kind.name, []
        for record in goal.documents[name]:
            if gone.isdisjoint(_parties(record)):
                staying.append(record)
            else:
                difference = Difference(identity((), kind.key_of(record)), Why.PARTY_GONE)
                books.result.of(name).on_purpose.append(difference)
        goal.documents[name] = staying
        names = {kind.name_of(record) for record in staying}
        books.plan.writes[name] = [one for one in books.plan.writes[name] if folded(one.key) in names]


def _parties(record: Record) -> Iterator[Named]:
    """Everybody that an assignment names."""
    buyer, supplier = record.get("BuyerID"), record.get("SupplierID")
    group, user = record.get("UserGroupID"), record.get("UserID")
    company, kinds = (), _OF_SELLER
    if buyer:
        company, kinds = (buyer,), _OF_BUYER
        yield "Buyers", folded((buyer,))
    elif supplier:
        company, kinds = (supplier,), _OF_SUPPLIER
        yield "Suppliers", folded((supplier,))
    for kind, one in zip(kinds, (group, user), strict=True):
        if one:
            yield kind, folded((*company, one))
    if inner := record.get("MessageSenderAssignment"):
        yield from _parties(inner)
