"""The resources of a restore that came with API 1.0.454, for the manifest."""

from typing import Any

from environments.restore.resources.resource import Assignment, Resource

ASSIGNEE_FIELDS = ("BuyerID", "UserGroupID")
NEWER: dict[str, Any] = {"since": "1.0.454"}

BUNDLES = Resource(
    "Bundles",
    "/bundles",
    roles="BundleReader BundleAdmin",
    depends_on=("Suppliers",),
    owner_fields=("OwnerID",),
    **NEWER,
)

NEWER_CATALOG: tuple[Resource, ...] = (
    Resource("Discounts", "/discounts", roles="PriceScheduleReader PriceScheduleAdmin",
             depends_on=("Catalogs", "Categories", "Products"), label_field="", **NEWER),
    Assignment("BundleProductAssignments", "/bundles/productassignments", roles="BundleReader BundleAdmin",
               empty_unless="Bundles",
               key_fields=("BundleID", "ProductID"), depends_on=("Bundles", "Products"),
               delete_paths=("/bundles/{BundleID}/productassignments/{ProductID}",), **NEWER),
    Assignment("BundleCatalogAssignments", "/catalogs/bundleassignments", roles="CatalogReader CatalogAdmin",
               empty_unless="Bundles",
               key_fields=("CatalogID", "BundleID"), depends_on=("Catalogs", "Bundles"),
               delete_paths=("/catalogs/{CatalogID}/bundleassignments/{BundleID}",), **NEWER),
    Assignment("CategoryBundleAssignments", "/catalogs/{CatalogID}/categories/bundleassignments",
               roles="CategoryReader CategoryAdmin",
               parent="Catalogs", empty_unless="Categories", key_fields=("CategoryID", "BundleID"),
               depends_on=("Categories", "Bundles", "BundleCatalogAssignments"),
               delete_paths=("/catalogs/{CatalogID}/categories/{CategoryID}/bundleassignments/{BundleID}",),
               **NEWER),
)  # fmt: skip

BUYER_GROUPS = Resource(
    "BuyerGroups", "/buyergroups", roles="BuyerReader BuyerAdmin", depends_on=("Catalogs",), **NEWER
)

NEWER_ASSIGNMENTS: tuple[Resource, ...] = (
    Assignment("InventoryRecordAssignments", "/products/{ProductID}/inventoryrecords/assignments",
               roles="ProductReader ProductAdmin", parent="Products", empty_unless="InventoryRecords",
               key_fields=("InventoryRecordID", *ASSIGNEE_FIELDS),
               depends_on=("InventoryRecords", "UserGroups"),
               delete_paths=("/products/{ProductID}/inventoryrecords/{InventoryRecordID}/assignments",),
               **NEWER),
    Assignment("VariantInventoryRecordAssignments",
               "/products/{ProductID}/variants/{VariantID}/inventoryrecords/assignments",
               roles="ProductReader ProductAdmin", parent="Variants", empty_unless="VariantInventoryRecords",
               key_fields=("InventoryRecordID", *ASSIGNEE_FIELDS),
               depends_on=("VariantInventoryRecords", "UserGroups"),
               delete_paths=("/products/{ProductID}/variants/{VariantID}/inventoryrecords"
                             "/{InventoryRecordID}/assignments",), **NEWER),
    Assignment("BundleAssignments", "/bundles/assignments",
               roles="BundleReader BundleAdmin BundleAssignmentAdmin", empty_unless="Bundles",
               key_fields=("SellerID", "BundleID", *ASSIGNEE_FIELDS), owner_fields=("SellerID",),
               depends_on=("Bundles", "UserGroups", "CatalogAssignments", "BundleCatalogAssignments"),
               delete_paths=("/bundles/{BundleID}/assignments/{BuyerID}",), **NEWER),
    Assignment("DiscountAssignments", "/discounts/assignments",
               roles="PriceScheduleReader PriceScheduleAdmin", empty_unless="Discounts",
               key_fields=("DiscountID", *ASSIGNEE_FIELDS, "BuyerGroupID"),
               depends_on=("Discounts", "UserGroups", "BuyerGroups"),
               delete_paths=("/discounts/{DiscountID}/assignments",), **NEWER),
)  # fmt: skip
