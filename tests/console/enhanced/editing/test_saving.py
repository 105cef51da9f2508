"""What a save sends, what it leaves alone, and what becomes of it when something is in the way."""

import re

from accounts.models import AuditEntry
from tests.console.enhanced.pages import text_of

LOST = "The form shows what is stored now with your changes."


def writes(emulator) -> list[tuple[str, str]]:
    """The writes that OrderCloud got, as method and path."""
    entries = emulator.emulator.requests.entries(None, None)
    sent = [(entry["Method"], entry["Path"].partition("/v1")[2]) for entry in entries]
    return [(method, path) for method, path in sent if method != "GET" and path]


def test_only_what_changed_is_sent_and_the_rest_keeps_its_digits(pages, storefront, seller, emulator):
    path = f"api-clients/{storefront['ID']}/"
    emulator.emulator.requests.clear()
    response = pages.save(path, field__AccessTokenDuration="30")
    assert response.status_code == 302, text_of(response)
    assert writes(emulator) == [("PATCH", f"/apiclients/{storefront['ID']}")]
    stored = seller.get(f"/apiclients/{storefront['ID']}")
    assert stored == {
        **storefront,
        "AccessTokenDuration": 30,
        "OrderCheckoutIntegrationEventName": "Checkout middleware",
    }
    assert AuditEntry.objects.get(event="console_request.sent").details["method"] == "PATCH"


def test_a_form_that_changes_nothing_sends_nothing(pages, storefront, emulator):
    emulator.emulator.requests.clear()
    assert pages.save(f"api-clients/{storefront['ID']}/").status_code == 302
    assert writes(emulator) == []


def test_zero_is_a_value_and_an_emptied_text_is_null(pages, storefront, seller):
    path = f"api-clients/{storefront['ID']}/"
    seller.patch(f"/apiclients/{storefront['ID']}", {"RefreshTokenDuration": 20})
    pages.save(path, field__RefreshTokenDuration="0", field__xp="")
    stored = seller.get(f"/apiclients/{storefront['ID']}")
    assert (stored["RefreshTokenDuration"], stored["xp"]) == (0, None)


def test_a_change_of_someone_else_is_shown_and_asked_again(pages, storefront, seller, emulator):
    path = f"api-clients/{storefront['ID']}/"
    form = pages.form(path)
    seller.patch(f"/apiclients/{storefront['ID']}", {"AllowAnyBuyer": True})
    emulator.emulator.requests.clear()
    values = {**form, "field.AccessTokenDuration": ["45"], "do": ["save"]}
    response = pages.post(path, values)
    assert response.status_code == 422
    assert "Any buyer" in text_of(response)
    assert LOST in text_of(response)
    assert writes(emulator) == []
    again = pages.post(path, {**pages.form_in(response), "do": ["save"]})
    assert again.status_code == 302, text_of(again)
    stored = seller.get(f"/apiclients/{storefront['ID']}")
    assert (stored["AccessTokenDuration"], stored["AllowAnyBuyer"]) == (45, True)


def test_only_what_failed_is_sent_again(pages, storefront, hooks, seller, emulator):
    path = f"api-clients/{storefront['ID']}/"
    changes = {"assigned.webhooks": ["erp-sync"], "field.AccessTokenDuration": ["5"]}
    failed = pages.save(path, on=changes)
    assert failed.status_code == 422
    assert "AccessTokenDuration must be between 10 and 600" in text_of(failed)
    assert seller.get("/webhooks/erp-sync")["ApiClientIDs"] == [storefront["ID"]]
    assert "Save 1 change" in text_of(failed)
    emulator.emulator.requests.clear()
    again = pages.post(path, {**pages.form_in(failed), "field.AccessTokenDuration": ["15"], "do": ["save"]})
    assert again.status_code == 302, text_of(again)
    assert writes(emulator) == [("PATCH", f"/apiclients/{storefront['ID']}")]


def test_the_foot_counts_changes_and_names_the_calls_without_a_call(pages, storefront, hooks, emulator):
    path = f"api-clients/{storefront['ID']}/"
    form = pages.form(path)
    emulator.emulator.requests.clear()
    changes = {"assigned.webhooks": ["erp-sync"], "clear": ["ClientSecret"], "do": ["preview"]}
    foot = text_of(pages.post(path, {**form, **changes}))
    assert "Save 2 changes" in foot
    assert "PATCH /webhooks/erp-sync" in foot
    assert f"PATCH /apiclients/{storefront['ID']}" in foot
    assert not [entry for entry in emulator.emulator.requests.entries(None, None) if "/v1" in entry["Path"]]


def test_open_in_console_fills_the_same_request_without_a_typed_secret(pages, storefront):
    path = f"api-clients/{storefront['ID']}/"
    response = pages.save(path, field__AppName="Shop", field__ClientSecret="typed", do="console")
    assert response.status_code == 302
    opened = text_of(pages.client.get(response["Location"]))
    assert storefront["ID"] in opened
    assert "Shop" in opened
    assert "typed" not in response["Location"]


def test_a_secret_inside_json_stays_out_of_addresses(pages, hooks):
    config = '{"apiKey": "a key of the receiver"}'
    response = pages.save("webhooks/erp-sync/", field__Name="ERP", field__ConfigData=config, do="console")
    assert "ERP" in response["Location"]
    assert "receiver" not in response["Location"]


def test_a_typed_secret_replaces_the_old_one_and_a_generated_one_is_long(pages, storefront, seller):
    path = f"api-clients/{storefront['ID']}/"
    pages.save(path, field__ClientSecret="a typed secret")
    assert seller.get(f"/apiclients/{storefront['ID']}")["ClientSecret"] == "a typed secret"
    pages.save(path, generate="ClientSecret")
    assert re.fullmatch(r"[\w-]{50}", seller.get(f"/apiclients/{storefront['ID']}")["ClientSecret"])


def test_a_typed_secret_survives_a_form_with_an_error_without_standing_in_the_page(pages, storefront, seller):
    path = f"api-clients/{storefront['ID']}/"
    failed = pages.save(path, field__ClientSecret="a typed secret", field__AccessTokenDuration="ten")
    assert failed.status_code == 422
    assert "a typed secret" not in text_of(failed)
    assert pages.post(path, {**pages.form_in(failed), "field.AccessTokenDuration": ["10"]}).status_code == 302
    assert seller.get(f"/apiclients/{storefront['ID']}")["ClientSecret"] == "a typed secret"


def test_anonymous_shopping_requires_a_default_user(pages, storefront, emulator):
    emulator.emulator.requests.clear()
    response = pages.save(f"api-clients/{storefront['ID']}/", field__IsAnonBuyer="true")
    assert response.status_code == 422
    assert "Anonymous buyer requires a default user." in text_of(response)
    assert writes(emulator) == []


def test_a_record_is_created_with_what_was_filled_in(pages, seller):
    response = pages.save("api-clients/new/", field__AppName="New app", field__AllowSeller="true")
    assert response.status_code == 302, text_of(response)
    (client,) = seller.get("/apiclients")["Items"]
    assert (client["AppName"], client["AccessTokenDuration"], client["ClientSecret"]) == (
        "New app",
        600,
        None,
    )
    assert client["ID"] in response["Location"]


def test_assignments_to_companies_are_saved_and_deleted(pages, storefront, seller):
    path = f"api-clients/{storefront['ID']}/"
    seller.put("/buyers/hw", {"Name": "Hartwell", "Active": True})
    pages.save(path, on={"add.parties.BuyerID": ["hw"]})
    (assignment,) = seller.get("/apiclients/assignments")["Items"]
    assert assignment["BuyerID"] == "hw"
    assert "Buyer hw" in text_of(pages.get(path))
    pages.save(path, on={"assigned.parties": []})
    assert seller.get("/apiclients/assignments")["Items"] == []


def test_the_same_record_is_created_twice_only_when_that_is_meant(pages, seller):
    values = {**pages.form("api-clients/new/"), "field.AppName": ["Twin"], "do": ["save"]}
    assert pages.post("api-clients/new/", values).status_code == 302
    asked = pages.post("api-clients/new/", values)
    assert asked.status_code == 422
    assert len(seller.get("/apiclients")["Items"]) == 1
    assert pages.post("api-clients/new/", {**pages.form_in(asked), "do": ["save"]}).status_code == 302
    assert len(seller.get("/apiclients")["Items"]) == 2
