"""Addresses of Production in the delivery configurations and integrations of Staging."""

import pytest

from environments.restore.engine import restore
from environments.restore.journal import MemoryJournal
from environments.restore.report import Drift
from tests.environments.restore.all_resources import create_deliveries
from tests.environments.restore.deliveries import run


def test_an_address_of_production_in_an_integration_of_staging_is_blanked(delivering_pair):
    create_deliveries(delivering_pair.staging, "staging.example")
    copied = {"Url": "https://production.example/subscriptions"}
    delivering_pair.staging.patch("/integrations/subscription", copied)

    restore(delivering_pair.production, delivering_pair.staging, MemoryJournal(), delivering_pair.options)

    assert delivering_pair.staging.get("/integrations/subscription")["Url"] is None
    assert (
        delivering_pair.staging.get("/integrations/promotion")["Url"] == "https://staging.example/promotions"
    )


@pytest.mark.parametrize(
    "target",
    [
        {"Http": {"Endpoint": "https://PRODUCTION.example:443/deliveries/", "Secret": "own"}},
        {"MessageSender": {"Endpoint": "https://production.example/deliveries", "Secret": "own"}},
    ],
)
def test_a_configuration_of_staging_with_a_target_of_production_is_disabled(delivering_pair, target):
    pair = delivering_pair
    configuration = {"Name": "Own", "Enabled": True, "DeliveryTargets": target}
    pair.staging.put("/integrations/deliveryconfig/own", configuration)

    result = run(pair)

    stored = pair.staging.get("/integrations/deliveryconfig/own")
    assert (stored["Enabled"], stored["Name"]) == (False, "Own")
    assert [(item.type, item.id) for item in result.drift] == [(Drift.PRODUCTION_ADDRESS, "own")]
    methods = {item["Method"] for item in pair.changes("acme_Staging") if item["Path"].endswith("/own")}
    assert methods == {"PUT", "PATCH"}  # the test's own PUT, then no other
    again = run(pair)
    assert (again.writes, again.drift) == (0, [])


def test_an_address_of_production_is_found_in_targets_and_a_target_in_addresses(delivering_pair):
    pair = delivering_pair
    target = {"Http": {"Endpoint": "https://production.example/checkout", "Secret": "own"}}
    configuration = {"Name": "Own", "Enabled": True, "DeliveryTargets": target}
    pair.staging.put("/integrations/deliveryconfig/own", configuration)
    pair.staging.patch("/webhooks/orders", {"Url": "https://production.example/deliveries"})

    result = run(pair)

    assert pair.staging.get("/integrations/deliveryconfig/own")["Enabled"] is False
    assert pair.staging.get("/webhooks/orders")["Url"] is None
    assert {item.type for item in result.drift} == {Drift.PRODUCTION_ADDRESS}


def test_targets_that_a_hidden_value_identifies_are_left_alone(delivering_pair):
    for api in (delivering_pair.production, delivering_pair.staging):
        target = {"EventHub": {"EventHubName": "orders", "ConnectionString": f"of {api.endpoint}"}}
        configuration = {"Name": "Hub", "Enabled": True, "DeliveryTargets": target}
        api.put("/integrations/deliveryconfig/hub", configuration)

    result = run(delivering_pair)

    assert delivering_pair.staging.get("/integrations/deliveryconfig/hub")["Enabled"] is True
    assert result.drift == []


def test_another_topic_of_a_shared_broker_is_staging_s_own(delivering_pair):
    broker = {"BootstrapServers": "kafka.example", "SaslUsername": "u", "SaslPassword": "p"}
    for api, topic in ((delivering_pair.production, "live"), (delivering_pair.staging, "test")):
        target = {"Kafka": broker | {"Topic": topic}}
        configuration = {"Name": "Broker", "Enabled": True, "DeliveryTargets": target}
        api.put("/integrations/deliveryconfig/broker", configuration)

    run(delivering_pair)

    assert delivering_pair.staging.get("/integrations/deliveryconfig/broker")["Enabled"] is True
