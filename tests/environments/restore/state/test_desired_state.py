"""The goal of the integrations, computed from plain records."""

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


def test_addresses_keys_and_clients_are_stagings_the_rest_is_productions():
    own = webhook(url="https://staging.example/w", HashKey="s", Name="Old", ApiClientIDs=["c"])
    production = documents(Webhooks=[webhook(ApiClientIDs=[])], ApiClients=[CLIENT])

    (wanted,) = desired(production, documents(Webhooks=[own])).documents["Webhooks"]

    assert wanted == {
        "ID": "w",
        "Url": "https://staging.example/w",
        "HashKey": "s",
        "ApiClientIDs": ["c"],
        "Name": "Name",
    }


def test_api_clients_that_will_not_be_there_are_left_out_and_those_that_stay_are_not():
    own = webhook(url="https://staging.example/w", ApiClientIDs=["C", "gone", "portal"])
    production = documents(Webhooks=[webhook()], ApiClients=[CLIENT])

    found = desired(production, documents(Webhooks=[own]), staying=["Portal"])

    assert found.documents["Webhooks"][0]["ApiClientIDs"] == ["C", "portal"]


@pytest.mark.parametrize("where", ["Webhooks", "MessageSenders", "IntegrationEvents"])
def test_any_address_of_production_is_drift_wherever_staging_has_it(where):
    field = {"Webhooks": "Url", "MessageSenders": "URL", "IntegrationEvents": "CustomImplementationUrl"}[
        where
    ]
    own = documents(**{where: [{"ID": "x", field: "https://PRODUCTION.example/w/"}]})

    found = desired(documents(Webhooks=[webhook()]), own)

    assert found.documents[where][-1][field] is None
    assert [(item.resource, item.id, item.field, item.type) for item in found.drift] == [
        (where, "x", field, Drift.PRODUCTION_ADDRESS)
    ]


def test_a_record_that_only_staging_has_is_kept_whole():
    own = webhook("own", "https://staging.example/own", ApiClientIDs=[])

    found = desired(documents(), documents(Webhooks=[own]))

    assert found.documents["Webhooks"] == [own]
    assert found.expected_differences["Webhooks"] == [Difference("own", Reason.ONLY_STAGING, name="Name")]


def test_an_api_client_keeps_stagings_event_only_while_that_event_is_there():
    production = documents(
        ApiClients=[CLIENT, {**CLIENT, "ID": "d"}],
        IntegrationEvents=[{"ID": "e", "CustomImplementationUrl": "https://production.example/e"}],
    )
    own = documents(
        ApiClients=[CLIENT, {**CLIENT, "ID": "d", "OrderCheckoutIntegrationEventID": "gone"}],
        IntegrationEvents=[{"ID": "e", "CustomImplementationUrl": None}],
    )

    first, second = desired(production, own).documents["ApiClients"]

    assert first["OrderCheckoutIntegrationEventID"] == "e"
    assert second["OrderCheckoutIntegrationEventID"] is None


def test_assignments_of_senders_are_stagings_and_never_productions():
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

    assert found.documents["MessageSenderAssignments"] == [{"MessageSenderID": "M", "BuyerID": "ours"}]
    assert {one.reason for one in found.expected_differences["MessageSenderAssignments"]} == {
        Reason.ONLY_STAGING,
        Reason.BLANKED,
    }


def test_blank_on_both_sides_is_no_difference():
    production = documents(Webhooks=[webhook(url=None, HashKey=None, ApiClientIDs=[])])

    assert desired(production, documents()).expected_differences["Webhooks"] == []


def test_api_clients_are_matched_by_id_and_else_by_name():
    identities = ApiClientIds()
    identities.match(
        [{"ID": "A", "AppName": "x"}, {"ID": "b", "AppName": "y"}, {"ID": "c", "AppName": "y"}],
        [{"ID": "a", "AppName": "y"}, {"ID": "1", "AppName": "y"}, {"ID": "2", "AppName": "z"}],
    )

    assert [identities.in_staging(one) for one in ("A", "B", "c")] == ["A", "1", "c"]
    webhooks = RESOURCES_BY_NAME["Webhooks"]
    assert identities.translate(webhooks, {"ApiClientIDs": ["a", "b"]}) == {"ApiClientIDs": ["a", "1"]}
    config = RESOURCES_BY_NAME["ImpersonationConfigs"]
    assert identities.translate(config, {"ClientID": "B", "ID": "b"}) == {"ClientID": "1", "ID": "b"}
