"""Who sees the values of a restore: those who may read the resource in both halves. Others see counts."""

from organizations.access import roles_of
from organizations.models import StagingPair

FULL_ACCESS = "FullAccess"

READ_BY = {
    "Incrementors": "IncrementorReader IncrementorAdmin",
    "XpIndices": "XpIndexAdmin",
    "SecurityProfiles": "SecurityProfileReader SecurityProfileAdmin SetSecurityProfile",
    "AdminUserGroups": "AdminUserGroupReader AdminUserGroupAdmin",
    "AdminUsers": "AdminUserReader AdminUserAdmin",
    "AdminAddresses": "AdminAddressReader AdminAddressAdmin",
    "MessageSenders": "MessageSenderReader MessageSenderAdmin",
    "IntegrationEvents": "IntegrationEventReader IntegrationEventAdmin",
    "ProductFacets": "ProductFacetReader ProductFacetAdmin",
    "Locales": "LocaleReader LocaleAdmin",
    "Suppliers": "SupplierReader SupplierAdmin",
    "SupplierUserGroups": "SupplierUserGroupReader SupplierUserGroupAdmin",
    "SupplierUsers": "SupplierUserReader SupplierUserAdmin",
    "SupplierAddresses": "SupplierAddressReader SupplierAddressAdmin",
    "Catalogs": "CatalogReader CatalogAdmin",
    "PriceSchedules": "PriceScheduleReader PriceScheduleAdmin",
    "Specs": "ProductReader ProductAdmin",
    "SpecOptions": "ProductReader ProductAdmin",
    "Promotions": "PromotionReader PromotionAdmin",
    "Categories": "CategoryReader CategoryAdmin",
    "Products": "ProductReader ProductAdmin",
    "InventoryRecords": "ProductReader ProductAdmin",
    "SpecProductAssignments": "ProductReader ProductAdmin",
    "Variants": "ProductReader ProductAdmin",
    "VariantInventoryRecords": "ProductReader ProductAdmin",
    "ProductSuppliers": "ProductReader ProductAdmin",
    "ProductCatalogAssignments": "CatalogReader CatalogAdmin",
    "CategoryProductAssignments": "CategoryReader CategoryAdmin",
    "Buyers": "BuyerReader BuyerAdmin",
    "UserGroups": "UserGroupReader UserGroupAdmin",
    "Users": "BuyerUserReader BuyerUserAdmin",
    "Addresses": "AddressReader AddressAdmin",
    "CostCenters": "CostCenterReader CostCenterAdmin",
    "CreditCards": "CreditCardReader CreditCardAdmin",
    "SpendingAccounts": "SpendingAccountReader SpendingAccountAdmin",
    "ApprovalRules": "ApprovalRuleReader ApprovalRuleAdmin",
    "SellerApprovalRules": "ApprovalRuleReader OrderAdmin",
    "SupplierBuyers": "SupplierReader SupplierAdmin",
    "ApiClients": "ApiClientReader ApiClientAdmin",
    "ImpersonationConfigs": "SetSecurityProfile",
    "OpenIdConnects": "OpenIDConnectReader OpenIDConnectAdmin",
    "Webhooks": "WebhookReader WebhookAdmin",
    "AdminUserGroupAssignments": "AdminUserGroupReader AdminUserGroupAdmin",
    "SupplierUserGroupAssignments": "SupplierUserGroupReader SupplierUserGroupAdmin",
    "UserGroupAssignments": "UserGroupReader UserGroupAdmin",
    "AddressAssignments": "AddressReader AddressAdmin",
    "CostCenterAssignments": "CostCenterReader CostCenterAdmin",
    "CreditCardAssignments": "CreditCardReader CreditCardAdmin",
    "SpendingAccountAssignments": "SpendingAccountReader SpendingAccountAdmin",
    "SecurityProfileAssignments": "SetSecurityProfile SecurityProfileAdmin",
    "LocaleAssignments": "LocaleReader LocaleAdmin",
    "CatalogAssignments": "CatalogReader CatalogAdmin",
    "CategoryAssignments": "CategoryReader CategoryAdmin",
    "ProductAssignments": "ProductReader ProductAdmin ProductAssignmentAdmin",
    "PromotionAssignments": "PromotionReader PromotionAdmin",
    "ApiClientAssignments": "ApiClientReader ApiClientAdmin",
    "MessageSenderAssignments": "MessageConfigAssignmentAdmin MessageSenderAdmin",
    "MessageCCListenerAssignments": "MessageConfigAssignmentAdmin MessageSenderAdmin",
}
"""The roles of which one lets somebody list a resource, the least powerful first."""

READERS = tuple(sorted({roles.split()[0] for roles in READ_BY.values()}))
"""The least that reads everything a restore copies: what its token for Production holds."""


class Visibility:
    """Which resources `user` may read in both halves of `pair`."""

    def __init__(self, user, pair: StagingPair):
        self._halves = [roles_of(user, pair.production), roles_of(user, pair.staging)]

    def of(self, resource: str) -> bool:
        """Whether the values of that resource may be shown; never for one that nobody decided on."""
        enough = {FULL_ACCESS, *READ_BY.get(resource, "").split()}
        return all(enough & held for held in self._halves)
