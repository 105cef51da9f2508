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
        "ProductAssignmentAdmin",
    ),
    "Orders and fulfillment": (
        *("OrderAdmin", "OrderReader", "ShipmentAdmin", "ShipmentReader"),
        *("OverrideShipping", "OverrideTax", "OverrideUnitPrice", "UnsubmittedOrderReader"),
    ),
    "Buyers": (
        *("BuyerAdmin", "BuyerReader", "BuyerUserAdmin", "BuyerUserReader"),
        *("UserGroupAdmin", "UserGroupReader", "AddressAdmin", "AddressReader"),
        *("CostCenterAdmin", "CostCenterReader", "CreditCardAdmin", "CreditCardReader"),
        *("SpendingAccountAdmin", "SpendingAccountReader", "ApprovalRuleAdmin", "ApprovalRuleReader"),
        "BuyerImpersonation",
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
        *("LocaleAdmin", "LocaleReader", "XpIndexAdmin"),
    ),
    "Me and my stuff": (
        *("Shopper", "MeAdmin", "MeAddressAdmin", "MeCreditCardAdmin", "MeXpAdmin", "PasswordReset"),
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
