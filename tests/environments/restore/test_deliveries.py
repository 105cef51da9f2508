"""Delivery configurations and what calls other systems through them, on a pair of emulators."""

import pytest

from environments.grants import EmulatorGrant
from environments.ordercloud import Client
from environments.ordercloud.errors import NotFound
from environments.restore.engine import capture, plan, restore
from environments.restore.journal import MemoryJournal
from environments.restore.report import Reason
from environments.restore.resources.manifest import READ_ROLES, RESOURCES
from environments.restore.resources.redactions import PLACEHOLDER_URL
from environments.restore.writing import verification
from tests.environments.restore.all_resources import RUNNER, SYNCHRONIZATIONS, create_deliveries
from tests.environments.restore.deliveries import read_all, run
from tests.environments.restore.sample_data import SHOP, create_records, user


def test_what_staging_lacks_is_created_without_calling_anything(delivering_pair):
    result = run(delivering_pair)

    found = read_all(delivering_pair.staging)
    configuration = found["deliveryconfig/queue"]
    assert (configuration["Name"], configuration["Enabled"]) == ("Queue", False)
    assert configuration["DeliveryTargets"]["Http"]["Endpoint"] == PLACEHOLDER_URL
    assert found["trackingEvents/orders"]["ClientID"].casefold() == SHOP.casefold()
    assert found["subscription"]["ApiClientID"].casefold() == RUNNER.casefold()
    assert found["subscription"]["Active"] is False
    paused = [path for path in SYNCHRONIZATIONS if "Paused" in found[path]]
    assert len(paused) == len(SYNCHRONIZATIONS) - 1
    assert all(found[path]["Paused"] for path in paused)
    for path in ("promotion", "subscription"):
        assert found[path]["Url"] is None
        assert found[path]["HashKey"] != "key of production.example"
    for name, fields in (
        ("DeliveryConfigurations", ("Enabled", "DeliveryTargets")),
        ("BuyerSynchronization", ("Paused",)),
        ("SubscriptionIntegration", ("Active", "Url")),
    ):
        reasons = {
            difference.reason: difference.fields for difference in result.resources[name].expected_differences
        }
        assert set(reasons[Reason.BLANKED]) == set(fields)
        assert Reason.PRESERVED not in reasons
    assert "production.example" not in str(found).replace("Event of production.example", "")
    again = run(delivering_pair)
    assert (again.writes, again.deletes) == (0, 0)


def test_what_staging_has_is_left_alone(delivering_pair):
    create_deliveries(delivering_pair.staging, "staging.example")
    before = read_all(delivering_pair.staging)
    changes = len(delivering_pair.changes("acme_Staging"))

    result = run(delivering_pair)

    assert read_all(delivering_pair.staging) == before
    written = {item["Path"] for item in delivering_pair.changes("acme_Staging")[changes:]}
    assert not [path for path in written if "/integrations/" in path]
    (difference,) = result.resources["DeliveryConfigurations"].expected_differences
    assert (difference.reason, difference.fields) == (Reason.PRESERVED, ("DeliveryTargets",))


def test_what_only_staging_has_is_kept(pair):
    create_records(pair.production, "production.example")
    create_records(pair.staging, "staging.example")
    create_deliveries(pair.staging, "staging.example")
    before = read_all(pair.staging)

    result = run(pair)

    assert read_all(pair.staging) == before
    assert pair.staging.get(f"/apiclients/{RUNNER}")["AppName"] == "Runner"
    differences = result.resources["TrackingEvents"].expected_differences
    assert [(difference.id, difference.reason) for difference in differences] == [
        ("orders", Reason.ONLY_STAGING)
    ]


def test_what_gives_a_kept_integration_its_rights_is_kept_too(pair):
    create_records(pair.production, "production.example")
    create_records(pair.staging, "staging.example")
    create_deliveries(pair.staging, "staging.example")
    for api, name in ((pair.production, "Shared"), (pair.staging, "Of Staging")):
        api.put("/usergroups/shared", {"ID": "shared", "Name": name})
    for name in ("robot", "other"):
        pair.staging.put(f"/adminusers/{name}", user(name))
        pair.staging.put(f"/usergroups/{name}s", {"ID": f"{name}s", "Name": name})
        pair.staging.put(f"/securityprofiles/{name}", {"ID": name, "Name": name, "Roles": ["OrderAdmin"]})
        for group in (f"{name}s", "shared"):
            pair.staging.post("/usergroups/assignments", {"UserID": name, "UserGroupID": group})
        profile = {"SecurityProfileID": name, "UserGroupID": f"{name}s"}
        pair.staging.post("/securityprofiles/assignments", profile)
    pair.staging.patch(f"/apiclients/{RUNNER}", {"DefaultContextUserName": "robot"})
    buyer = pair.staging.get("/buyers")["Items"][0]["ID"]
    for client in (RUNNER, SHOP):
        pair.staging.post("/apiclients/assignments", {"ApiClientID": client, "BuyerID": buyer})

    run(pair)

    assert pair.staging.get(f"/apiclients/{RUNNER}")["DefaultContextUserName"] == "robot"
    assert {found["ID"] for found in pair.staging.get("/adminusers")["Items"]} == {"olive", "robot"}
    assert {(found["ID"], found["Name"]) for found in pair.staging.get("/usergroups")["Items"]} == {
        ("managers", "Managers"),
        ("robots", "robot"),
        ("shared", "Shared"),
    }
    assert {
        (found["UserGroupID"], found["UserID"])
        for found in pair.staging.get("/usergroups/assignments")["Items"]
    } == {("managers", "olive"), ("robots", "robot"), ("shared", "robot")}
    profiles = pair.staging.get("/securityprofiles/assignments?UserGroupID=robots")["Items"]
    assert [found["SecurityProfileID"] for found in profiles] == ["robot"]
    assigned = pair.staging.get("/apiclients/assignments")["Items"]
    assert [found["ApiClientID"] for found in assigned] == [RUNNER]


def test_a_tracking_event_is_not_created_beside_one_of_the_same_client_and_type(delivering_pair):
    create_deliveries(delivering_pair.staging, "staging.example")
    event = delivering_pair.staging.get("/integrations/trackingEvents/orders")
    delivering_pair.staging.delete("/integrations/trackingEvents/orders")
    delivering_pair.staging.put("/integrations/trackingEvents/own", event | {"ID": "own"})

    run(delivering_pair)

    events = delivering_pair.staging.get("/integrations/trackingEvents")["Items"]
    assert [event["ID"] for event in events] == ["own"]


def test_a_restore_leaves_the_custom_headers_of_staging_alone(delivering_pair):
    pair = delivering_pair
    create_deliveries(pair.staging, "staging.example")
    paths = ("/webhooks/orders", "/integrationEvents/checkout", "/integrations/subscription")
    for path in paths:
        pair.staging.patch(path, {"CustomAuthHeaderName": "X-Key", "CustomAuthHeaderValue": "own"})
    pair.production.patch("/webhooks/orders", {"Description": "New"})
    pair.production.patch("/integrationEvents/checkout", {"ConfigData": {"a": 1}})
    pair.production.patch("/integrations/subscription", {"NotificationDays": 3})

    run(pair)

    assert pair.staging.get("/integrations/subscription")["NotificationDays"] == 3
    assert [pair.staging.get(path)["CustomAuthHeaderName"] for path in paths] == ["X-Key"] * 3


def test_what_is_only_delivered_in_production_is_created_with_a_new_secret(delivering_pair):
    pair = delivering_pair
    routes = [{"Route": "v1/products", "Verb": "POST"}]
    delivered = {"Name": "Delivered", "DeliveryConfigID": "queue"}
    pair.production.put("/webhooks/delivered", delivered | {"WebhookRoutes": routes})
    sender = {"MessageTypes": ["OrderSubmitted"], "Description": "Delivered"}
    pair.production.put("/messagesenders/delivered", delivered | sender)

    run(pair)

    assert pair.staging.get("/webhooks/delivered")["DeliveryConfigID"] is None
    assert pair.staging.get("/messagesenders/delivered")["SharedKey"]


def test_a_capture_without_the_newer_resources_loses_nothing_of_staging(delivering_pair):
    pair = delivering_pair
    create_deliveries(pair.staging, "staging.example")
    before = read_all(pair.staging)
    journal = MemoryJournal()
    capture(pair.production, pair.staging, journal, pair.options)
    captures = journal.load_captures()
    newer = {resource.name for resource in RESOURCES if resource.since}
    captures["records"] = {name: rows for name, rows in captures["records"].items() if name not in newer}
    journal.save_captures(captures)

    restore(pair.production, pair.staging, journal, pair.options)

    assert read_all(pair.staging) == before


def test_a_newer_list_that_cannot_be_read_does_not_stop_the_restore(delivering_pair):
    pair = delivering_pair
    roles = [role for role in READ_ROLES if role != "DeliveryConfigAdmin"]
    grant = EmulatorGrant(pair.production.endpoint, "acme", pair.key)
    token = grant.fetch(roles, platform=False).access_token
    limited = Client(pair.production.endpoint, lambda force: token)
    pair.production.patch("/products/hammer-0", {"Name": "New"})

    result = restore(limited, pair.staging, MemoryJournal(), pair.options)

    assert result.state == "incomplete"
    assert "403" in result.resources["DeliveryConfigurations"].unreadable
    assert pair.staging.get("/products/hammer-0")["Name"] == "New"


def test_after_a_restore_by_ordercloud_captured_integrations_are_put_back(delivering_pair):
    pair = delivering_pair
    create_deliveries(pair.staging, "staging.example")
    before = read_all(pair.staging)
    journal = MemoryJournal()
    capture(pair.production, pair.staging, journal, pair.options)
    # OrderCloud's own restore leaves these silent.
    pair.staging.delete("/integrations/promotion")
    pair.staging.patch("/integrations/subscription", {"Url": None, "Active": False})
    pair.staging.patch("/integrations/productsync", {"Paused": True})
    pair.staging.patch("/integrations/deliveryconfig/queue", {"Enabled": False})

    result = restore(pair.production, pair.staging, journal, pair.options, resources=())

    assert result.state == "finished"
    after = read_all(pair.staging)
    assert after.pop("deliveryconfig/queue")["Enabled"] is False
    before.pop("deliveryconfig/queue")
    assert after == before


def test_without_delivery_configurations_nothing_that_delivers_is_read(pair):
    create_records(pair.production, "production.example")
    plan(pair.production, pair.staging, pair.options)
    read = {item["Path"] for item in pair.requests("acme", "GET")}
    assert not [path for path in read if "sync" in path.lower() or "ErrorConfig" in path]


def test_a_long_restore_reads_the_lists_of_production_again(pair, monkeypatch):
    monkeypatch.setattr(verification, "READS_PER_RECHECK", 1)
    create_records(pair.production, "production.example")
    run(pair)
    assert run(pair).writes == 0


def test_an_integration_that_is_missing_in_both_organizations_stays_missing(pair):
    run(pair)
    with pytest.raises(NotFound):
        pair.staging.get("/integrations/subscription")
