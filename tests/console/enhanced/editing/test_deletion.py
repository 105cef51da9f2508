"""Deleting a record: what depends on it, and why it can't be deleted."""

import json

from console.models import UndoRecord
from tests.console.enhanced.pages import PAGES, text_of


def test_what_depends_on_a_record_is_named_before(pages, storefront, hooks, seller):
    for hook in hooks[:2]:
        seller.patch(f"/webhooks/{hook}", {"ApiClientIDs": [storefront["ID"]]})
    connect = {
        "OrderCloudApiClientID": storefront["ID"],
        "ConnectClientID": "x",
        "ConnectClientSecret": "y",
        "AppStartUrl": "https://app.example",
        "AuthorizationEndpoint": "https://idp.example/a",
        "TokenEndpoint": "https://idp.example/t",
    }
    seller.put("/openidconnects/google", connect)
    page = text_of(pages.get(f"api-clients/{storefront['ID']}/delete/"))
    assert "<strong>2 webhooks</strong> that would no longer run for its requests" in page
    assert "erp sync, search reindex" in page
    assert "<strong>1 OpenID Connect configuration</strong> that would stop the deletion" in page
    refused = pages.post(f"api-clients/{storefront['ID']}/delete/", {"do": "save"})
    assert refused.status_code == 422
    assert "OpenID Connect uses it. Delete that configuration first." in text_of(refused)


def test_the_last_api_client_can_be_deleted(pages, storefront, seller):
    page = text_of(pages.get(f"api-clients/{storefront['ID']}/delete/"))
    assert "This is the only API client." in page
    deleted = pages.post(f"api-clients/{storefront['ID']}/delete/", {"do": "save"})
    assert seller.get("/apiclients")["Items"] == []
    kept = UndoRecord.objects.get()
    assert f'href="/organizations/acme_Sandbox/console/undo/{kept.pk}/"' in text_of(
        pages.client.get(deleted["Location"])
    )


def test_the_page_says_why_the_last_api_client_cant_be_deleted(ordercloud, as_olive, monkeypatch):
    error = {"ErrorCode": "ApiClient.CannotDeleteLastFullAccess", "Message": "No.", "Data": None}
    client = {"ID": "c1", "AppName": "Storefront", "Active": True}
    listed = {"Meta": {"Page": 1, "PageSize": 100, "TotalCount": 1, "TotalPages": 1}, "Items": [client]}
    respond = ordercloud.respond

    def as_ordercloud(arrival):
        if arrival.method == "DELETE":
            return 400, json.dumps({"Errors": [error]}).encode(), {"Content-Type": "application/json"}
        if arrival.target.startswith("/sandbox/v1/apiclients/c1"):
            return 200, json.dumps(client).encode(), {"Content-Type": "application/json"}
        if (
            arrival.target.startswith("/sandbox/v1/")
            and arrival.method == "GET"
            and "openapi" not in arrival.target
        ):
            return 200, json.dumps(listed).encode(), {"Content-Type": "application/json"}
        return respond(arrival)

    monkeypatch.setattr(ordercloud, "respond", as_ordercloud)
    response = as_olive.post(f"{PAGES}api-clients/c1/delete/", {"do": "save"})
    assert response.status_code == 422
    assert "OrderCloud keeps the last API client that can get FullAccess" in text_of(response)


def test_a_record_that_is_gone_is_not_found(pages, storefront, seller):
    path = f"api-clients/{storefront['ID']}/"
    form = pages.form(path)
    seller.delete(f"/apiclients/{storefront['ID']}")
    secret = pages.post(f"{path}secret/ClientSecret/", {})
    for response in (pages.get(path), pages.post(path, form), pages.post(f"{path}delete/", {}), secret):
        assert response.status_code == 404
        assert "OrderCloud no longer has this record." in text_of(response)
