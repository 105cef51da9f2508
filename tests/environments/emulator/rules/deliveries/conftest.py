"""Fixtures for delivery configurations: one whose HTTP target is the receiver, and one that is recorded."""

import pytest

from tests.environments.emulator.sample_data.deliveries import KAFKA


@pytest.fixture
def http_config(seller_api, receiver) -> str:
    target = {"Endpoint": f"{receiver.url}/d", "Secret": "key"}
    target |= {"CustomAuthHeaderName": "X-Key", "CustomAuthHeaderValue": "v"}
    body = {"ID": "http", "Name": "H", "Enabled": True, "DeliveryTargets": {"Http": target}}
    return seller_api.post("/integrations/deliveryconfig", body)["ID"]


@pytest.fixture
def kafka_config(seller_api) -> str:
    body = {"ID": "kafka", "Name": "K", "Enabled": True, "DeliveryTargets": {"Kafka": KAFKA}}
    return seller_api.post("/integrations/deliveryconfig", body)["ID"]


@pytest.fixture
def recorded(control, marketplace):
    """Return a function that lists what would have been sent, as name and body of each message."""

    def messages() -> list[tuple[str, dict]]:
        path = f"/organizations/{marketplace.portal_id}/deliveries"
        items = [i for i in control("GET", path).json()["Items"] if i["Kind"] == "DeliveryTarget"]
        return [(i["Type"].removeprefix("sitecore.ordercloud.messages."), i["Body"]) for i in items]

    return messages
