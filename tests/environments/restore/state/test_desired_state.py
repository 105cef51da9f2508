"""The desired state of the integrations, computed from plain records."""

import pytest

from environments.restore.report import Difference, Drift, Reason
from environments.restore.resources.manifest import INTEGRATION_RESOURCES, RESOURCES_BY_NAME
from environments.restore.resources.redactions import Redactions
from environments.restore.state.desired_state import compute_desired_state
from environments.restore.state.id_map import ApiClientIds


def documents(**resources):
    return {name: resources.get(name, []) for name in INTEGRATION_RESOURCES}


def desired(production, own, identities=None, staying=()):
    return compute_desired_state(
        production, own, Redactions(accepts_null_addresses=True), identities or ApiClientIds(), staying
    )


def webhook(identifier="w", url="https://production.example/w", **others):
    return {"ID": identifier, "Url": url, "HashKey": "p", "ApiClientIDs": ["c"], "Name": "Name", **others}


CLIENT = {"ID": "c", "AppName": "Shop", "OrderCheckoutIntegrationEventID": "e"}


def test_addresses_keys_and_clients_come_from_staging_and_the_rest_from_production():
    own = webhook(url="https://staging.example/w", HashKey="s", Name="Old", ApiClientIDs=["c"])
    production = documents(Webhooks=[webhook(ApiClientIDs=[])], ApiClients=[CLIENT])

    (wanted,) = desired(production, documents(Webhooks=[own])).records["Webhooks"]

    assert wanted == {
        "ID": "w",
        "Url": "https://staging.example/w",
        "HashKey": "s",
        "ApiClientIDs": ["c"],
        "Name": "Name",
    }


def test_only_remaining_api_clients_are_referenced():
    own = webhook(url="https://staging.example/w", ApiClientIDs=["C", "deleted", "portal"])
    production = documents(Webhooks=[webhook()], ApiClients=[CLIENT])

    found = desired(production, documents(Webhooks=[own]), staying=["Portal"])

    assert found.records["Webhooks"][0]["ApiClientIDs"] == ["C", "portal"]


@pytest.mark.parametrize("where", ["Webhooks", "MessageSenders", "IntegrationEvents"])
def test_a_production_address_anywhere_in_staging_is_drift(where):
    field = {"Webhooks": "Url", "MessageSenders": "URL", "IntegrationEvents": "CustomImplementationUrl"}[
        where
    ]
    own = documents(**{where: [{"ID": "x", field: "https://PRODUCTION.example/w/"}]})

    found = desired(documents(Webhooks=[webhook()]), own)

    assert found.records[where][-1][field] is None
    assert [(item.resource, item.id, item.field, item.type) for item in found.drift] == [
        (where, "x", field, Drift.PRODUCTION_ADDRESS)
    ]


def test_a_record_that_only_staging_has_is_kept_unchanged():
    own = webhook("own", "https://staging.example/own", ApiClientIDs=[])

    found = desired(documents(), documents(Webhooks=[own]))

    assert found.records["Webhooks"] == [own]
    assert found.expected_differences["Webhooks"] == [Difference("own", Reason.ONLY_STAGING, name="Name")]


def test_an_api_client_keeps_the_event_of_staging_only_while_it_exists():
    production = documents(
        ApiClients=[CLIENT, {**CLIENT, "ID": "d"}],
        IntegrationEvents=[{"ID": "e", "CustomImplementationUrl": "https://production.example/e"}],
    )
    own = documents(
        ApiClients=[CLIENT, {**CLIENT, "ID": "d", "OrderCheckoutIntegrationEventID": "deleted"}],
        IntegrationEvents=[{"ID": "e", "CustomImplementationUrl": None}],
    )

    first, second = desired(production, own).records["ApiClients"]

    assert first["OrderCheckoutIntegrationEventID"] == "e"
    assert second["OrderCheckoutIntegrationEventID"] is None


def test_message_sender_assignments_come_from_staging_only():
    def sender(identifier):
        return {"ID": identifier, "URL": None, "SharedKey": "k"}

    production = documents(
        MessageSenders=[sender("m")],
        MessageSenderAssignments=[{"MessageSenderID": "m", "BuyerID": "theirs"}],
    )
    own = documents(
        MessageSenders=[sender("m")],
        MessageSenderAssignments=[
            {"MessageSenderID": "M", "BuyerID": "ours"},
            {"MessageSenderID": "unknown", "BuyerID": "ours"},
        ],
    )

    found = desired(production, own)

    assert found.records["MessageSenderAssignments"] == [{"MessageSenderID": "M", "BuyerID": "ours"}]
    assert {difference.reason for difference in found.expected_differences["MessageSenderAssignments"]} == {
        Reason.ONLY_STAGING,
        Reason.BLANKED,
    }


def test_blank_on_both_sides_is_equal():
    production = documents(Webhooks=[webhook(url=None, HashKey=None, ApiClientIDs=[])])

    assert desired(production, documents()).expected_differences["Webhooks"] == []


def test_api_clients_are_matched_by_id_or_else_by_name():
    identities = ApiClientIds()
    identities.match(
        [{"ID": "A", "AppName": "x"}, {"ID": "b", "AppName": "y"}, {"ID": "c", "AppName": "y"}],
        [{"ID": "a", "AppName": "y"}, {"ID": "1", "AppName": "y"}, {"ID": "2", "AppName": "z"}],
    )

    assert [identities.in_staging(id_) for id_ in ("A", "B", "c")] == ["A", "1", "c"]
    webhooks = RESOURCES_BY_NAME["Webhooks"]
    assert identities.translate(webhooks, {"ApiClientIDs": ["a", "b"]}) == {"ApiClientIDs": ["a", "1"]}
    config = RESOURCES_BY_NAME["ImpersonationConfigs"]
    assert identities.translate(config, {"ClientID": "B", "ID": "b"}) == {"ClientID": "1", "ID": "b"}
