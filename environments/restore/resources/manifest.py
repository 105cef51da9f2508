"""All resources that a restore copies, in the order in which they are written.

Each resource comes after those that its records refer to; `depends_on` names the ones that matter. Deleting
goes from the last to the first. What cannot be copied through the API is in `not_copied.py`.
"""

from typing import Any

from environments.restore.resources.deliveries import CUSTOM_HEADER, DELIVERIES
from environments.restore.resources.newer import (
    ASSIGNEE_FIELDS,
    BUNDLES,
    BUYER_GROUPS,
    NEWER_ASSIGNMENTS,
    NEWER_CATALOG,
)
from environments.restore.resources.resource import Assignment, Link, ParentQuery, Resource, XpIndex
from environments.restore.resources.variants import VariantResource

USER: dict[str, Any] = {
    "unique_fields": ("Username",),
    "label_field": "Username",
    "date_fields": ("DateCreated",),
    "read_only_fields": ("Password", "AvailableRoles", "Locale", "PasswordLastSetDate", "CompanyID",
                          "LastActive", "FailedLoginAttempts"),
}  # fmt: skip
ADDRESS: dict[str, Any] = {"date_fields": ("DateCreated",), "label_field": "AddressName"}
# Webhooks and message senders in Staging deliver only through configurations that were set there.
DELIVERY = (("DeliveryConfigID", ""),)

RESOURCES: tuple[Resource, ...] = (
    # Resources without dependencies.
    Resource("Incrementors", "/incrementors", roles="IncrementorReader IncrementorAdmin"),
    XpIndex("XpIndices", "/xpindices", roles="XpIndexAdmin", key_fields=("ThingType", "Key")),
    Resource("SecurityProfiles", "/securityprofiles",
             roles="SecurityProfileReader SecurityProfileAdmin SetSecurityProfile",
             unordered_fields=("Roles", "CustomRoles")),
    Resource("AdminUserGroups", "/usergroups", roles="AdminUserGroupReader AdminUserGroupAdmin"),
    Resource("AdminUsers", "/adminusers", roles="AdminUserReader AdminUserAdmin", sorts_by_date=True, **USER),
    Resource("AdminAddresses", "/addresses", roles="AdminAddressReader AdminAddressAdmin",
             sorts_by_date=True, **ADDRESS),
    Resource("MessageSenders", "/messagesenders", roles="MessageSenderReader MessageSenderAdmin",
             address_field="URL", secret_fields=("SharedKey",), preserved_references=DELIVERY,
             unordered_fields=("MessageTypes", "ElevatedRoles")),
    Resource("IntegrationEvents", "/integrationEvents", roles="IntegrationEventReader IntegrationEventAdmin",
             address_field="CustomImplementationUrl", secret_fields=("HashKey",),
             read_only_fields=CUSTOM_HEADER, hides_values=True, unordered_fields=("ElevatedRoles",)),
    Resource("ProductFacets", "/productfacets", roles="ProductFacetReader ProductFacetAdmin",
             unique_fields=("XpPath",)),
    Resource("Locales", "/locales", roles="LocaleReader LocaleAdmin",
             owner_fields=("OwnerID",), unique_fields=("Currency", "Language")),
    # Suppliers and their records.
    Resource("Suppliers", "/suppliers", roles="SupplierReader SupplierAdmin",
             date_fields=("DateCreated",), sorts_by_date=True),
    Resource("SupplierUserGroups", "/suppliers/{SupplierID}/usergroups",
             roles="SupplierUserGroupReader SupplierUserGroupAdmin", parent="Suppliers"),
    Resource("SupplierUsers", "/suppliers/{SupplierID}/users", roles="SupplierUserReader SupplierUserAdmin",
             parent="Suppliers", **USER),
    Resource("SupplierAddresses", "/suppliers/{SupplierID}/addresses",
             roles="SupplierAddressReader SupplierAddressAdmin", parent="Suppliers", **ADDRESS),
    # The catalog.
    Resource("Catalogs", "/catalogs", roles="CatalogReader CatalogAdmin",
             depends_on=("Suppliers",), owner_fields=("OwnerID",),
             read_only_fields=("CategoryCount",)),
    Resource("PriceSchedules", "/priceschedules", roles="PriceScheduleReader PriceScheduleAdmin",
             depends_on=("Suppliers",), owner_fields=("OwnerID",),
             read_only_fields=("IsOnSale",)),
    Resource("Specs", "/specs", roles="ProductReader ProductAdmin",
             depends_on=("Suppliers",), owner_fields=("OwnerID",),
             read_only_fields=("OptionCount", "Options"),
             deferred_field="DefaultOptionID", deferred_until="SpecOptions"),
    Resource("SpecOptions", "/specs/{SpecID}/options", roles="ProductReader ProductAdmin",
             parent="Specs", label_field="Value"),
    Resource("Promotions", "/promotions", roles="PromotionReader PromotionAdmin",
             depends_on=("Suppliers",), owner_fields=("OwnerID",), unique_fields=("Code",),
             read_only_fields=("RedemptionCount",)),
    Resource("Categories", "/catalogs/{CatalogID}/categories", roles="CategoryReader CategoryAdmin",
             parent="Catalogs", parent_field="ParentID",
             read_only_fields=("ChildCount",), list_query=(("depth", "all"),)),
    BUNDLES,
    Resource("Products", "/products", roles="ProductReader ProductAdmin",
             owner_fields=("OwnerID",), parent_field="ParentID",
             # A bundle creates the product that stands for it.
             depends_on=("PriceSchedules", "Suppliers", "SupplierAddresses", "AdminAddresses", "Bundles"),
             read_only_fields=("SpecCount", "VariantCount", "Inventory.LastUpdated", "IsBundle"),
             date_fields=("DateCreated",)),
    Resource("InventoryRecords", "/products/{ProductID}/inventoryrecords", roles="ProductReader ProductAdmin",
             parent="Products",
             depends_on=("AdminAddresses", "SupplierAddresses"), owner_fields=("OwnerID",),
             read_only_fields=("Address", "LastUpdated"), label_field="",
             parent_index=ParentQuery(query=(("InventoryRecords.AddressID", "*"),))),
    Assignment("SpecProductAssignments", "/specs/productassignments", roles="ProductReader ProductAdmin",
               empty_unless="Specs",
               key_fields=("SpecID", "ProductID"), depends_on=("Specs", "SpecOptions", "Products"),
               delete_paths=("/specs/{SpecID}/productassignments/{ProductID}",)),
    VariantResource("Variants", "/products/{ProductID}/variants", roles="ProductReader ProductAdmin",
                    parent="Products",
                    depends_on=("SpecProductAssignments",), count_field="VariantCount"),
    Resource("VariantInventoryRecords", "/products/{ProductID}/variants/{VariantID}/inventoryrecords",
             roles="ProductReader ProductAdmin",
             parent="Variants", depends_on=("AdminAddresses", "SupplierAddresses"), owner_fields=("OwnerID",),
             read_only_fields=("Address", "LastUpdated"), label_field=""),
    Link("ProductSuppliers", "/products/{ProductID}/suppliers", roles="ProductReader ProductAdmin",
         parent="Products", key_fields=("SupplierID",),
         link_fields=("DefaultPriceScheduleID",), depends_on=("Suppliers", "PriceSchedules"),
         parent_index=ParentQuery(for_each="Suppliers", parameter="supplierID")),
    Assignment("ProductCatalogAssignments", "/catalogs/productassignments",
               roles="CatalogReader CatalogAdmin", empty_unless="Catalogs",
               key_fields=("CatalogID", "ProductID"), depends_on=("Catalogs", "Products"),
               delete_paths=("/catalogs/{CatalogID}/productassignments/{ProductID}",)),
    Assignment("CategoryProductAssignments", "/catalogs/{CatalogID}/categories/productassignments",
               roles="CategoryReader CategoryAdmin",
               parent="Catalogs", empty_unless="Categories", key_fields=("CategoryID", "ProductID"),
               depends_on=("Categories", "Products", "ProductCatalogAssignments"),
               delete_paths=("/catalogs/{CatalogID}/categories/{CategoryID}/productassignments/{ProductID}",)),
    *NEWER_CATALOG,
    # Buyers and their records.
    BUYER_GROUPS,
    Resource("Buyers", "/buyers", roles="BuyerReader BuyerAdmin",
             depends_on=("Catalogs", "BuyerGroups"), date_fields=("DateCreated",), sorts_by_date=True),
    Resource("UserGroups", "/buyers/{BuyerID}/usergroups", roles="UserGroupReader UserGroupAdmin",
             parent="Buyers"),
    Resource("Users", "/buyers/{BuyerID}/users", roles="BuyerUserReader BuyerUserAdmin", parent="Buyers",
             **USER),
    Resource("Addresses", "/buyers/{BuyerID}/addresses", roles="AddressReader AddressAdmin",
             parent="Buyers", **ADDRESS),
    Resource("CostCenters", "/buyers/{BuyerID}/costcenters", roles="CostCenterReader CostCenterAdmin",
             parent="Buyers"),
    Resource("CreditCards", "/buyers/{BuyerID}/creditcards", roles="CreditCardReader CreditCardAdmin",
             parent="Buyers", label_field="CardholderName",
             date_fields=("DateCreated",)),
    Resource("SpendingAccounts", "/buyers/{BuyerID}/spendingaccounts",
             roles="SpendingAccountReader SpendingAccountAdmin", parent="Buyers"),
    Resource("ApprovalRules", "/buyers/{BuyerID}/approvalrules", roles="ApprovalRuleReader ApprovalRuleAdmin",
             parent="Buyers", depends_on=("UserGroups",)),
    Resource("SellerApprovalRules", "/approvalrules", roles="ApprovalRuleReader OrderAdmin",
             depends_on=("AdminUserGroups", "SupplierUserGroups"),
             owner_fields=("OwnerID",)),
    Link("SupplierBuyers", "/suppliers/{SupplierID}/buyers", roles="SupplierReader SupplierAdmin",
         parent="Suppliers", key_fields=("BuyerID",),
         depends_on=("Buyers",)),
    # API clients, and resources that refer to them.
    Resource("ApiClients", "/apiclients", roles="ApiClientReader ApiClientAdmin",
             depends_on=("IntegrationEvents", "AdminUsers", "SupplierUsers", "Users"),
             label_field="AppName", match_field="AppName", secret_fields=("ClientSecret",),
             preserved_references=(("OrderCheckoutIntegrationEventID", "IntegrationEvents"),
                             ("OrderReturnIntegrationEventID", "IntegrationEvents"),
                             ("AddToCartIntegrationEventID", "IntegrationEvents")),
             read_only_fields=("AssignedBuyerCount", "AssignedSupplierCount",
                                "OrderCheckoutIntegrationEventName", "OrderReturnIntegrationEventName",
                                "AddToCartIntegrationEventName"),
             unordered_fields=("MinimumRequiredRoles", "MinimumRequiredCustomRoles", "MaximumGrantedRoles",
                        "MaximumGrantedCustomRoles")),
    Resource("ImpersonationConfigs", "/impersonationconfig", roles="SetSecurityProfile",
             client_fields=("ClientID",), label_field="",
             unique_fields=("ImpersonationBuyerID", "ImpersonationGroupID", "ImpersonationUserID", "BuyerID",
                            "GroupID", "UserID", "ClientID"), can_recreate=True,
             depends_on=("ApiClients", "SecurityProfiles", "AdminUserGroups", "UserGroups")),
    Resource("OpenIdConnects", "/openidconnects", roles="OpenIDConnectReader OpenIDConnectAdmin",
             label_field="", client_fields=("OrderCloudApiClientID",),
             depends_on=("ApiClients",),
             secret_fields=("ConnectClientSecret",), read_only_fields=("IntegrationEventName",),
             unordered_fields=("AdditionalIdpScopes",)),
    Resource("Webhooks", "/webhooks", roles="WebhookReader WebhookAdmin",
             client_fields=("ApiClientIDs",), depends_on=("ApiClients",),
             address_field="Url", secret_fields=("HashKey",),
             read_only_fields=CUSTOM_HEADER, hides_values=True,
             preserved_references=(("ApiClientIDs", "ApiClients"), *DELIVERY),
             unordered_fields=("ApiClientIDs", "ElevatedRoles")),
    *DELIVERIES,
    # Group memberships and other assignments.
    Assignment("AdminUserGroupAssignments", "/usergroups/assignments",
               roles="AdminUserGroupReader AdminUserGroupAdmin", empty_unless="AdminUserGroups",
               key_fields=("UserGroupID", "UserID"), depends_on=("AdminUserGroups", "AdminUsers"),
               delete_paths=("/usergroups/{UserGroupID}/assignments/{UserID}",)),
    Assignment("SupplierUserGroupAssignments", "/suppliers/{SupplierID}/usergroups/assignments",
               roles="SupplierUserGroupReader SupplierUserGroupAdmin",
               parent="Suppliers", empty_unless="SupplierUserGroups", key_fields=("UserGroupID", "UserID"),
               depends_on=("SupplierUserGroups", "SupplierUsers"),
               delete_paths=("/suppliers/{SupplierID}/usergroups/{UserGroupID}/assignments/{UserID}",)),
    Assignment("UserGroupAssignments", "/buyers/{BuyerID}/usergroups/assignments",
               roles="UserGroupReader UserGroupAdmin", parent="Buyers",
               empty_unless="UserGroups", key_fields=("UserGroupID", "UserID"),
               depends_on=("UserGroups", "Users"),
               delete_paths=("/buyers/{BuyerID}/usergroups/{UserGroupID}/assignments/{UserID}",)),
    Assignment("AddressAssignments", "/buyers/{BuyerID}/addresses/assignments",
               roles="AddressReader AddressAdmin", parent="Buyers",
               empty_unless="Addresses", key_fields=("AddressID", "UserID", "UserGroupID"),
               depends_on=("Addresses", "UserGroups", "Users"),
               delete_paths=("/buyers/{BuyerID}/addresses/{AddressID}/assignments",)),
    Assignment("CostCenterAssignments", "/buyers/{BuyerID}/costcenters/assignments",
               roles="CostCenterReader CostCenterAdmin", parent="Buyers",
               empty_unless="CostCenters", key_fields=("CostCenterID", "UserGroupID"),
               depends_on=("CostCenters", "UserGroups"),
               delete_paths=("/buyers/{BuyerID}/costcenters/{CostCenterID}/assignments",)),
    Assignment("CreditCardAssignments", "/buyers/{BuyerID}/creditcards/assignments",
               roles="CreditCardReader CreditCardAdmin", parent="Buyers",
               empty_unless="CreditCards", key_fields=("CreditCardID", "UserID", "UserGroupID"),
               depends_on=("CreditCards", "UserGroups", "Users"),
               delete_paths=("/buyers/{BuyerID}/creditcards/{CreditCardID}/assignments",)),
    Assignment("SpendingAccountAssignments", "/buyers/{BuyerID}/spendingaccounts/assignments",
               roles="SpendingAccountReader SpendingAccountAdmin",
               parent="Buyers", empty_unless="SpendingAccounts",
               key_fields=("SpendingAccountID", "UserID", "UserGroupID"),
               depends_on=("SpendingAccounts", "UserGroups", "Users"),
               delete_paths=("/buyers/{BuyerID}/spendingaccounts/{SpendingAccountID}/assignments",)),
    Assignment("SecurityProfileAssignments", "/securityprofiles/assignments",
               roles="SetSecurityProfile SecurityProfileAdmin", empty_unless="SecurityProfiles",
               key_fields=("SecurityProfileID", "BuyerID", "SupplierID", "UserID", "UserGroupID"),
               depends_on=("SecurityProfiles", "AdminUserGroups", "AdminUsers", "SupplierUserGroups",
                      "SupplierUsers", "UserGroups", "Users"),
               delete_paths=("/securityprofiles/{SecurityProfileID}/assignments",)),
    Assignment("LocaleAssignments", "/locales/assignments", roles="LocaleReader LocaleAdmin",
               empty_unless="Locales",
               key_fields=("LocaleID", *ASSIGNEE_FIELDS), depends_on=("Locales", "UserGroups"),
               delete_paths=("/locales/{LocaleID}/assignments",)),
    Assignment("CatalogAssignments", "/catalogs/assignments", roles="CatalogReader CatalogAdmin",
               empty_unless="Catalogs",
               key_fields=("CatalogID", "BuyerID", "BuyerGroupID"),
               depends_on=("Catalogs", "Buyers", "BuyerGroups"),
               delete_paths=("/catalogs/{CatalogID}/assignments",)),
    Assignment("CategoryAssignments", "/catalogs/{CatalogID}/categories/assignments",
               roles="CategoryReader CategoryAdmin", parent="Catalogs",
               empty_unless="Categories", key_fields=("CategoryID", *ASSIGNEE_FIELDS),
               depends_on=("Categories", "CatalogAssignments", "UserGroups"),
               delete_paths=("/catalogs/{CatalogID}/categories/{CategoryID}/assignments",)),
    Assignment("ProductAssignments", "/products/assignments",
               roles="ProductReader ProductAdmin ProductAssignmentAdmin", empty_unless="Products",
               key_fields=("SellerID", "ProductID", *ASSIGNEE_FIELDS), owner_fields=("SellerID",),
               depends_on=("Products", "PriceSchedules", "UserGroups", "CatalogAssignments",
                      "ProductCatalogAssignments", "LocaleAssignments"),
               delete_paths=("/products/{ProductID}/assignments/{BuyerID}",)),
    *NEWER_ASSIGNMENTS,
    Assignment("PromotionAssignments", "/promotions/assignments", roles="PromotionReader PromotionAdmin",
               empty_unless="Promotions",
               key_fields=("PromotionID", *ASSIGNEE_FIELDS), depends_on=("Promotions", "UserGroups"),
               delete_paths=("/promotions/{PromotionID}/assignments",)),
    Assignment("ApiClientAssignments", "/apiclients/assignments", roles="ApiClientReader ApiClientAdmin",
               empty_unless="ApiClients",
               key_fields=("ApiClientID", "BuyerID", "SupplierID"), client_fields=("ApiClientID",),
               depends_on=("ApiClients", "Buyers", "Suppliers"),
               delete_paths=("/buyers/{BuyerID}/ApiClients/Assignments/{ApiClientID}",
                        "/suppliers/{SupplierID}/ApiClients/Assignments/{ApiClientID}")),
    Assignment("MessageSenderAssignments", "/messagesenders/assignments",
               roles="MessageConfigAssignmentAdmin MessageSenderAdmin", empty_unless="MessageSenders",
               staging_only=True,
               key_fields=("MessageSenderID", "BuyerID", "SupplierID", "UserGroupID"),
               read_only_fields=("MessageConfigName", "MessageConfigDescription"),
               depends_on=("MessageSenders", "UserGroups", "SupplierUserGroups", "AdminUserGroups"),
               delete_paths=("/messagesenders/{MessageSenderID}/assignments",)),
    Assignment("MessageCCListenerAssignments", "/messagesenders/CCListenerAssignments",
               roles="MessageConfigAssignmentAdmin MessageSenderAdmin",
               empty_unless="MessageSenders", staging_only=True,
               key_fields=("MessageSenderAssignment.MessageSenderID", "MessageSenderAssignment.BuyerID",
                    "MessageSenderAssignment.SupplierID", "MessageSenderAssignment.UserGroupID",
                    "MessageType", "BuyerID", "SupplierID", "UserGroupID", "UserID"),
               read_only_fields=("MessageConfigName", "MessageConfigDescription",
                                  "MessageSenderAssignment.MessageConfigName",
                                  "MessageSenderAssignment.MessageConfigDescription"),
               depends_on=("MessageSenderAssignments", "Users", "SupplierUsers", "AdminUsers")),
)  # fmt: skip

FIRST_OF_NEWER = next(resource for resource in RESOURCES if resource.since)
"""A resource that an organization lists only if its version of the API has those with `since`."""

RESOURCES_BY_NAME = {resource.name: resource for resource in RESOURCES}

READ_ROLES = tuple(sorted({resource.read_roles[0] for resource in RESOURCES}))
"""The fewest roles that read everything a restore copies: those of its token for Production."""

WRITE_ROLES = ("FullAccess",)
"""The roles of the token for Staging. Some fields, such as the owner of a record, require full access."""

INTEGRATION_RESOURCES = tuple(resource.name for resource in RESOURCES if resource.has_preserved_fields)
"""The resources with values of Staging's own. They have few records and are read before planning."""

RESOURCES_WITH_ADDRESS = tuple(resource for resource in RESOURCES if resource.address_field)
"""The resources whose records call an address."""

API_CLIENTS = next(resource.name for resource in RESOURCES if resource.match_field)
"""The resource whose records may have other ids in Staging; the portal's connection is one of them."""

ASSIGNEE_RESOURCES = (
    ("BuyerID", "Buyers", "UserGroups", "Users"),
    ("SupplierID", "Suppliers", "SupplierUserGroups", "SupplierUsers"),
    ("", "", "AdminUserGroups", "AdminUsers"),
)
"""The possible assignees: the field of the company, and the resources of companies, groups and users.

The seller's are last; it has no field.
"""

GROUP_MEMBERSHIPS, PROFILE_ASSIGNMENTS = "AdminUserGroupAssignments", "SecurityProfileAssignments"
"""The resources that put the seller's users into groups, and that give users and groups their roles."""

CLIENT_ASSIGNMENTS = "ApiClientAssignments"
"""The resource that assigns API clients to buyers and suppliers."""
