"""Groups of users, of the seller, of a buyer or of a supplier, with their members."""

from console.enhanced.assignments.links import Links
from console.enhanced.resource import Company, Dependent, FieldSpec, Record, Resource, Section, refers_by
from console.enhanced.resources.users import full_name

COMPANIES = (
    Company("seller", "Seller", "AdminUserGroups"),
    Company("buyer", "Buyer", "UserGroups", "buyerID", "Buyers"),
    Company("supplier", "Supplier", "SupplierUserGroups", "supplierID", "Suppliers"),
)


def _is_named(config: Record, group: Record) -> bool:
    """Whether a config names a group with this ID. It may be one of another company with the same ID."""
    return any(refers_by(name)(config, group) for name in ("ImpersonationGroupID", "GroupID"))


RESOURCE = Resource(
    key="user-groups",
    noun="User group",
    plural="User groups",
    beside="users",
    tag="AdminUserGroups",
    companies=COMPANIES,
    sections=(
        Section(
            "",
            (
                FieldSpec("Name"),
                FieldSpec("ID", hint="Letters, digits, - and _. OrderCloud makes one if you leave it empty."),
                FieldSpec("Description"),
            ),
        ),
    ),
    assignments=(
        Links(
            "members",
            "Members",
            "member",
            own="UserGroupID",
            other="UserID",
            others={"seller": "AdminUsers", "buyer": "Users", "supplier": "SupplierUsers"},
            name=full_name,
        ),
    ),
    dependents=(
        Dependent(
            "impersonation config",
            "impersonation configs",
            "ImpersonationConfigs.List",
            _is_named,
            "name a group with this ID",
            names=("ID",),
        ),
        Dependent(
            "approval rule",
            "approval rules",
            "ApprovalRules.List",
            refers_by("ApprovingGroupID"),
            "would stop the deletion",
            blocks=True,
            of_company=True,
        ),
    ),
    refusals={
        "UserGroup.CannotDeleteApprovingGroup": "An approval rule names this group. Change the rule first.",
        "Impersonation.CannotDeleteImpersonateeParty": (
            "An impersonation config names this group. Delete it first."
        ),
    },
    summary=lambda group: str(group.get("Description") or group.get("ID") or ""),
)
