"""A delivery configuration, a tracking event, and everything that an organization synchronizes."""

from tests.environments.emulator.api_client import Api
from tests.environments.emulator.sample_data.ids import X

_ENTITIES = (
    "adminusers",
    "buyers",
    "buyers/usergroups",
    "buyers/users",
    "catalogs",
    "categories",
    "products/inventoryrecords",
    "suppliers",
    "suppliers/users",
)
KAFKA = {"BootstrapServers": "b", "SaslUsername": "u", "SaslPassword": "p", "Topic": "t"}


def create(api: Api) -> dict[str, str]:
    """Create them; the tracking event is of the sample API client."""
    api.post(
        "/integrations/deliveryconfig",
        {
            "ID": X,
            "Name": X,
            "Enabled": True,
            "DeliveryTargets": {"Kafka": KAFKA},
        },
    )
    client = api.items("/apiclients")[0]["ID"]
    api.post(
        "/integrations/trackingEvents",
        {
            "ID": X,
            "EventType": "OrderSubmitted",
            "ClientID": client,
            "Name": X,
            "DeliveryConfigID": X,
        },
    )
    config = {"DeliveryConfigID": X}
    for path in ("ErrorConfig", "inventory", "OrderSync"):
        api.put(f"/integrations/{path}", config)
    api.put("/integrations/productsync", config | {"SyncProductChanged": True, "SyncProductDeleted": True})
    for entity in _ENTITIES:
        settings = config | {"SyncEntityChanged": True, "SyncEntityDeleted": True}
        api.put(f"/integrations/entitysync/{entity}", settings)
    return {}
