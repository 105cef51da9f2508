"""Delivery configurations: their targets, and secrets that are never returned."""

import pytest

from environments.emulator.outbound.http import signature
from tests.environments.emulator.sample_data.deliveries import KAFKA
from tests.environments.emulator.users import create_open_client, signed_in_user

PATH = "/integrations/deliveryconfig"
EVENT = {"SiteID": "s", "ServiceEndpoint": "e"}
DISCOVER = {"ClientID": "c", "ApiKey": "k", "ServiceEndpoint": "e"}


def _config(**targets) -> dict:
    return {"ID": "d", "Name": "D", "Enabled": True, "DeliveryTargets": targets}


def test_secrets_of_targets_are_never_returned_and_a_read_record_can_be_put_back(seller_api):
    created = seller_api.post(PATH, _config(Kafka=KAFKA))
    assert created["DeliveryTargets"]["Kafka"] == KAFKA | {"SaslPassword": None}
    read = seller_api.get(f"{PATH}/d")
    assert seller_api.put(f"{PATH}/d", read) == read == seller_api.items(PATH)[0]
    assert seller_api.patch(f"{PATH}/d", {"DeliveryTargets": {"Kafka": {"Topic": "t2"}}})


@pytest.mark.parametrize("field", ["DeliveryTargets", "DeliveryTargets.Kafka.SaslPassword"])
def test_a_list_cannot_be_filtered_by_a_secret(seller_api, kafka_config, field):
    assert seller_api.refused("GET", PATH, **{field: "*p*"})[0] == 400
    assert seller_api.ids(PATH, **{"DeliveryTargets.Kafka.Topic": "t"}) == [kafka_config]


@pytest.mark.parametrize("name", KAFKA)
def test_a_target_needs_its_properties(seller_api, name):
    target = {key: value for key, value in KAFKA.items() if key != name}
    assert seller_api.refused("POST", PATH, _config(Kafka=target)) == (400, "RequiredField")


def test_a_configuration_needs_a_target(seller_api):
    assert seller_api.refused("POST", PATH, _config()) == (400, "RequiredField")


def test_one_known_target_may_go_with_custom_ones(seller_api):
    assert seller_api.refused("POST", PATH, _config(SendEvent=EVENT, DiscoverEvent=DISCOVER))[0] == 400
    seller_api.post(PATH, _config(SendEvent=EVENT, Kafka=KAFKA))


def test_a_configuration_in_use_cannot_be_deleted(seller_api, kafka_config):
    seller_api.put("/integrations/ErrorConfig", {"DeliveryConfigID": kafka_config})
    refused = seller_api.refused("DELETE", f"{PATH}/{kafka_config}")
    assert refused[1] == "DeliveryConfig.CannotDeleteConfigInUse"


def test_an_http_target_is_called_with_signature_and_custom_header(seller_api, http_config, receiver):
    seller_api.put("/integrations/ErrorConfig", {"DeliveryConfigID": http_config})
    seller_api.post("/integrations/ErrorConfig/validate")
    (received,) = receiver.wait_for(1)
    assert received.headers["x-oc-hash"] == signature("key", received.raw)
    assert received.headers["x-key"] == "v"
    assert set(received.body) == {"Headers", "Payload"}


def test_validating_a_disabled_error_configuration_is_refused(seller_api, kafka_config):
    seller_api.put("/integrations/ErrorConfig", {"DeliveryConfigID": kafka_config})
    seller_api.patch(f"{PATH}/{kafka_config}", {"Enabled": False})
    refused = seller_api.refused("POST", "/integrations/ErrorConfig/validate")
    assert refused == (400, "ErrorConfig.DeliveryConfigDisabled")


def test_recorded_deliveries_have_no_secrets(seller_api, kafka_config, control, marketplace):
    seller_api.put("/integrations/ErrorConfig", {"DeliveryConfigID": kafka_config})
    seller_api.post("/integrations/ErrorConfig/validate")
    path = f"/organizations/{marketplace.portal_id}/deliveries"
    (entry,) = control("GET", path).json()["Items"]
    assert entry["Settings"] == KAFKA | {"SaslPassword": None}


def _webhook(**more) -> dict:
    return {"ID": "w", "Name": "W", "ApiClientIDs": [], "WebhookRoutes": []} | more


def test_a_webhook_needs_an_address_and_a_key_or_a_delivery_configuration(seller_api, kafka_config):
    assert seller_api.refused("POST", "/webhooks", _webhook(HashKey="k")) == (400, "RequiredField")
    url = {"Url": "https://shop.example"}
    assert seller_api.refused("POST", "/webhooks", _webhook(**url)) == (400, "Webhook.MissingHashKey")
    with_config = _webhook(DeliveryConfigID=kafka_config)
    blocking = with_config | {"BeforeProcessRequest": True}
    assert seller_api.refused("POST", "/webhooks", blocking) == (400, "Webhook.InvalidDeliveryConfig")
    seller_api.post("/webhooks", with_config)


def test_a_message_sender_needs_an_address_and_a_key_or_a_delivery_configuration(seller_api, kafka_config):
    body = {"Name": "M", "MessageTypes": ["OrderSubmitted"]}
    refused = seller_api.refused("POST", "/messagesenders", body | {"SharedKey": "k"})
    assert refused[1] == "MessageSenders.UrlRequired"
    refused = seller_api.refused("POST", "/messagesenders", body | {"URL": "https://shop.example"})
    assert refused[1] == "MessageSenders.SharedKeyRequired"
    seller_api.post("/messagesenders", body | {"DeliveryConfigID": kafka_config})


def _hook_of(client: str, **more) -> dict:
    routes = [{"Route": "v1/buyers/{buyerID}", "Verb": "PUT"}]
    return _webhook(ApiClientIDs=[client], WebhookRoutes=routes, **more)


def test_a_webhook_with_a_delivery_configuration_is_sent_to_its_targets(seller_api, kafka_config, recorded):
    client = create_open_client(seller_api)
    seller_api.post("/webhooks", _hook_of(client, DeliveryConfigID=kafka_config))
    boss = signed_in_user(seller_api, "/adminusers", "boss", ["BuyerAdmin"], client)
    boss.put("/buyers/b", {"Name": "B"})
    ((name, body),) = recorded()
    assert (name, body["RouteParams"], body["UserToken"]) == ("webhook", {"buyerID": "b"}, None)


def test_a_webhook_that_fails_for_good_is_reported(seller_api, kafka_config, control, receiver):
    client = create_open_client(seller_api)
    seller_api.put("/integrations/ErrorConfig", {"DeliveryConfigID": kafka_config})
    receiver.respond = lambda received: (500, None)
    hook = _hook_of(client, Url=receiver.url, HashKey="k", BeforeProcessRequest=True)
    seller_api.post("/webhooks", hook)
    boss = signed_in_user(seller_api, "/adminusers", "boss", ["BuyerAdmin"], client)
    boss.refused("PUT", "/buyers/b", {"Name": "B"})
    reports = [i for i in control("GET", "/deliveries").json()["Items"] if i["Kind"] == "ErrorReport"]
    assert [(r["Body"]["Kind"], r["Body"]["ID"]) for r in reports[-1:]] == [("Webhook", "w")]
