"""What of API 1.0.454 the restore of OrderCloud silences, and the alarm for its addresses."""

import uuid

import pytest

from tests.environments.emulator.api_client import user
from tests.environments.emulator.users import create_open_client


@pytest.fixture
def pair(create_organization):
    """Create a Production organization with a user and a webhook, and its Staging."""
    name = "p" + uuid.uuid4().hex[:10]
    production = create_organization(name, "Production")
    api = production.seller()
    api.post("/adminusers", user("boss"))
    hook = {"ID": "w", "Name": "W", "Url": "https://live.example/h", "HashKey": "k"}
    api.post("/webhooks", hook | {"ApiClientIDs": [create_open_client(api)]})
    return production, create_organization(f"{name}_Staging", "Staging")


def create_newer_integrations(api) -> None:
    target = {"Http": {"Endpoint": "https://live.example/sync", "Secret": "s"}}
    config = {"ID": "d", "Name": "D", "Enabled": True, "DeliveryTargets": target}
    api.post("/integrations/deliveryconfig", config)
    changes = {"SyncEntityChanged": True, "SyncEntityDeleted": True, "DeliveryConfigID": "d"}
    api.put("/integrations/entitysync/buyers", changes | {"Paused": False})
    products = {"SyncProductChanged": True, "SyncProductDeleted": True, "DeliveryConfigID": "d"}
    api.put("/integrations/productsync", products | {"Paused": False})
    api.put("/integrations/promotion", {"HashKey": "k", "Url": "https://live.example/promotions"})
    subscription = {
        "ApiClientID": create_open_client(api, DefaultContextUserName="boss"),
        "HashKey": "k",
        "Active": True,
    }
    api.put("/integrations/subscription", subscription | {"Url": "https://live.example/subscriptions"})


def test_the_copy_delivers_and_synchronizes_nothing(control, pair):
    production, staging = pair
    create_newer_integrations(production.seller())
    body = {"Production": production.portal_id, "Staging": staging.portal_id}
    assert control("POST", "/restores", body).ok
    here = staging.seller()
    config = here.get("/integrations/deliveryconfig/d")
    assert config["Enabled"] is False
    assert not any((config["DeliveryTargets"] or {}).values())
    assert here.get("/integrations/entitysync/buyers")["Paused"] is True
    assert here.get("/integrations/productsync")["Paused"] is True
    assert here.get("/integrations/promotion")["Url"] is None
    subscription = here.get("/integrations/subscription")
    assert (subscription["Url"], subscription["Active"]) == (None, False)
    assert production.seller().get("/integrations/productsync")["Paused"] is False


@pytest.mark.parametrize(
    ("path", "body", "address"),
    [
        ("/integrations/promotion", {"HashKey": "k"}, "https://live.example/promotions"),
        ("/integrations/promotion", {"HashKey": "k"}, "https://live.example/sync"),
    ],
)
def test_the_alarm_is_raised_for_an_integration_with_an_address_of_production(
    control, pair, path, body, address
):
    production, staging = pair
    create_newer_integrations(production.seller())
    staging.seller().put(path, body | {"Url": address})
    alarms = control("GET", "/alarms", organization=staging.portal_id).json()["Items"]
    assert [alarm["Address"] for alarm in alarms] == [address]


def test_the_alarm_is_raised_for_a_delivery_target_of_production(control, pair):
    production, staging = pair
    create_newer_integrations(production.seller())
    target = {"ContentHub": {"ApiKey": "a", "Endpoint": "https://live.example/h", "TargetSchemaName": "t"}}
    config = {"ID": "own", "Name": "Own", "Enabled": True, "DeliveryTargets": target}
    staging.seller().post("/integrations/deliveryconfig", config)
    (alarm,) = control("GET", "/alarms", organization=staging.portal_id).json()["Items"]
    assert (alarm["Written"], alarm["Equals"]) == ("DeliveryConfigurations/own", "Webhooks/w")
