"""API clients: their list, their form, and what a save sends."""

from accounts.audit.events import Event
from accounts.models import AuditEntry
from tests.console.enhanced.pages import text_of


def test_an_api_client_is_listed_and_opened(pages, storefront):
    listed = pages.get("api-clients/")
    assert "Storefront B2B" in text_of(listed)
    assert "1–1 of 1" in text_of(listed)
    opened = text_of(pages.get(f"api-clients/{storefront['ID']}/"))
    assert "Access token lifetime (minutes)" in opened
    assert "10 hours" in opened
    assert "Order return integration event" in opened


def test_clearing_a_secret_and_an_integration_event_saves_null(pages, storefront, seller):
    path = f"api-clients/{storefront['ID']}/"
    response = pages.save(path, clear="ClientSecret", field__OrderCheckoutIntegrationEventID="")
    assert response.status_code == 302, text_of(response)
    stored = seller.get(f"/apiclients/{storefront['ID']}")
    assert stored["ClientSecret"] is None
    assert stored["OrderCheckoutIntegrationEventID"] is None
    assert "200" in text_of(pages.client.get(response["Location"]))


def test_a_secret_is_shown_on_a_page_of_its_own_and_recorded(pages, storefront, cast):
    path = f"api-clients/{storefront['ID']}/"
    secret = storefront["ClientSecret"]
    assert secret not in text_of(pages.get(path))
    assert secret not in text_of(pages.get(f"{path}secret/ClientSecret/"))
    shown = pages.post(f"{path}secret/ClientSecret/", {})
    assert secret in text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    entry = AuditEntry.objects.get(event=Event.API_CLIENT_SECRET_SHOWN)
    assert (entry.actor, entry.details["record"]) == (cast.olive, storefront["ID"])
    assert secret not in str(entry.details)


def test_a_secret_is_not_shown_to_someone_who_has_not_confirmed_who_they_are(pages, storefront):
    session = pages.client.session
    session["account_authentication_methods"] = []
    session.save()
    response = pages.get(f"api-clients/{storefront['ID']}/secret/ClientSecret/")
    assert response.status_code == 302
    assert "reauthenticate" in response["Location"]
