"""Odd values in every field that says which tab, context or page is meant."""

import pytest
from django.test import Client

from accounts.models import AuditEntry
from console.models import ConsoleTab
from console.tabs.draft_data import unpack
from tests.console.page_fields import signed_context
from tests.console.tabs.conftest import CREATE, PRODUCT, SANDBOX, save
from tests.login import signed_in

__all__ = ["save"]
URL = f"{SANDBOX}context/"
DIGITS = "9" * 5000  # more than Python turns into a number


@pytest.fixture
def as_adam(cast, permit) -> Client:
    """A test client of Adam, who may act as buyer users."""
    permit(cast.adam, "buyer")
    return signed_in(Client(), cast.adam)


def test_a_key_with_nul_becomes_a_new_one(save):
    assert save(tab_key="a\0b").status_code == 200
    assert "\0" not in ConsoleTab.objects.get().key


def test_a_revision_of_many_digits_is_none(save, as_olive):
    assert save(tab_key="new", revision=DIGITS).status_code == 200
    tab = ConsoleTab.objects.get()
    assert as_olive.get(f"{CREATE}/draft/", {"tab_id": tab.pk, "revision": DIGITS}).status_code == 200


def test_a_tab_of_an_organization_with_nul_in_its_id_is_not_found(as_olive):
    assert as_olive.post("/console/tabs/", {"organization": "a\0b"}).status_code == 404


def test_closing_a_tab_leads_to_an_address_of_any_form(save, as_olive):
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    assert as_olive.post(f"/console/tabs/{tab.pk}/close/", {"next": "1e5"}).status_code == 302


def test_a_key_of_another_organization_makes_a_tab_of_its_own(save):
    save(tab_key="same")
    assert save(PRODUCT, organization="acme_Staging", tab_key="same").status_code == 200
    assert {tab.organization_id for tab in ConsoleTab.objects.all()} == {"acme_Sandbox", "acme_Staging"}


def test_a_page_of_a_tab_that_was_closed_elsewhere_opens_it_again(save, as_olive):
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    as_olive.post(f"/console/tabs/{tab.pk}/close/")
    save({"body.Name": "Typed later"}, tab_key="new")
    assert ConsoleTab.objects.get().closed_at is None


def test_a_tab_deleted_meanwhile_still_sends_and_keeps_no_draft(save, ordercloud, as_olive):
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    number, context = tab.pk, signed_context(as_olive.get(CREATE, {"tab_id": tab.pk}))
    tab.delete()
    sent = as_olive.post(CREATE, {**PRODUCT, "do": "send", "tab_id": number, "context": context})
    assert sent.status_code == 200
    assert not ConsoleTab.objects.exists()


def test_a_context_for_a_tab_deleted_meanwhile_is_not_found(save, as_olive):
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    number, context = tab.pk, signed_context(as_olive.get(CREATE, {"tab_id": tab.pk}))
    tab.delete()
    assert as_olive.post(URL, {"kind": "", "tab_id": number, "context": context}).status_code == 404


def test_a_reason_is_kept_on_one_line_without_control_characters(shop, as_adam):
    values = {"kind": "buyer", "user": "vela/marcus-id", "client": shop.everyone}
    chosen = as_adam.post(URL, {**values, "reason": "Order\0 8812\r\nas Olive"})
    assert chosen.status_code == 302
    entry = AuditEntry.objects.get(event="console_context.chosen")
    assert entry.details["reason"] == "Order 8812 as Olive"


@pytest.mark.parametrize("key", ["vela/..", "../marcus-id", f"vela/{'x' * 101}"])
def test_an_id_that_can_be_none_chooses_no_one(shop, as_adam, key):
    values = {"kind": "buyer", "user": key, "client": shop.everyone}
    assert as_adam.post(URL, values).status_code == 422


def test_the_views_of_a_response_stay_in_the_tab(save, ordercloud, as_olive):
    save({"query.search": "bin"}, "Products.List", tab_key="new")
    tab = ConsoleTab.objects.get()
    page = as_olive.get(f"{SANDBOX}Products.List", {"query.search": "bin", "do": "send", "tab_id": tab.pk})
    html = page.content.decode()
    (tree,) = [part for part in html.split("<a ") if part.startswith('id="view-tree"')]
    href, stored = tree.split('href="')[1].split('"')[0], tree.split('hx-get="')[1].split('"')[0]
    assert f"tab_id={tab.pk}" in href
    assert f"tab_id={tab.pk}" in stored


def test_a_reason_with_nul_leaves_a_sent_write_in_the_audit_log(save, ordercloud, as_olive):
    sent = as_olive.post(CREATE, {**PRODUCT, "do": "send", "reason": "Order\0 8812"})
    assert sent.status_code == 200
    (entry,) = AuditEntry.objects.filter(details__reason="Order 8812")
    assert entry.details["operation"]
    assert len(ordercloud.arrivals) == 1


def test_a_link_from_elsewhere_leaves_the_draft_as_it_is(save, as_olive):
    save({"query.search": "mine"}, "Products.List", tab_key="new")
    tab = ConsoleTab.objects.get()
    values = {"tab_id": tab.pk, "tab_key": "-", "query.search": "theirs"}
    for site, kept in (("cross-site", "mine"), ("none", "mine"), ("same-origin", "theirs")):
        as_olive.get(f"{SANDBOX}Products.List", values, headers={"Sec-Fetch-Site": site})
        assert unpack(tab.drafts.get().data)["query.search"] == [kept]
