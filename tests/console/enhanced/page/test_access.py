"""What people with fewer roles see and can do."""

from django.test import Client

from contributors.models import AccessGrant
from tests.console.enhanced.pages import PAGES, Form, Pages, text_of
from tests.login import signed_in


def grant(user, *roles: str) -> Pages:
    AccessGrant.objects.filter(user=user).update(roles=list(roles))
    return Pages(signed_in(Client(), user))


def test_without_a_role_a_sentence_stands_in_place_of_the_list(storefront, cast):
    page = text_of(grant(cast.victor, "ProductReader").get("api-clients/"))
    assert "Your roles don't show API clients" in page
    assert "You need ApiClientReader or ApiClientAdmin." in page
    assert "Olive (owner), Adam (admin) can grant it" in page
    assert "Storefront B2B" not in page


def test_a_reader_sees_a_form_that_cant_be_changed(storefront, cast, seller):
    pages = grant(cast.victor, "ApiClientReader")
    path = f"api-clients/{storefront['ID']}/"
    page = pages.get(path)
    assert "You can read this, not change it." in text_of(page)
    assert "You need ApiClientAdmin." in text_of(page)
    assert not [name for name in Form(page.content.decode()).values if name.startswith("field.")]
    assert "Delete Storefront B2B" not in text_of(page)
    forged = pages.post(path, {**pages.form(path), "field.AppName": ["Mine"], "do": ["save"]})
    assert forged.status_code == 422
    assert seller.get(f"/apiclients/{storefront['ID']}")["AppName"] == "Storefront B2B"


def test_assignments_need_the_roles_of_the_other_record(storefront, hooks, cast):
    page = text_of(grant(cast.victor, "ApiClientAdmin").get(f"api-clients/{storefront['ID']}/"))
    assert "You need WebhookReader or WebhookAdmin to read this." in page


def test_a_deletion_without_the_role_is_forbidden(storefront, cast):
    pages = grant(cast.victor, "ApiClientReader")
    assert pages.post(f"api-clients/{storefront['ID']}/delete/", {}).status_code == 403


def test_a_stranger_finds_nothing(storefront, cast):
    assert signed_in(Client(), cast.stan).get(f"{PAGES}api-clients/").status_code == 404


def test_the_missing_role_is_requested_by_one_click(storefront, cast):
    pages = grant(cast.victor, "ApiClientReader")
    page = text_of(pages.get(f"api-clients/{storefront['ID']}/"))
    assert 'action="/organizations/acme_Sandbox/console/ApiClients.Patch/role/"' in page
    assert 'name="role" value="ApiClientAdmin">Request ApiClientAdmin' in page


def test_someone_who_may_not_change_webhooks_saves_a_client_that_has_some(storefront, hooks, cast, seller):
    seller.patch("/webhooks/erp-sync", {"ApiClientIDs": [storefront["ID"]]})
    pages = grant(cast.victor, "ApiClientAdmin", "WebhookReader")
    path = f"api-clients/{storefront['ID']}/"
    assert pages.save(path, field__AppName="Storefront").status_code == 302
    assert seller.get(f"/apiclients/{storefront['ID']}")["AppName"] == "Storefront"
    assert seller.get("/webhooks/erp-sync")["ApiClientIDs"] == [storefront["ID"]]


def test_someone_who_may_only_change_webhooks_assigns_a_client(storefront, hooks, cast, seller):
    pages = grant(cast.victor, "ApiClientReader", "WebhookAdmin")
    path = f"api-clients/{storefront['ID']}/"
    assert pages.save(path, on={"assigned.webhooks": ["erp-sync"]}).status_code == 302
    assert seller.get("/webhooks/erp-sync")["ApiClientIDs"] == [storefront["ID"]]
    assert seller.get(f"/apiclients/{storefront['ID']}") == storefront
