"""Secrets of API clients: the pane on the page of the client, and the pages of the secrets."""

from dataclasses import replace

import pytest
from django.apps import apps

from accounts.models import AuditEntry
from console import catalogue_cache
from console.models import HistoryEntry
from environments.api_client_grant import ApiClientGrant
from environments.ordercloud.errors import OrderCloudError
from organizations.connections.clients import client_for
from tests.console.enhanced.page.test_access import grant
from tests.console.enhanced.pages import text_of

NEW = "api-client-secrets/new/?company=client&of={client}"


@pytest.fixture
def client(storefront) -> str:
    return storefront["ID"]


def secret_page(client: str, secret: str, part: str = "") -> str:
    return f"api-client-secrets/{secret}/{part}?company=client&of={client}"


def created_secret(seller, client: str, **more) -> dict:
    return seller.post(f"/apiclients/{client}/secrets", {"ID": "deploy", "Name": "Deploy"} | more)


def test_the_page_of_an_api_client_lists_its_secrets(pages, seller, client):
    created_secret(seller, client)
    created_secret(seller, client, ID="next", Name="Next", Expiration="2099-01-31T00:00:00Z")
    text = text_of(pages.get(f"api-clients/{client}/"))
    assert "Deploy" in text
    assert "2099-01-31" in text
    assert "Expired" not in text
    assert "New secret" in text


def test_an_expired_secret_says_so(pages, seller, client, monkeypatch):
    created_secret(seller, client, Expiration="2099-01-31T00:00:00Z")
    monkeypatch.setattr("console.enhanced.panels.client_secrets.is_expired", lambda secret: True)
    assert "Expired" in text_of(pages.get(f"api-clients/{client}/"))


def test_a_created_secret_is_shown_once(pages, seller, client):
    response = pages.save(NEW.format(client=client), field__Name="Deploy")
    assert response.status_code == 200, text_of(response)
    assert "no-store" in response["Cache-Control"]
    value = shown_value(text_of(response))
    assert len(value) == 344
    [secret] = seller.get(f"/apiclients/{client}/secrets")["Items"]
    assert secret["Name"] == "Deploy"
    for path in (f"api-clients/{client}/", secret_page(client, secret["ID"])):
        assert value not in text_of(pages.get(path))


def shown_value(text: str) -> str:
    section = text.partition('aria-label="Shown once">')[2]
    return section.partition("<bdi>")[2].partition("<")[0]


def test_the_portal_keeps_a_created_secret_nowhere(pages, client):
    value = shown_value(text_of(pages.save(NEW.format(client=client), field__Name="Deploy")))
    assert value
    assert HistoryEntry.objects.get(operation="ApiClients.CreateSecret").status == 201
    assert AuditEntry.objects.filter(details__operation="ApiClients.CreateSecret").count() == 1
    for model in apps.get_models():
        for row in model.objects.all():
            for field in model._meta.concrete_fields:
                stored = getattr(row, field.attname)
                text = stored.decode("utf-8", "replace") if isinstance(stored, bytes) else str(stored)
                assert value not in text, f"{model.__name__}.{field.name}"


def test_a_secret_is_renamed_and_extended(pages, seller, client):
    created_secret(seller, client)
    response = pages.save(
        secret_page(client, "deploy"), field__Name="Release", field__Expiration="2099-01-31T00:00:00Z"
    )
    assert response.status_code == 302, text_of(response)
    stored = seller.get(f"/apiclients/{client}/secrets/deploy")
    assert (stored["Name"], stored["Expiration"][:10]) == ("Release", "2099-01-31")


def test_a_secret_is_deleted_after_it_was_confirmed(pages, seller, client):
    created_secret(seller, client)
    path = secret_page(client, "deploy", "delete/")
    assert "The last one." in text_of(pages.get(path))
    assert pages.post(path, {"do": ["save"]}).status_code == 302
    assert seller.get(f"/apiclients/{client}/secrets")["Items"] == []


def test_an_api_client_with_ten_secrets_offers_no_eleventh(pages, seller, client):
    for number in range(10):
        created_secret(seller, client, ID=f"s{number}", Name=f"Secret {number}")
    text = text_of(pages.get(f"api-clients/{client}/"))
    assert "can have ten secrets" in text
    assert "New secret" not in text
    response = pages.save(NEW.format(client=client), field__Name="Eleventh")
    assert response.status_code == 422
    assert "can have ten secrets" in text_of(response)


def test_an_expiration_in_the_past_is_refused_in_words(pages, client):
    response = pages.save(
        NEW.format(client=client), field__Name="Old", field__Expiration="2020-01-31T00:00:00Z"
    )
    assert response.status_code == 422
    assert "Choose an expiration in the future." in text_of(response)


def test_a_reader_of_api_clients_sees_the_secrets_and_cannot_change_them(seller, client, cast):
    created_secret(seller, client)
    pages = grant(cast.victor, "ApiClientReader")
    text = text_of(pages.get(f"api-clients/{client}/"))
    assert "Deploy" in text
    assert "New secret" not in text
    assert pages.get(secret_page(client, "deploy", "delete/")).status_code == 403
    assert pages.post(NEW.format(client=client), {"field.Name": ["Mine"], "do": ["save"]}).status_code != 200
    assert len(seller.get(f"/apiclients/{client}/secrets")["Items"]) == 1


def test_an_organization_of_an_older_version_shows_no_secrets(pages, client, emulator, cast):
    sandbox = cast.sandbox
    emulator.emulator.organizations.provision(
        sandbox.pk, "Sandbox", "usw", sandbox.name, api_version="1.0.239"
    )
    catalogue_cache.clear()
    text = text_of(pages.get(f"api-clients/{client}/"))
    assert "Client secret" in text
    assert "New secret" not in text
    assert "Secrets</h2>" not in text


def test_a_connection_by_api_client_gets_tokens_with_a_made_secret(seller, client, cast):
    user = {"Username": "service", "FirstName": "S", "LastName": "S", "Email": "s@example.com"}
    seller.put("/adminusers/service", user | {"Active": True})
    seller.put("/securityprofiles/reader", {"Name": "Reader", "Roles": ["ApiClientReader"]})
    seller.post("/securityprofiles/assignments", {"SecurityProfileID": "reader", "UserID": "service"})
    seller.patch(f"/apiclients/{client}", {"DefaultContextUserName": "service", "ClientSecret": None})
    value = created_secret(seller, client)["ClientSecret"]
    grant = ApiClientGrant(client_for(cast.sandbox, ()).endpoint, client, value)
    assert grant.fetch(("ApiClientReader",)).roles == ("ApiClientReader",)
    with pytest.raises(OrderCloudError):
        replace(grant, client_secret="wrong").fetch(("ApiClientReader",))
