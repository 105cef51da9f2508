"""A drifted pair on a real emulator."""

from dataclasses import replace

import pytest
import requests

from environments.restore.engine import WrongPair, rehearse, restore
from environments.restore.integrations import IntegrationsUnreadable
from environments.restore.journal import MemoryJournal, Phase
from environments.restore.manifest import BY_NAME, INTEGRATIONS
from environments.restore.report import Drift, Why
from tests.environments.restore.checker import differences, whole
from tests.environments.restore.conftest import OFFICE, SHOP, fill, user


def test_a_drifted_staging_becomes_equal(drifted, journal):
    assert differences(drifted.production, drifted.staging)

    result = restore(drifted.production, drifted.staging, journal, drifted.terms)

    assert (result.state, result.equal, result.failed, result.drift) == ("finished", True, 0, [])
    assert differences(drifted.production, drifted.staging) == []


def test_an_empty_staging_becomes_equal(pair, journal):
    fill(pair.production, "production.example")

    result = restore(pair.production, pair.staging, journal, pair.terms)

    assert (result.state, result.equal) == ("finished", True)
    assert differences(pair.production, pair.staging) == []


def test_a_second_run_writes_nothing(drifted):
    restore(drifted.production, drifted.staging, MemoryJournal(), drifted.terms)
    before = len(drifted.changes("acme_Staging"))

    result = restore(drifted.production, drifted.staging, MemoryJournal(), drifted.terms)

    assert (result.writes, result.deletes, result.equal) == (0, 0, True)
    assert len(drifted.changes("acme_Staging")) == before


def test_only_what_differs_is_written(drifted, journal):
    terms = replace(drifted.terms, keep_dates=False)

    result = restore(drifted.production, drifted.staging, journal, terms)

    written = {
        name: (report.created, report.changed, report.deleted)
        for name, report in result.resources.items()
        if report.created or report.changed or report.deleted
    }
    assert written["Products"] == (1, 1, 1)
    assert written["Buyers"] == (0, 0, 1)
    assert written["Users"] == (0, 0, 1)
    assert written["Categories"] == (0, 1, 1)
    assert written["UserGroupAssignments"] == (1, 0, 0)
    assert "PriceSchedules" not in written


def test_the_counts_are_those_that_ordercloud_saw(drifted, journal):
    before = len(drifted.changes("acme_Staging"))

    result = restore(drifted.production, drifted.staging, journal, drifted.terms)

    changes = drifted.changes("acme_Staging")[before:]
    assert result.writes == sum(item["Method"] != "DELETE" for item in changes)
    assert result.deletes == sum(item["Method"] == "DELETE" for item in changes)


def test_production_is_byte_for_byte_what_it_was(drifted, journal):
    before, changes = whole(drifted.production), len(drifted.changes("acme"))

    restore(drifted.production, drifted.staging, journal, drifted.terms)

    assert whole(drifted.production) == before
    assert len(drifted.changes("acme")) == changes


def test_what_is_stagings_own_comes_back(drifted, journal):
    result = restore(drifted.production, drifted.staging, journal, drifted.terms)

    webhook = drifted.staging.get("/webhooks/orders")
    assert webhook["Name"] == "Orders"
    assert webhook["Url"] == "https://staging.example/orders"
    assert webhook["HashKey"] == "staging.example key"
    assert webhook["ApiClientIDs"] == [OFFICE]
    assert drifted.staging.get("/messagesenders/mailer")["URL"] == "https://staging.example/mail"
    event = drifted.staging.get("/integrationEvents/checkout")
    assert event["CustomImplementationUrl"] == "https://staging.example/checkout"
    client = drifted.staging.get(f"/apiclients/{SHOP}")
    assert client["OrderCheckoutIntegrationEventID"] == "checkout"
    assert drifted.staging.get("/webhooks/own")["ApiClientIDs"] == [SHOP]
    assert result.of("Webhooks").captured == 2


def test_an_assignment_of_a_sender_stays_unless_its_buyer_goes(drifted, journal):
    result = restore(drifted.production, drifted.staging, journal, drifted.terms)

    assigned = drifted.staging.get("/messagesenders/assignments")["Items"]
    assert [one["BuyerID"] for one in assigned] == ["acme"]
    reasons = {one.why for one in result.of("MessageSenderAssignments").on_purpose}
    assert Why.PARTY_GONE in reasons


def test_what_production_alone_has_comes_blanked(pair, journal):
    fill(pair.production, "production.example")

    result = restore(pair.production, pair.staging, journal, pair.terms)

    webhook = pair.staging.get("/webhooks/orders")
    assert (webhook["Url"], webhook["ApiClientIDs"]) == (None, [])
    assert pair.staging.get("/messagesenders/mailer")["URL"] is None
    assert pair.staging.get("/integrationEvents/checkout")["CustomImplementationUrl"] is None
    assert pair.staging.get(f"/apiclients/{SHOP}")["OrderCheckoutIntegrationEventID"] is None
    assert pair.staging.get("/messagesenders/assignments")["Items"] == []
    assert result.of("Webhooks").blanked == 1


def test_where_null_is_refused_an_address_that_leads_nowhere_is_written(pair, journal):
    fill(pair.production, "production.example")
    terms = replace(pair.terms, null_addresses=False)

    restore(pair.production, pair.staging, journal, terms)
    again = restore(pair.production, pair.staging, MemoryJournal(), terms)

    assert pair.staging.get("/webhooks/orders")["Url"] == "https://blanked.invalid/"
    assert again.writes == 0


def test_an_address_of_production_is_taken_away_and_named(drifted, journal):
    drifted.staging.patch("/webhooks/own", {"Url": "HTTPS://Production.example:443/mail/"})
    before = len(drifted.changes("acme_Staging"))

    result = restore(drifted.production, drifted.staging, journal, drifted.terms)

    assert drifted.staging.get("/webhooks/own")["Url"] is None
    (item,) = result.drift
    assert (item.resource, item.id, item.field) == ("Webhooks", "own", "Url")
    assert item.what is Drift.PRODUCTION_ADDRESS
    assert drifted.changes("acme_Staging")[before]["Path"].endswith("/webhooks/own")


def test_a_report_holds_no_address_and_no_secret(drifted, journal):
    drifted.staging.patch("/webhooks/own", {"Url": "https://production.example/mail"})

    result = restore(drifted.production, drifted.staging, journal, drifted.terms)

    assert "example" not in str(result.as_json())


def test_names_that_changed_hands_are_sorted_out(drifted, journal):
    drifted.staging.patch("/buyers/acme/users/bob", {"Username": "passing"})
    drifted.staging.patch("/buyers/acme/users/zed", {"Username": "bob"})
    drifted.production.put("/buyers/acme/users/zed", user("zed"))
    drifted.staging.patch("/buyers/acme/users/bob", {"Username": "zed"})

    result = restore(drifted.production, drifted.staging, journal, drifted.terms)

    assert (result.state, result.failed) == ("finished", 0)
    assert differences(drifted.production, drifted.staging) == []


def test_a_category_that_moved_out_of_one_that_goes_stays(drifted, journal):
    drifted.staging.patch("/catalogs/main/categories/hammers", {"ParentID": "trial"})
    drifted.staging.put("/catalogs/main/categories/heavy", {"Name": "Heavy", "ParentID": "hammers"})
    drifted.production.put("/catalogs/main/categories/heavy", {"Name": "Heavy", "ParentID": "hammers"})

    result = restore(drifted.production, drifted.staging, journal, drifted.terms)

    assert result.equal
    assert differences(drifted.production, drifted.staging) == []


def test_a_user_who_moved_to_another_buyer_moves(drifted, journal):
    drifted.production.put("/buyers/other", {"Name": "Other", "DefaultCatalogID": "main"})
    drifted.production.put("/buyers/other/users/zed", user("zed"))

    result = restore(drifted.production, drifted.staging, journal, drifted.terms)

    assert result.equal
    assert differences(drifted.production, drifted.staging) == []


def test_a_rehearsal_writes_nothing_and_tells_what_a_restore_then_does(drifted, journal):
    before = len(drifted.changes("acme_Staging"))

    foretold = rehearse(drifted.production, drifted.staging, drifted.terms)
    assert len(drifted.changes("acme_Staging")) == before
    assert (foretold.rehearsal, foretold.equal) == (True, False)

    done = restore(drifted.production, drifted.staging, journal, drifted.terms)
    counts = [
        {name: (one.created, one.changed, one.deleted) for name, one in result.resources.items()}
        for result in (foretold, done)
    ]
    assert counts[0] == counts[1]


def test_a_rehearsal_of_an_equal_pair_says_so(drifted, journal):
    restore(drifted.production, drifted.staging, journal, drifted.terms)

    assert rehearse(drifted.production, drifted.staging, drifted.terms).equal


def test_api_clients_without_a_kept_id_are_found_by_their_name(pair, journal):
    fill(pair.production, "production.example")
    pair.production.post("/apiclients/assignments", {"ApiClientID": SHOP, "BuyerID": "acme"})
    terms = replace(pair.terms, keep_api_client_ids=False)

    result = restore(pair.production, pair.staging, journal, terms)
    again = restore(pair.production, pair.staging, MemoryJournal(), terms)

    clients = pair.staging.get("/apiclients")["Items"]
    assert sorted(client["AppName"] for client in clients) == ["Office", "Shop"]
    assert {SHOP, OFFICE}.isdisjoint(client["ID"] for client in clients)
    shop = next(client["ID"] for client in clients if client["AppName"] == "Shop")
    assert pair.staging.get("/apiclients/assignments")["Items"][0]["ApiClientID"] == shop
    assert (result.equal, again.writes, again.deletes) == (True, 0, 0)
    assert Why.NEW_ID in {one.why for one in again.of("ApiClients").on_purpose}


def test_what_the_restore_works_through_is_never_touched(drifted, journal):
    own = "33333333-3333-4333-8333-333333333333"
    staging = drifted.staging
    staging.put("/adminusers/robot", user("robot"))
    staging.put("/securityprofiles/everything", {"Name": "Everything", "Roles": ["FullAccess"]})
    staging.put("/usergroups/robots", {"Name": "Robots"})
    staging.post("/usergroups/assignments", {"UserGroupID": "robots", "UserID": "robot"})
    staging.post(
        "/securityprofiles/assignments", {"SecurityProfileID": "everything", "UserGroupID": "robots"}
    )
    staging.put(
        f"/apiclients/{own}",
        {
            "AppName": "Portal",
            "AccessTokenDuration": 60,
            "AllowSeller": True,
            "DefaultContextUserName": "robot",
        },
    )
    terms = replace(drifted.terms, own_api_client_id=own.upper())
    before = len(drifted.changes("acme_Staging"))

    result = restore(drifted.production, staging, journal, terms)

    assert result.equal
    touched = [item["Path"] for item in drifted.changes("acme_Staging")[before:]]
    assert not [path for path in touched if "robot" in path or "everything" in path or own in path]
    assert staging.get(f"/apiclients/{own}")["AppName"] == "Portal"
    assert [one.why for one in result.of("AdminUsers").on_purpose] == [Why.CONNECTION]


def test_an_unknown_api_client_of_the_connection_stops_everything(drifted, journal):
    before = len(drifted.changes("acme_Staging"))
    terms = replace(drifted.terms, own_api_client_id="44444444-4444-4444-8444-444444444444")

    with pytest.raises(IntegrationsUnreadable):
        restore(drifted.production, drifted.staging, journal, terms)
    assert len(drifted.changes("acme_Staging")) == before


def test_at_no_moment_does_staging_carry_an_address_of_production(drifted, journal):
    restore(drifted.production, drifted.staging, journal, drifted.terms)

    alarms = requests.get(f"{drifted.url}/_emulator/alarms", {"organization": "acme_Staging"}, timeout=10)
    assert alarms.json()["Items"] == []


def test_dates_come_along_where_the_connection_can_write_them(drifted, journal):
    restore(drifted.production, drifted.staging, journal, drifted.terms)

    assert (
        drifted.staging.get("/buyers/acme")["DateCreated"]
        == drifted.production.get("/buyers/acme")["DateCreated"]
    )


def test_after_ordercloud_itself_restored_the_integrations_alone_are_put_back(drifted, journal):
    restore(drifted.production, drifted.staging, journal, drifted.terms)
    drifted.staging.patch("/webhooks/orders", {"Url": None, "ApiClientIDs": []})
    drifted.staging.delete("/webhooks/own")
    drifted.staging.delete("/messagesenders/mailer/assignments", [("buyerID", "acme")])
    drifted.staging.put("/products/left-alone", {"Name": "Left alone"})

    only = [BY_NAME[name] for name in INTEGRATIONS]
    result = restore(drifted.production, drifted.staging, journal, drifted.terms, only)

    assert result.equal
    assert drifted.staging.get("/webhooks/orders")["Url"] == "https://staging.example/orders"
    assert drifted.staging.get("/webhooks/own")["Name"] == "Own"
    assert len(drifted.staging.get("/messagesenders/assignments")["Items"]) == 1
    assert drifted.staging.get("/products/left-alone")["Name"] == "Left alone"


def test_restoring_the_wrong_way_round_is_refused_before_any_call(drifted, journal):
    before = len(drifted.requests("acme")) + len(drifted.requests("acme_Staging"))

    with pytest.raises(WrongPair):
        restore(drifted.staging, drifted.production, journal, drifted.terms)
    with pytest.raises(WrongPair):
        restore(drifted.production, drifted.production, journal, drifted.terms)
    assert len(drifted.requests("acme")) + len(drifted.requests("acme_Staging")) == before


def test_the_journal_hears_of_every_phase_and_that_it_ended(drifted, journal):
    restore(drifted.production, drifted.staging, journal, drifted.terms)

    assert {phase for _, phase in journal.steps} == set(Phase)
    assert all(step.finished for step in journal.steps.values())
    products = journal.steps["Products", Phase.WRITE].counts
    assert (products.planned, products.done, products.failed) == (2, 2, 0)


def test_a_cancelled_run_says_so_and_writes_nothing(drifted, journal):
    journal.stop.set()
    before = len(drifted.changes("acme_Staging"))

    result = restore(drifted.production, drifted.staging, journal, drifted.terms)

    assert (result.state, result.equal, result.writes) == ("cancelled", False, 0)
    assert len(drifted.changes("acme_Staging")) == before


def test_every_report_names_what_cannot_be_copied(drifted, journal):
    result = restore(drifted.production, drifted.staging, journal, drifted.terms)

    assert {"Orders", "Passwords", "Private data"} <= set(result.as_json()["not_copied"])


def test_an_unchanged_pair_takes_hardly_more_reads_than_it_has_pages(drifted):
    restore(drifted.production, drifted.staging, MemoryJournal(), drifted.terms)

    before = len(drifted.requests("acme", "GET")) + len(drifted.requests("acme_Staging", "GET"))
    result = restore(drifted.production, drifted.staging, MemoryJournal(), drifted.terms)

    made = len(drifted.requests("acme", "GET")) + len(drifted.requests("acme_Staging", "GET")) - before
    assert result.reads == made
    counted = [item for item in drifted.requests("acme", "GET")[-made:] if "pageSize=1&" in item["Path"]]
    assert len(counted) <= made // 20
