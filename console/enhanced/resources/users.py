"""Users of the seller, of a buyer or of a supplier, with their groups, and where their roles come from."""

from console.enhanced.assignments.links import Links
from console.enhanced.panels.user_roles import UserRolesPanel
from console.enhanced.resource import Company, Dependent, FieldSpec, Record, Resource, Section

COMPANIES = (
    Company("seller", "Seller", "AdminUsers"),
    Company("buyer", "Buyer", "Users", "buyerID", "Buyers"),
    Company("supplier", "Supplier", "SupplierUsers", "supplierID", "Suppliers"),
)


def full_name(user: Record) -> str:
    """Return the first and last name of a user; the username or ID without them."""
    names = [str(user[name]) for name in ("FirstName", "LastName") if user.get(name)]
    return " ".join(names) or str(user.get("Username") or user.get("ID") or "")


def _is_default_user(client: Record, user: Record) -> bool:
    return _same(client.get("DefaultContextUserName"), user.get("Username"))


def _is_named(config: Record, user: Record) -> bool:
    """Whether a config names a user with this ID. It may be one of another company with the same ID."""
    return any(_same(config.get(name), user.get("ID")) for name in ("ImpersonationUserID", "UserID"))


def _same(one: object, other: object) -> bool:
    return bool(one) and str(one).lower() == str(other).lower()


RESOURCE = Resource(
    key="users",
    noun="User",
    plural="Users",
    tab="Users and groups",
    tag="AdminUsers",
    title="Username",
    search_hint="Name, username, email or ID",
    search_on=("Username", "FirstName", "LastName", "Email", "ID"),
    companies=COMPANIES,
    name=full_name,
    summary=lambda user: str(user.get("Username") or ""),
    sections=(
        Section(
            "",
            (
                FieldSpec("FirstName", "First name"),
                FieldSpec("LastName", "Last name"),
                FieldSpec("Username", hint="Unique among all users of the organization."),
                FieldSpec("Email"),
                FieldSpec("Phone"),
                FieldSpec("ID", hint="Letters, digits, - and _. OrderCloud makes one if you leave it empty."),
                FieldSpec("Active", aside="an inactive user can't sign in"),
            ),
        ),
        Section(
            "Sign-in",
            (
                FieldSpec("Password", hint="At least 10 characters.", write_only=True),
                FieldSpec("TermsAccepted", "Terms accepted", hint="Such as 2026-11-28T09:00:00Z."),
            ),
        ),
    ),
    assignments=(
        Links(
            "groups",
            "Groups",
            "group",
            own="UserID",
            other="UserGroupID",
            others={"seller": "AdminUserGroups", "buyer": "UserGroups", "supplier": "SupplierUserGroups"},
        ),
    ),
    panels=(UserRolesPanel(),),
    dependents=(
        Dependent(
            "API client",
            "API clients",
            "ApiClients.List",
            _is_default_user,
            "would stop the deletion",
            names=("AppName", "ID"),
            blocks=True,
        ),
        Dependent(
            "impersonation config",
            "impersonation configs",
            "ImpersonationConfigs.List",
            _is_named,
            "name a user with this ID",
            names=("ID",),
        ),
    ),
    refusals={
        "User.UsernameMustBeUnique": "Another user of the organization has this username.",
        "User.CannotDeleteDefaultContextUser": (
            "An API client has this user as its default user. Choose another one there first."
        ),
        "User.CannotDeleteWithOpenOrder": "This user has an open order.",
        "Impersonation.CannotDeleteImpersonateeParty": (
            "An impersonation config names this user. Delete it first."
        ),
        "Auth.InsecurePassword": (
            "Choose a password of at least 10 characters, with upper and lower case letters and a number."
        ),
    },
    new_values={"Active": True},
    read_only=("DateCreated", "PasswordLastSetDate"),
    tags_of=lambda user: () if user.get("Active") else ("Inactive",),
)
