"""Every kind of record that a restore copies, in the order in which they are written.

Each kind comes after those that its records refer to; `after` names the ones that matter. Deleting goes from
the last to the first. What the API does not let anybody copy stands at the end.
"""

from .kind import Assignment, Index, Kind, Link, XpIndex
from .variants import VariantKind

USER = {
    "unique": ("Username",),
    "label": "Username",
    "dates": ("DateCreated",),
    "set_by_ordercloud": ("Password", "AvailableRoles", "Locale", "PasswordLastSetDate", "CompanyID",
                          "LastActive", "FailedLoginAttempts"),
}  # fmt: skip
ADDRESS = {"dates": ("DateCreated",), "label": "AddressName"}
PARTY = ("BuyerID", "UserGroupID")

KINDS: tuple[Kind, ...] = (
    # Nothing has to be there before these.
    Kind("Incrementors", "/incrementors"),
    XpIndex("XpIndices", "/xpindices", key=("ThingType", "Key")),
    Kind("SecurityProfiles", "/securityprofiles", unordered=("Roles", "CustomRoles")),
    Kind("AdminUserGroups", "/usergroups"),
    Kind("AdminUsers", "/adminusers", newest_first=True, **USER),
    Kind("AdminAddresses", "/addresses", newest_first=True, **ADDRESS),
    Kind("MessageSenders", "/messagesenders", address="URL", secrets=("SharedKey",),
         unordered=("MessageTypes", "ElevatedRoles")),
    Kind("IntegrationEvents", "/integrationEvents", address="CustomImplementationUrl", secrets=("HashKey",),
         unordered=("ElevatedRoles",)),
    Kind("ProductFacets", "/productfacets", unique=("XpPath",)),
    Kind("Locales", "/locales", owner_fields=("OwnerID",), unique=("Currency", "Language")),
    # Suppliers and what they own.
    Kind("Suppliers", "/suppliers", dates=("DateCreated",), newest_first=True),
    Kind("SupplierUserGroups", "/suppliers/{SupplierID}/usergroups", within="Suppliers"),
    Kind("SupplierUsers", "/suppliers/{SupplierID}/users", within="Suppliers", **USER),
    Kind("SupplierAddresses", "/suppliers/{SupplierID}/addresses", within="Suppliers", **ADDRESS),
    # The catalogue.
    Kind("Catalogs", "/catalogs", after=("Suppliers",), owner_fields=("OwnerID",),
         set_by_ordercloud=("CategoryCount",)),
    Kind("PriceSchedules", "/priceschedules", after=("Suppliers",), owner_fields=("OwnerID",),
         set_by_ordercloud=("IsOnSale",)),
    Kind("Specs", "/specs", after=("Suppliers",), owner_fields=("OwnerID",),
         set_by_ordercloud=("OptionCount", "Options"),
         written_later="DefaultOptionID", written_later_after="SpecOptions"),
    Kind("SpecOptions", "/specs/{SpecID}/options", within="Specs", label="Value"),
    Kind("Promotions", "/promotions", after=("Suppliers",), owner_fields=("OwnerID",), unique=("Code",),
         set_by_ordercloud=("RedemptionCount",)),
    Kind("Categories", "/catalogs/{CatalogID}/categories", within="Catalogs", parent_field="ParentID",
         set_by_ordercloud=("ChildCount",), list_query=(("depth", "all"),)),
    Kind("Products", "/products", owner_fields=("OwnerID",), parent_field="ParentID",
         after=("PriceSchedules", "Suppliers", "SupplierAddresses", "AdminAddresses"),
         set_by_ordercloud=("SpecCount", "VariantCount", "Inventory.LastUpdated", "IsParent"),
         dates=("DateCreated",)),
    Kind("InventoryRecords", "/products/{ProductID}/inventoryrecords", within="Products",
         after=("AdminAddresses", "SupplierAddresses"), owner_fields=("OwnerID",),
         set_by_ordercloud=("Address", "LastUpdated"), label="",
         index=Index(query=(("InventoryRecords.AddressID", "*"),))),
    Assignment("SpecProductAssignments", "/specs/productassignments", read_if_any="Specs",
               key=("SpecID", "ProductID"), after=("Specs", "SpecOptions", "Products"),
               deletes=("/specs/{SpecID}/productassignments/{ProductID}",)),
    VariantKind("Variants", "/products/{ProductID}/variants", within="Products",
                after=("SpecProductAssignments",), counted_by="VariantCount"),
    Kind("VariantInventoryRecords", "/products/{ProductID}/variants/{VariantID}/inventoryrecords",
         within="Variants", after=("AdminAddresses", "SupplierAddresses"), owner_fields=("OwnerID",),
         set_by_ordercloud=("Address", "LastUpdated"), label=""),
    Link("ProductSuppliers", "/products/{ProductID}/suppliers", within="Products", key=("SupplierID",),
         link_fields=("DefaultPriceScheduleID",), after=("Suppliers", "PriceSchedules"),
         index=Index(per="Suppliers", parameter="supplierID")),
    Assignment("ProductCatalogAssignments", "/catalogs/productassignments", read_if_any="Catalogs",
               key=("CatalogID", "ProductID"), after=("Catalogs", "Products"),
               deletes=("/catalogs/{CatalogID}/productassignments/{ProductID}",)),
    Assignment("CategoryProductAssignments", "/catalogs/{CatalogID}/categories/productassignments",
               within="Catalogs", read_if_any="Categories", key=("CategoryID", "ProductID"),
               after=("Categories", "Products", "ProductCatalogAssignments"),
               deletes=("/catalogs/{CatalogID}/categories/{CategoryID}/productassignments/{ProductID}",)),
    # Buyers and what they own.
    Kind("Buyers", "/buyers", after=("Catalogs",), dates=("DateCreated",), newest_first=True),
    Kind("UserGroups", "/buyers/{BuyerID}/usergroups", within="Buyers"),
    Kind("Users", "/buyers/{BuyerID}/users", within="Buyers", **USER),
    Kind("Addresses", "/buyers/{BuyerID}/addresses", within="Buyers", **ADDRESS),
    Kind("CostCenters", "/buyers/{BuyerID}/costcenters", within="Buyers"),
    Kind("CreditCards", "/buyers/{BuyerID}/creditcards", within="Buyers", label="CardholderName",
         dates=("DateCreated",)),
    Kind("SpendingAccounts", "/buyers/{BuyerID}/spendingaccounts", within="Buyers"),
    Kind("ApprovalRules", "/buyers/{BuyerID}/approvalrules", within="Buyers", after=("UserGroups",)),
    Kind("SellerApprovalRules", "/approvalrules", after=("AdminUserGroups", "SupplierUserGroups"),
         owner_fields=("OwnerID",)),
    Link("SupplierBuyers", "/suppliers/{SupplierID}/buyers", within="Suppliers", key=("BuyerID",),
         after=("Buyers",)),
    # API clients, and what tells events and messages where to go.
    Kind("ApiClients", "/apiclients", after=("IntegrationEvents", "AdminUsers", "SupplierUsers", "Users"),
         label="AppName", matched_by="AppName", secrets=("ClientSecret",),
         own_references=(("OrderCheckoutIntegrationEventID", "IntegrationEvents"),
                         ("OrderReturnIntegrationEventID", "IntegrationEvents"),
                         ("AddToCartIntegrationEventID", "IntegrationEvents")),
         set_by_ordercloud=("AssignedBuyerCount", "AssignedSupplierCount",
                            "OrderCheckoutIntegrationEventName", "OrderReturnIntegrationEventName",
                            "AddToCartIntegrationEventName"),
         unordered=("MinimumRequiredRoles", "MinimumRequiredCustomRoles", "MaximumGrantedRoles",
                    "MaximumGrantedCustomRoles")),
    Kind("ImpersonationConfigs", "/impersonationconfig", client_fields=("ClientID",), label="",
         unique=("ImpersonationBuyerID", "ImpersonationGroupID", "ImpersonationUserID", "BuyerID", "GroupID",
                 "UserID", "ClientID"), replaceable=True,
         after=("ApiClients", "SecurityProfiles", "AdminUserGroups", "UserGroups")),
    Kind("OpenIdConnects", "/openidconnects", label="", client_fields=("OrderCloudApiClientID",),
         after=("ApiClients",),
         secrets=("ConnectClientSecret",), set_by_ordercloud=("IntegrationEventName",),
         unordered=("AdditionalIdpScopes",)),
    Kind("Webhooks", "/webhooks", client_fields=("ApiClientIDs",), after=("ApiClients",),
         address="Url", secrets=("HashKey",), own_references=(("ApiClientIDs", "ApiClients"),),
         unordered=("ApiClientIDs", "ElevatedRoles")),
    # Who belongs to what, and who may do what.
    Assignment("AdminUserGroupAssignments", "/usergroups/assignments", read_if_any="AdminUserGroups",
               key=("UserGroupID", "UserID"), after=("AdminUserGroups", "AdminUsers"),
               deletes=("/usergroups/{UserGroupID}/assignments/{UserID}",)),
    Assignment("SupplierUserGroupAssignments", "/suppliers/{SupplierID}/usergroups/assignments",
               within="Suppliers", read_if_any="SupplierUserGroups", key=("UserGroupID", "UserID"),
               after=("SupplierUserGroups", "SupplierUsers"),
               deletes=("/suppliers/{SupplierID}/usergroups/{UserGroupID}/assignments/{UserID}",)),
    Assignment("UserGroupAssignments", "/buyers/{BuyerID}/usergroups/assignments", within="Buyers",
               read_if_any="UserGroups", key=("UserGroupID", "UserID"), after=("UserGroups", "Users"),
               deletes=("/buyers/{BuyerID}/usergroups/{UserGroupID}/assignments/{UserID}",)),
    Assignment("AddressAssignments", "/buyers/{BuyerID}/addresses/assignments", within="Buyers",
               read_if_any="Addresses", key=("AddressID", "UserID", "UserGroupID"),
               after=("Addresses", "UserGroups", "Users"),
               deletes=("/buyers/{BuyerID}/addresses/{AddressID}/assignments",)),
    Assignment("CostCenterAssignments", "/buyers/{BuyerID}/costcenters/assignments", within="Buyers",
               read_if_any="CostCenters", key=("CostCenterID", "UserGroupID"),
               after=("CostCenters", "UserGroups"),
               deletes=("/buyers/{BuyerID}/costcenters/{CostCenterID}/assignments",)),
    Assignment("CreditCardAssignments", "/buyers/{BuyerID}/creditcards/assignments", within="Buyers",
               read_if_any="CreditCards", key=("CreditCardID", "UserID", "UserGroupID"),
               after=("CreditCards", "UserGroups", "Users"),
               deletes=("/buyers/{BuyerID}/creditcards/{CreditCardID}/assignments",)),
    Assignment("SpendingAccountAssignments", "/buyers/{BuyerID}/spendingaccounts/assignments",
               within="Buyers", read_if_any="SpendingAccounts",
               key=("SpendingAccountID", "UserID", "UserGroupID"),
               after=("SpendingAccounts", "UserGroups", "Users"),
               deletes=("/buyers/{BuyerID}/spendingaccounts/{SpendingAccountID}/assignments",)),
    Assignment("SecurityProfileAssignments", "/securityprofiles/assignments", read_if_any="SecurityProfiles",
               key=("SecurityProfileID", "BuyerID", "SupplierID", "UserID", "UserGroupID"),
               after=("SecurityProfiles", "AdminUserGroups", "AdminUsers", "SupplierUserGroups",
                      "SupplierUsers", "UserGroups", "Users"),
               deletes=("/securityprofiles/{SecurityProfileID}/assignments",)),
    Assignment("LocaleAssignments", "/locales/assignments", read_if_any="Locales",
               key=("LocaleID", *PARTY), after=("Locales", "UserGroups"),
               deletes=("/locales/{LocaleID}/assignments",)),
    Assignment("CatalogAssignments", "/catalogs/assignments", read_if_any="Catalogs",
               key=("CatalogID", "BuyerID"), after=("Catalogs", "Buyers"),
               deletes=("/catalogs/{CatalogID}/assignments",)),
    Assignment("CategoryAssignments", "/catalogs/{CatalogID}/categories/assignments", within="Catalogs",
               read_if_any="Categories", key=("CategoryID", *PARTY),
               after=("Categories", "CatalogAssignments", "UserGroups"),
               deletes=("/catalogs/{CatalogID}/categories/{CategoryID}/assignments",)),
    Assignment("ProductAssignments", "/products/assignments", read_if_any="Products",
               key=("SellerID", "ProductID", *PARTY), owner_fields=("SellerID",),
               after=("Products", "PriceSchedules", "UserGroups", "CatalogAssignments",
                      "ProductCatalogAssignments", "LocaleAssignments"),
               deletes=("/products/{ProductID}/assignments/{BuyerID}",)),
    Assignment("PromotionAssignments", "/promotions/assignments", read_if_any="Promotions",
               key=("PromotionID", *PARTY), after=("Promotions", "UserGroups"),
               deletes=("/promotions/{PromotionID}/assignments",)),
    Assignment("ApiClientAssignments", "/apiclients/assignments", read_if_any="ApiClients",
               key=("ApiClientID", "BuyerID", "SupplierID"), client_fields=("ApiClientID",),
               after=("ApiClients", "Buyers", "Suppliers"),
               deletes=("/buyers/{BuyerID}/ApiClients/Assignments/{ApiClientID}",
                        "/suppliers/{SupplierID}/ApiClients/Assignments/{ApiClientID}")),
    Assignment("MessageSenderAssignments", "/messagesenders/assignments", read_if_any="MessageSenders",
               only_own=True,
               key=("MessageSenderID", "BuyerID", "SupplierID", "UserGroupID"),
               set_by_ordercloud=("MessageConfigName", "MessageConfigDescription"),
               after=("MessageSenders", "UserGroups", "SupplierUserGroups", "AdminUserGroups"),
               deletes=("/messagesenders/{MessageSenderID}/assignments",)),
    Assignment("MessageCCListenerAssignments", "/messagesenders/CCListenerAssignments",
               read_if_any="MessageSenders", only_own=True,
               key=("MessageSenderAssignment.MessageSenderID", "MessageSenderAssignment.BuyerID",
                    "MessageSenderAssignment.SupplierID", "MessageSenderAssignment.UserGroupID",
                    "MessageType", "BuyerID", "SupplierID", "UserGroupID", "UserID"),
               set_by_ordercloud=("MessageConfigName", "MessageConfigDescription",
                                  "MessageSenderAssignment.MessageConfigName",
                                  "MessageSenderAssignment.MessageConfigDescription"),
               after=("MessageSenderAssignments", "Users", "SupplierUsers", "AdminUsers")),
)  # fmt: skip

BY_NAME = {kind.name: kind for kind in KINDS}

INTEGRATIONS = tuple(kind.name for kind in KINDS if kind.has_own_part)
"""The kinds of which Staging has a part of its own. They are few, and are read whole before anything is
planned.
"""

ADDRESSED = tuple(kind for kind in KINDS if kind.address)
"""The kinds whose records call an address."""

PARTIES = (
    ("BuyerID", "Buyers", "UserGroups", "Users"),
    ("SupplierID", "Suppliers", "SupplierUserGroups", "SupplierUsers"),
    ("", "", "AdminUserGroups", "AdminUsers"),
)
"""Who an assignment can name: the field with the company, and the kinds of companies, groups and users. The
seller's own come last and need no field.
"""

NOT_COPIED = {
    "Orders": "Orders, line items, payments, shipments and returns cannot be written through the API.",
    "Passwords": "OrderCloud never shows a password. Users new in Staging have none; others keep theirs.",
    "Private data": "Addresses and cards that buyer users keep for themselves are visible to them alone.",
    "Counters": "Numbers that OrderCloud counts itself, such as how often a promotion was used.",
}
"""What no restore through the API can copy, and why. Every report names it."""
