"""Who may call what: first by role, then by the type of user.

Only the seller's users may call what access.toml lists as `seller_only`. Buyer and supplier users may read
what belongs to the seller, but never write it. Of the companies of its own type, a company sees only itself.
"""

import tomllib
from pathlib import Path

from environments.emulator import errors
from environments.emulator.auth.caller import Caller
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.schema import Operation
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import restricts

_RULES = tomllib.loads((Path(__file__).parent / "access.toml").read_text())
_SELLER_ONLY = frozenset(_RULES["seller_only"])
_SELLER_ONLY_PATHS = tuple(_RULES["seller_only_paths"])
_READ_ONLY_FOR_OTHERS = frozenset(_RULES["read_only_for_others"])
_BUYER_READS = frozenset(_RULES["buyer_reads"])
_GROUP_ORDER_OPERATIONS = frozenset(_RULES["group_order_operations"])
_OWNED_RESOURCES = tuple(CATALOGUE.resources[name] for name in _RULES["owned_resources"])
_INDEPENDENT_CHILDREN = frozenset(_RULES["independent_children"])


def check_roles(operation: Operation, caller: Caller) -> None:
    """Raise `ApiError` if the caller has none of the operation's roles."""
    if operation.roles and not caller.roles.intersection(operation.roles):
        raise errors.missing_role(list(operation.roles), sorted(caller.roles))
    if caller.invitation_id and operation.id not in _GROUP_ORDER_OPERATIONS:
        raise errors.wrong_user_type()


def check_user_type(call: Call) -> None:
    """Raise `ApiError` for operations that the type of user may never call, and for other companies."""
    caller, operation = call.caller, call.operation
    if caller.user_type == "admin":
        return
    if operation.tag in _SELLER_ONLY or operation.path.startswith(_SELLER_ONLY_PATHS):
        raise errors.wrong_user_type()
    writes = operation.method != "GET"
    if writes and operation.tag in _READ_ONLY_FOR_OTHERS:
        raise errors.wrong_user_type()
    if writes and caller.user_type == "buyer" and operation.tag in _BUYER_READS:
        raise errors.wrong_user_type()
    _check_company(call, "buyer", "Buyers", writes)
    _check_company(call, "supplier", "Suppliers", writes)
    if writes and caller.user_type == "supplier":
        _check_owner(call)


def _check_company(call: Call, type_: str, resource: str, writes: bool) -> None:
    """Check paths under /buyers and /suppliers for users who are not the seller's."""
    root = f"/{resource.lower()}"
    if not call.operation.path.startswith(root):
        return
    if call.caller.user_type != type_:
        if writes:
            raise errors.wrong_user_type()
        return
    company_id = call.path_params.get(f"{type_}id")
    if company_id is not None and company_id.casefold() != call.own_company.id.casefold():
        raise errors.not_found(resource[:-1], company_id)
    if writes and (company_id is None or _deletes(call.operation, resource)):
        raise errors.wrong_user_type()


def _check_owner(call: Call) -> None:
    """Check that a supplier changes nothing under records of other owners, even if it can see them."""
    operation = call.operation
    if operation.handler.startswith("assignment.") or (
        operation.resource and operation.resource.name in _INDEPENDENT_CHILDREN
    ):
        return
    for resource in _OWNED_RESOURCES:
        id_ = call.path_params.get(resource.id_parameter.lower())
        record = call.records.find(resource, id_) if id_ else None
        if record is None or record["OwnerID"].casefold() == call.own_company.id.casefold():
            continue
        raise (
            errors.wrong_user_type()
            if call.can_see(record)
            else errors.not_found(resource.object_type, record.id)
        )


def _deletes(operation: Operation, resource: str) -> bool:
    """Return whether the call would delete a company."""
    deletes = operation.handler == "resource.delete"
    return deletes and operation.resource is not None and operation.resource.name == resource


@restricts("Buyers", "Suppliers")
def _own_company(call: Call, selection: Selection) -> None:
    own = {"buyer": "Buyers", "supplier": "Suppliers"}.get(call.caller.user_type)
    if own == selection.resource.name:
        selection.where("num=?", call.own_company.num)
