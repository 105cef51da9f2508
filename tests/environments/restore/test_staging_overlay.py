"""Values that are not copied from Production, and values of Staging that are preserved."""

from dataclasses import replace

import pytest
import requests

from environments.restore.clients import ProductionReader
from environments.restore.engine import restore
from environments.restore.journal import MemoryJournal
from environments.restore.reading.integrations import IntegrationsUnreadable
from environments.restore.report import Drift, Reason
from environments.restore.resources.manifest import INTEGRATION_RESOURCES, RESOURCES_BY_NAME
from environments.restore.state.protected import find_protected_records
from tests.environments.restore.sample_data import OFFICE, SHOP, create_records, user


def test_integrations_of_staging_are_restored(drifted_pair, journal):
    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    webhook = drifted_pair.staging.get("/webhooks/orders")
    assert webhook["Name"] == "Orders"
    assert webhook["Url"] == "https://staging.example/orders"
    assert webhook["HashKey"] == "staging.example key"
    assert webhook["ApiClientIDs"] == [OFFICE]
    assert drifted_pair.staging.get("/messagesenders/mailer")["URL"] == "https://staging.example/mail"
    event = drifted_pair.staging.get("/integrationEvents/checkout")
    assert event["CustomImplementationUrl"] == "https://staging.example/checkout"
    client = drifted_pair.staging.get(f"/apiclients/{SHOP}")
    assert client["OrderCheckoutIntegrationEventID"] == "checkout"
    assert drifted_pair.staging.get("/webhooks/own")["ApiClientIDs"] == [SHOP]
    assert result.resource("Webhooks").captured == 2


def test_a_message_sender_assignment_is_kept_unless_its_buyer_is_deleted(drifted_pair, journal):
    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assigned = drifted_pair.staging.get("/messagesenders/assignments")["Items"]
    assert [assignment["BuyerID"] for assignment in assigned] == ["acme"]
    reasons = {one.reason for one in result.resource("MessageSenderAssignments").expected_differences}
    assert Reason.ASSIGNEE_MISSING in reasons


def test_integrations_that_only_production_has_are_blanked(pair, journal):
    create_records(pair.production, "production.example")

    result = restore(pair.production, pair.staging, journal, pair.options)

    webhook = pair.staging.get("/webhooks/orders")
    assert (webhook["Url"], webhook["ApiClientIDs"]) == (None, [])
    assert pair.staging.get("/messagesenders/mailer")["URL"] is None
    assert pair.staging.get("/integrationEvents/checkout")["CustomImplementationUrl"] is None
    assert pair.staging.get(f"/apiclients/{SHOP}")["OrderCheckoutIntegrationEventID"] is None
    assert pair.staging.get("/messagesenders/assignments")["Items"] == []
    assert result.resource("Webhooks").blanked == 1


def test_an_unroutable_address_is_written_when_null_is_rejected(pair, journal):
    create_records(pair.production, "production.example")
    options = replace(pair.options, accepts_null_addresses=False)

    restore(pair.production, pair.staging, journal, options)
    again = restore(pair.production, pair.staging, MemoryJournal(), options)

    assert pair.staging.get("/webhooks/orders")["Url"] == "https://blanked.invalid/"
    assert again.writes == 0


def test_a_production_address_is_removed_and_reported(drifted_pair, journal):
    drifted_pair.staging.patch("/webhooks/own", {"Url": "HTTPS://Production.example:443/mail/"})
    before = len(drifted_pair.changes("acme_Staging"))

    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert drifted_pair.staging.get("/webhooks/own")["Url"] is None
    (item,) = result.drift
    assert (item.resource, item.id, item.field) == ("Webhooks", "own", "Url")
    assert item.type is Drift.PRODUCTION_ADDRESS
    assert drifted_pair.changes("acme_Staging")[before]["Path"].endswith("/webhooks/own")


def test_a_report_contains_no_address_or_secret(drifted_pair, journal):
    drifted_pair.staging.patch("/webhooks/own", {"Url": "https://production.example/mail"})

    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert "example" not in str(result.as_json())


def test_api_clients_whose_id_was_not_preserved_are_matched_by_name(pair, journal):
    create_records(pair.production, "production.example")
    pair.production.post("/apiclients/assignments", {"ApiClientID": SHOP, "BuyerID": "acme"})
    options = replace(pair.options, can_set_api_client_ids=False)

    result = restore(pair.production, pair.staging, journal, options)
    again = restore(pair.production, pair.staging, MemoryJournal(), options)

    clients = pair.staging.get("/apiclients")["Items"]
    assert sorted(client["AppName"] for client in clients) == ["Office", "Shop"]
    assert {SHOP, OFFICE}.isdisjoint(client["ID"] for client in clients)
    shop = next(client["ID"] for client in clients if client["AppName"] == "Shop")
    assert pair.staging.get("/apiclients/assignments")["Items"][0]["ApiClientID"] == shop
    assert (result.equal, again.writes, again.deletes) == (True, 0, 0)
    assert Reason.NEW_ID in {one.reason for one in again.resource("ApiClients").expected_differences}


CONNECTION_CLIENT_ID = "33333333-3333-4333-8333-333333333333"


def connect_through_an_api_client(staging):
    """The portal connects to Staging with an API client that has its own user, group and profiles."""
    staging.put("/adminusers/robot", user("robot"))
    for profile in ("group-profile", "user-profile", "seller-profile"):
        staging.put(f"/securityprofiles/{profile}", {"Name": profile, "Roles": ["FullAccess"]})
    staging.put("/usergroups/robots", {"Name": "Robots"})
    staging.post("/usergroups/assignments", {"UserGroupID": "robots", "UserID": "robot"})
    for party in (
        {"SecurityProfileID": "group-profile", "UserGroupID": "robots"},
        {"SecurityProfileID": "user-profile", "UserID": "robot"},
        {"SecurityProfileID": "seller-profile"},
    ):
        staging.post("/securityprofiles/assignments", party)
    staging.put(
        f"/apiclients/{CONNECTION_CLIENT_ID}",
        {
            "AppName": "Portal",
            "AccessTokenDuration": 60,
            "AllowSeller": True,
            "DefaultContextUserName": "robot",
        },
    )


def test_records_of_the_connection_are_never_changed(drifted_pair, journal):
    staging = drifted_pair.staging
    connect_through_an_api_client(staging)
    options = replace(drifted_pair.options, connection_client_id=CONNECTION_CLIENT_ID.upper())
    before = len(drifted_pair.changes("acme_Staging"))

    result = restore(drifted_pair.production, staging, journal, options)

    assert result.equal
    touched = [item["Path"] for item in drifted_pair.changes("acme_Staging")[before:]]
    assert not [
        path for path in touched if "robot" in path or "-profile" in path or CONNECTION_CLIENT_ID in path
    ]
    assert staging.get(f"/apiclients/{CONNECTION_CLIENT_ID}")["AppName"] == "Portal"
    assert [one.reason for one in result.resource("AdminUsers").expected_differences] == [Reason.CONNECTION]
    assignments = staging.get("/securityprofiles/assignments")["Items"]
    profiles = {one["SecurityProfileID"] for one in assignments}
    assert profiles >= {"group-profile", "user-profile", "seller-profile"}


class UppercaseReader(ProductionReader):
    """A client that returns the IDs of users and groups in a different case."""

    def read(self, path, query=None):
        page = super().read(path, query)
        for item in page["Items"]:
            item |= {name: item[name].upper() for name in NAMES if item.get(name)}
        return page


NAMES = ("Username", "UserID", "UserGroupID")


def test_the_user_of_the_connection_is_matched_case_insensitively_and_buyer_profiles_are_not_its_own(pair):
    connect_through_an_api_client(pair.staging)
    pair.staging.put("/buyers/acme", {"Name": "Acme", "Active": True})
    pair.staging.put("/securityprofiles/of-a-buyer", {"Name": "Buyer", "Roles": ["Shopper"]})
    pair.staging.post("/securityprofiles/assignments", {"SecurityProfileID": "of-a-buyer", "BuyerID": "acme"})

    found = find_protected_records(
        UppercaseReader(pair.staging), pair.staging.get(f"/apiclients/{CONNECTION_CLIENT_ID}")
    )

    own = {
        key
        for resource, key in found.records
        if resource in ("AdminUsers", "AdminUserGroups", "SecurityProfiles")
    }
    assert own == {("robot",), ("robots",), ("group-profile",), ("user-profile",), ("seller-profile",)}


def test_records_shared_with_the_connection_are_still_removed_from_others(pair, journal):
    connect_through_an_api_client(pair.staging)
    for client in (pair.production, pair.staging):
        client.put("/adminusers/olive", user("olive"))
    pair.staging.post("/usergroups/assignments", {"UserGroupID": "robots", "UserID": "olive"})
    options = replace(pair.options, connection_client_id=CONNECTION_CLIENT_ID)

    result = restore(pair.production, pair.staging, journal, options)

    assert result.equal
    assigned = pair.staging.get("/usergroups/assignments")["Items"]
    assert [one["UserID"] for one in assigned] == ["robot"]


def test_an_unknown_api_client_of_the_connection_stops_the_restore(drifted_pair, journal):
    before = len(drifted_pair.changes("acme_Staging"))
    options = replace(drifted_pair.options, connection_client_id="44444444-4444-4444-8444-444444444444")

    with pytest.raises(IntegrationsUnreadable):
        restore(drifted_pair.production, drifted_pair.staging, journal, options)
    assert len(drifted_pair.changes("acme_Staging")) == before


def test_staging_never_contains_a_production_address_during_a_restore(drifted_pair, journal):
    restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    alarms = requests.get(
        f"{drifted_pair.url}/_emulator/alarms", {"organization": "acme_Staging"}, timeout=10
    )
    assert alarms.json()["Items"] == []


def test_only_integrations_are_restored_after_a_restore_by_ordercloud(drifted_pair, journal):
    restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)
    drifted_pair.staging.patch("/webhooks/orders", {"Url": None, "ApiClientIDs": []})
    drifted_pair.staging.delete("/webhooks/own")
    drifted_pair.staging.delete("/messagesenders/mailer/assignments", [("buyerID", "acme")])
    drifted_pair.staging.put("/products/left-alone", {"Name": "Left alone"})

    only = [RESOURCES_BY_NAME[name] for name in INTEGRATION_RESOURCES]
    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options, only)

    assert result.equal
    assert drifted_pair.staging.get("/webhooks/orders")["Url"] == "https://staging.example/orders"
    assert drifted_pair.staging.get("/webhooks/own")["Name"] == "Own"
    assert len(drifted_pair.staging.get("/messagesenders/assignments")["Items"]) == 1
    assert drifted_pair.staging.get("/products/left-alone")["Name"] == "Left alone"
