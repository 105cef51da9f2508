"""Production: writes are unlocked, all calls of a save reviewed together, and confirmed with one reason."""

import pytest

from accounts.models import AuditEntry
from organizations.connections.clients import client_for
from tests.console.enhanced.pages import Pages, text_of

REASON = "Rotation after the audit"


@pytest.fixture
def production(seller, cast):
    """A client of OrderCloud for Production, with an API client and a webhook."""
    client = client_for(cast.pair.production, ("FullAccess",))
    client.put("/webhooks/erp", {"Name": "ERP", "Url": "https://x.example", "HashKey": "a key"})
    fields = {
        "AppName": "Shop",
        "AccessTokenDuration": 600,
        "RefreshTokenDuration": 0,
        "ClientSecret": "old one",
    }
    return client, client.post("/apiclients", fields)["ID"]


@pytest.fixture
def guarded(as_olive, production) -> Pages:
    return Pages(as_olive, "/organizations/acme/enhanced/")


def unlock(pages: Pages) -> None:
    response = pages.client.post(
        "/organizations/acme/writes/unlock/", {"next": "/organizations/acme/enhanced/"}
    )
    assert response.status_code == 302


def test_nothing_is_sent_while_writes_are_locked(guarded, production):
    client, client_id = production
    response = guarded.save(f"api-clients/{client_id}/", field__AppName="Renamed")
    assert response.status_code == 403
    assert "Writes to Production are locked" in text_of(response)
    assert "Renamed" in text_of(response)
    assert client.get(f"/apiclients/{client_id}")["AppName"] == "Shop"


def test_all_calls_of_a_save_are_reviewed_together_and_sent_with_one_reason(guarded, production):
    client, client_id = production
    path = f"api-clients/{client_id}/"
    unlock(guarded)
    changes = {
        "assigned.webhooks": ["erp"],
        "field.AppName": ["Renamed"],
        "field.ClientSecret": ["a new secret"],
    }
    review = guarded.save(path, on=changes)
    assert review.status_code == 200
    assert "Save 3 changes in Production" in text_of(review)
    assert "PATCH</span> <code>/webhooks/erp" in text_of(review)
    assert "a new secret" not in text_of(review)
    assert client.get(f"/apiclients/{client_id}")["AppName"] == "Shop"
    confirmed = {**guarded.form_in(review), "do": ["confirm"]}
    without = guarded.post(path, confirmed)
    assert without.status_code == 422
    assert "Enter a reason." in text_of(without)
    assert guarded.post(path, {**confirmed, "reason": [REASON]}).status_code == 302
    stored = client.get(f"/apiclients/{client_id}")
    assert (stored["AppName"], stored["ClientSecret"]) == ("Renamed", "a new secret")
    assert client.get("/webhooks/erp")["ApiClientIDs"] == [client_id]
    reasons = AuditEntry.objects.filter(event="console_request.sent").values_list(
        "details__reason", flat=True
    )
    assert list(reasons) == [REASON, REASON]


def test_what_is_changed_after_the_review_is_reviewed_again(guarded, production):
    client, client_id = production
    path = f"api-clients/{client_id}/"
    unlock(guarded)
    review = guarded.save(path, field__AppName="Renamed")
    values = {
        **guarded.form_in(review),
        "field.AppName": ["Something else"],
        "do": ["confirm"],
        "reason": [REASON],
    }
    assert "What this changes in Production" in text_of(guarded.post(path, values))
    assert client.get(f"/apiclients/{client_id}")["AppName"] == "Shop"


def test_a_deletion_is_reviewed_with_a_reason(guarded, production):
    client, client_id = production
    path = f"api-clients/{client_id}/delete/"
    unlock(guarded)
    review = guarded.post(path, {"do": "save"})
    assert "Delete Shop in Production" in text_of(review)
    values = {**guarded.form_in(review, form="deletion"), "do": ["confirm"], "reason": [REASON]}
    assert guarded.post(path, values).status_code == 302
    assert client.get("/apiclients")["Items"] == []


def test_what_was_typed_for_a_new_assignment_survives_the_review(guarded, production):
    client, client_id = production
    client.put("/buyers/hw", {"Name": "Hartwell", "Active": True})
    path = f"api-clients/{client_id}/"
    unlock(guarded)
    review = guarded.save(path, on={"add.parties.BuyerID": ["hw"]})
    values = {**guarded.form_in(review), "do": ["confirm"], "reason": [REASON]}
    assert guarded.post(path, values).status_code == 302
    assert [item["BuyerID"] for item in client.get("/apiclients/assignments")["Items"]] == ["hw"]


def test_unlocking_beside_an_open_form_keeps_what_is_typed(guarded, production):
    _, client_id = production
    path = f"api-clients/{client_id}/"
    locked = guarded.save(path, field__AppName="Renamed")
    unlocking = '/organizations/acme/writes/unlock/" target="_blank">'
    assert unlocking in text_of(locked)
    assert unlocking not in text_of(guarded.get("api-clients/"))
    unlock(guarded)
    reviewed = guarded.post(path, {**guarded.form_in(locked), "do": ["save"]})
    assert "Save 1 change in Production" in text_of(reviewed)
    band = guarded.client.get("/organizations/acme/writes/?beside=1", headers={"HX-Request": "true"})
    assert "Writes unlocked until" in text_of(band)
