"""The resources of a restore by which OrderCloud calls other systems, as of API 1.0.454, for the manifest.

Staging keeps all that it has of them. What it lacks is created so that it calls no system of Production:
disabled, paused, without an address, or through a delivery configuration of Staging.
"""

from typing import Any

from environments.restore.resources.newer import NEWER
from environments.restore.resources.resource import Resource, Singleton

# The value of this header is never shown, so it stays Staging's own, with its name.
CUSTOM_HEADER = ("CustomAuthHeaderName", "CustomAuthHeaderValue")
CONFIGURATIONS = "DeliveryConfigurations"
_INTEGRATION: dict[str, Any] = {
    "address_field": "Url",
    "secret_fields": ("HashKey",),
    "read_only_fields": CUSTOM_HEADER,
    "hides_values": True,
    "label_field": "",
    **NEWER,
}
# None of these exists without a configuration that it delivers through.
_DELIVERY: dict[str, Any] = {
    "empty_unless": CONFIGURATIONS,
    "keeps_existing": True,
    "label_field": "",
    **NEWER,
}
_SYNCHRONIZATION = _DELIVERY | {"disabled_fields": (("Paused", True),)}
_SYNCHRONIZED = (
    ("AdminUserSynchronization", "adminusers"),
    ("BuyerSynchronization", "buyers"),
    ("BuyerUserGroupSynchronization", "buyers/usergroups"),
    ("BuyerUserSynchronization", "buyers/users"),
    ("CatalogSynchronization", "catalogs"),
    ("CategorySynchronization", "categories"),
    ("InventoryRecordSynchronization", "products/inventoryrecords"),
    ("SupplierSynchronization", "suppliers"),
    ("SupplierUserSynchronization", "suppliers/users"),
)

DELIVERIES: tuple[Resource, ...] = (
    Resource(CONFIGURATIONS, "/integrations/deliveryconfig", roles="DeliveryConfigAdmin",
             keeps_existing=True, targets_field="DeliveryTargets", hides_values=True,
             disabled_fields=(("Enabled", False),), **NEWER),
    Resource("TrackingEvents", "/integrations/trackingEvents", roles="TrackingEventReader TrackingEventAdmin",
             depends_on=("ApiClients",), client_fields=("ClientID",),
             exclusive_fields=("EventType", "ClientID"), **(_DELIVERY | {"label_field": "Name"})),
    Singleton("ErrorConfiguration", "/integrations/ErrorConfig", roles="ErrorConfigAdmin", **_DELIVERY),
    Singleton("InventoryIntegration", "/integrations/inventory", roles="DeliveryConfigAdmin", **_DELIVERY),
    Singleton("OrderSynchronization", "/integrations/OrderSync", roles="OrderSyncConfigAdmin", **_DELIVERY),
    Singleton("ProductSynchronization", "/integrations/productsync", roles="ProductSyncConfigAdmin",
              **_SYNCHRONIZATION),
    *(
        Singleton(name, f"/integrations/entitysync/{path}", roles="EntitySyncConfigAdmin", **_SYNCHRONIZATION)
        for name, path in _SYNCHRONIZED
    ),
    Singleton("PromotionIntegration", "/integrations/promotion", roles="PromotionAdmin", **_INTEGRATION),
    Singleton("SubscriptionIntegration", "/integrations/subscription", roles="SubscriptionAdmin",
              depends_on=("ApiClients",), client_fields=("ApiClientID",),
              disabled_fields=(("Active", False),), unordered_fields=("ElevatedRoles",), **_INTEGRATION),
)  # fmt: skip
