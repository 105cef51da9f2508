"""Webhooks: their operations, and API clients that are fresh."""

from console.enhanced.panels.deliveries import Deliveries
from console.enhanced.reading import Reader
from console.openapi.catalogue import Catalogue
from console.openapi.document import Document
from organizations.connections.deliveries import NOT_SHOWN
from organizations.models import Connection, Organization
from tests.console.enhanced.pages import text_of


def test_webhook_assignments_are_fresh_after_clients_change_in_another_tab(pages, storefront, hooks, seller):
    path = "webhooks/erp-sync/"
    form = pages.form(path)
    pages.save(f"api-clients/{storefront['ID']}/", on={"assigned.webhooks": ["erp-sync"]})
    other = seller.post(
        "/apiclients", {"AppName": "Search", "AccessTokenDuration": 60, "RefreshTokenDuration": 0}
    )
    region = pages.post(path, {**form, "field.ApiClientIDs": [other["ID"]], "do": ["refresh"]})
    boxes = pages.form_in(region, inside=True)["field.ApiClientIDs"]
    assert sorted(boxes) == sorted([storefront["ID"], other["ID"]])
    fresh = {**form, **pages.form_in(region, inside=True), "do": ["save"]}
    assert pages.post(path, fresh).status_code == 302
    assert sorted(seller.get("/webhooks/erp-sync")["ApiClientIDs"]) == sorted([storefront["ID"], other["ID"]])


def test_a_stale_list_never_removes_what_another_tab_assigned(pages, storefront, hooks, seller):
    path = "webhooks/erp-sync/"
    form = pages.form(path)
    seller.patch("/webhooks/erp-sync", {"ApiClientIDs": [storefront["ID"]]})
    response = pages.post(path, {**form, "field.Description": ["Nightly"], "do": ["save"]})
    assert response.status_code == 422
    assert "Assigned API clients" in text_of(response)
    pages.post(path, {**pages.form_in(response), "do": ["save"]})
    stored = seller.get("/webhooks/erp-sync")
    assert (stored["Description"], stored["ApiClientIDs"]) == ("Nightly", [storefront["ID"]])


def test_operations_are_picked_from_the_document(pages, hooks, seller):
    path = "webhooks/erp-sync/"
    page = text_of(pages.get(path))
    assert "DELETE v1/buyers/{buyerID}" in page
    assert 'value="GET v1' not in page
    routes = ["POST v1/products", "DELETE v1/buyers/{buyerID}"]
    assert pages.save(path, on={"field.WebhookRoutes": routes}).status_code == 302
    assert seller.get("/webhooks/erp-sync")["WebhookRoutes"] == [
        {"Route": "v1/products", "Verb": "POST"},
        {"Route": "v1/buyers/{buyerID}", "Verb": "DELETE"},
    ]


def test_a_hash_key_is_never_in_the_page_and_has_no_page_that_shows_it(pages, hooks):
    assert "a hash key" not in text_of(pages.get("webhooks/erp-sync/"))
    assert pages.get("webhooks/erp-sync/secret/HashKey/").status_code == 404


def test_a_webhook_with_a_delivery_configuration_needs_no_address(pages, hooks, seller):
    target = {"Http": {"Endpoint": "https://queue.example", "Secret": "s"}}
    queue = {"Name": "Queue", "Enabled": True, "DeliveryTargets": target}
    seller.put("/integrations/deliveryconfig/queue", queue)
    new = {"field__ID": "queued", "field__Name": "Queued", "field__WebhookRoutes": ["POST v1/products"]}
    refused = pages.save("webhooks/new/", **new)
    assert refused.status_code == 422
    assert pages.save("webhooks/new/", **new, field__DeliveryConfigID="queue").status_code == 302
    stored = seller.get("/webhooks/queued")
    assert (stored["DeliveryConfigID"], stored["Url"], stored["HashKey"]) == ("queue", None, None)
    assert "never called" not in text_of(pages.get("webhooks/"))


def test_a_custom_header_is_set_and_its_value_never_shown(pages, hooks, seller):
    header = {"field__CustomAuthHeaderName": "X-Key", "field__CustomAuthHeaderValue": "a header's value"}
    assert pages.save("webhooks/erp-sync/", **header).status_code == 302
    assert seller.get("/webhooks/erp-sync")["CustomAuthHeaderName"] == "X-Key"
    page = text_of(pages.get("webhooks/erp-sync/"))
    assert "X-Key" in page
    assert "a header's value" not in page.replace("&#x27;", "'")


def test_a_webhook_can_be_renamed(pages, hooks, seller):
    response = pages.save("webhooks/erp-sync/", field__ID="erp-nightly")
    assert "webhooks/erp-nightly/" in response["Location"]
    assert seller.get("/webhooks/erp-nightly")["Name"] == "erp sync"


def test_deliveries_are_listed_where_the_connection_shows_them(pages, hooks, emulator):
    assert "No deliveries yet." in text_of(pages.get("webhooks/erp-sync/"))
    delivery = {
        "Kind": "Webhook",
        "ID": "erp-sync",
        "Organization": "acme_Sandbox",
        "Url": "https://hooks.example/x",
    }
    outcome = {"At": "2026-11-28T09:00:00Z", "Attempt": 2, "Status": None, "Error": "timed out"}
    emulator.emulator.deliveries.history.append(delivery | outcome)
    emulator.emulator.deliveries.history.append(delivery | {"ID": "other", "Status": 200, "Attempt": 1})
    page = text_of(pages.get("webhooks/erp-sync/"))
    assert "timed out" in page
    assert '<span class="tag tag-ok">200' not in page


def test_another_connection_says_why_it_shows_no_deliveries(cast):
    Connection.objects.filter(organization=cast.sandbox).update(type=Connection.Type.API_CLIENT)
    cast.sandbox.refresh_from_db()
    reader = Reader(
        Organization.objects.get(pk=cast.sandbox.pk), cast.olive, Catalogue(Document({"paths": {}}))
    )
    assert Deliveries().read(reader, {"ID": "erp"}) == {"reason": NOT_SHOWN}


def test_the_key_of_a_new_webhook_is_asked_for_without_a_click(pages, hooks):
    assert '<details class="enhanced-replace" open>' in text_of(pages.get("webhooks/new/"))
    assert '<details class="enhanced-replace">' in text_of(pages.get(f"webhooks/{hooks[0]}/"))
