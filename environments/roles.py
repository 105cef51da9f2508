"""The API roles of OrderCloud, grouped by what they open."""

from collections.abc import Iterable

FULL_ACCESS = "FullAccess"  # includes every API role, present and future
READER_SUFFIX = "Reader"

# Each role beside its counterpart, which reads only.
ROLE_GROUPS: dict[str, tuple[str, ...]] = {
    "Product catalogs": (
        *("CatalogAdmin", "CatalogReader", "CategoryAdmin", "CategoryReader"),
        *("ProductAdmin", "ProductReader", "PriceScheduleAdmin", "PriceScheduleReader"),
        *("ProductFacetAdmin", "ProductFacetReader", "PromotionAdmin", "PromotionReader"),
        *("ProductAssignmentAdmin", "BundleAdmin", "BundleReader", "BundleAssignmentAdmin"),
    ),
    "Orders and fulfillment": (
        *("OrderAdmin", "OrderReader", "ShipmentAdmin", "ShipmentReader"),
        *("OverrideShipping", "OverrideTax", "OverrideUnitPrice", "UnsubmittedOrderReader"),
        *("SubscriptionAdmin", "SubscriptionReader", "OrderSyncConfigAdmin"),
    ),
    "Buyers": (
        *("BuyerAdmin", "BuyerReader", "BuyerUserAdmin", "BuyerUserReader"),
        *("UserGroupAdmin", "UserGroupReader", "AddressAdmin", "AddressReader"),
        *("CostCenterAdmin", "CostCenterReader", "CreditCardAdmin", "CreditCardReader"),
        *("SpendingAccountAdmin", "SpendingAccountReader", "ApprovalRuleAdmin", "ApprovalRuleReader"),
        *("BuyerImpersonation", "ProductCollectionReader"),
    ),
    "Suppliers": (
        *("SupplierAdmin", "SupplierReader", "SupplierUserAdmin", "SupplierUserReader"),
        *("SupplierUserGroupAdmin", "SupplierUserGroupReader"),
        *("SupplierAddressAdmin", "SupplierAddressReader"),
    ),
    "Seller": (
        *("AdminUserAdmin", "AdminUserReader", "AdminUserGroupAdmin", "AdminUserGroupReader"),
        *("AdminAddressAdmin", "AdminAddressReader", "ApiClientAdmin", "ApiClientReader"),
        *("SecurityProfileAdmin", "SecurityProfileReader", "SetSecurityProfile"),
        *("OpenIDConnectAdmin", "OpenIDConnectReader", "WebhookAdmin", "WebhookReader"),
        *("IntegrationEventAdmin", "IntegrationEventReader", "MessageSenderAdmin", "MessageSenderReader"),
        *("MessageConfigAssignmentAdmin", "IncrementorAdmin", "IncrementorReader"),
        *("LocaleAdmin", "LocaleReader", "XpIndexAdmin", "BulkReader"),
        *("DeliveryConfigAdmin", "ErrorConfigAdmin", "TrackingEventAdmin", "TrackingEventReader"),
        *("EntitySyncConfigAdmin", "ProductSyncConfigAdmin"),
    ),
    "Me and my stuff": (
        *("Shopper", "MeAdmin", "MeAddressAdmin", "MeCreditCardAdmin", "MeXpAdmin", "PasswordReset"),
        "MeSubscriptionAdmin",
    ),
}
API_ROLES: frozenset[str] = frozenset(role for roles in ROLE_GROUPS.values() for role in roles) | {
    FULL_ACCESS
}
_BY_LOWER_NAME = {role.lower(): role for role in API_ROLES}


def is_reader(role: str) -> bool:
    """Return whether a role of OrderCloud only reads."""
    return role.endswith(READER_SUFFIX)


def api_role_named(name: str) -> str | None:
    """Return the API role of that name in any case of letters, as OrderCloud writes it."""
    return _BY_LOWER_NAME.get(name.lower())


def in_order(roles: Iterable[str]) -> list[str]:
    """Return `roles` in the order of the groups, then custom roles by name."""
    held = set(roles)
    known = [role for group in ((FULL_ACCESS,), *ROLE_GROUPS.values()) for role in group if role in held]
    return known + sorted(held - set(known))


def intersect_roles(mine: Iterable[str], theirs: Iterable[str]) -> tuple[str, ...]:
    """Return the roles that someone's data access and a user have in common, in the order of the groups.

    FullAccess on one side passes the roles of the other side through. The user's FullAccess includes every
    API role but no custom role, as in each token of OrderCloud.
    """
    my_roles, their_roles = frozenset(mine), frozenset(theirs)
    common = my_roles & their_roles
    if FULL_ACCESS in their_roles:
        common |= my_roles & API_ROLES
    if FULL_ACCESS in my_roles:
        common |= their_roles
    return tuple(in_order(common))
