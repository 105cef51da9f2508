"""Drafts on the server: one for each operation of a tab."""

import json
import re

import pytest
from django.test import Client

from console.models import ConsoleTab, TabDraft
from console.tabs import drafts
from console.tabs.draft_data import unpack
from tests.console.page_fields import signed_context
from tests.console.tabs.conftest import CREATE, PRODUCT, SANDBOX
from tests.login import signed_in


def draft_of(tab: ConsoleTab, operation: str = "Products.Create") -> dict[str, list[str]]:
    return unpack(tab.drafts.get(operation=operation).data)


def revision_in(response) -> str:
    (revision,) = re.findall(r'data-revision="(\d+)"', response.content.decode())
    return revision


def test_the_first_edit_stores_the_tab_and_its_draft(save, as_olive, cast):
    page = save(tab_key="new")
    tab = ConsoleTab.objects.get()
    assert (tab.user, tab.organization_id) == (cast.olive, "acme_Sandbox")
    assert (tab.operation, tab.method) == ("Products.Create", "POST")
    assert f'name="tab_id" id="tab-id" value="{tab.pk}"' in page.content.decode()
    assert b"Torque wrench" in as_olive.get(CREATE, {"tab_id": tab.pk}).content


def test_two_saves_of_a_new_tab_make_one_tab(save):
    save(tab_key="new")
    save({"body.Name": "Second"}, tab_key="new")
    assert draft_of(ConsoleTab.objects.get())["body.Name"] == ["Second"]


def test_a_draft_survives_sign_out_and_sign_in(save, cast):
    save(tab_key="new")
    later = signed_in(Client(), cast.olive)
    assert b"Torque wrench" in later.get(CREATE, {"tab_id": ConsoleTab.objects.get().pk}).content


def test_a_draft_of_5_mb_survives_a_reload(save, as_olive):
    text = json.dumps({"Name": "Long", "xp": {"Text": "0123456789" * 500_000}})
    assert save({"body~json": text}, tab_key="new").status_code == 200
    page = as_olive.get(CREATE, {"tab_id": ConsoleTab.objects.get().pk})
    assert "0123456789" * 500_000 in page.content.decode()


def test_a_draft_that_is_too_large_is_not_saved_and_the_page_says_so(save, monkeypatch):
    monkeypatch.setattr(drafts, "MAX_DRAFT_SIZE", 100)
    response = save({"body~json": "x" * 101}, tab_key="new")
    assert response.status_code == 422
    assert b"too large to be kept as a draft. You can still send it." in response.content
    assert not ConsoleTab.objects.exists()


def test_a_draft_keeps_neither_token_nor_what_was_pressed(save):
    save({**PRODUCT, "csrfmiddlewaretoken": "secret", "do": "send", "faulty": "1"}, tab_key="new")
    assert set(draft_of(ConsoleTab.objects.get())) == {"body.Name", "body.Name~state"}


def test_each_operation_of_a_tab_has_its_own_draft(save, as_olive):
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    save({"query.search": "torque"}, "Products.List", tab_id=tab.pk)
    assert b"Torque wrench" in as_olive.get(CREATE, {"tab_id": tab.pk}).content
    assert b'value="torque"' in as_olive.get(f"{SANDBOX}Products.List", {"tab_id": tab.pk}).content


def test_the_oldest_drafts_of_a_tab_are_dropped(save, monkeypatch):
    monkeypatch.setattr(drafts, "MAX_DRAFTS", 2)
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    for operation in ("Products.Get", "Products.Delete"):
        save({"path.productID": "A"}, operation, tab_id=tab.pk)
    assert {draft.operation for draft in tab.drafts.all()} == {"Products.Get", "Products.Delete"}


def test_values_of_a_url_win_over_the_draft_and_leave_it_as_it_is(save, as_olive):
    save({"query.search": "torque"}, "Products.List", tab_key="new")
    tab = ConsoleTab.objects.get()
    page = as_olive.get(f"{SANDBOX}Products.List", {"tab_id": tab.pk, "query.search": "bin"})
    assert b'value="bin"' in page.content
    assert draft_of(tab, "Products.List")["query.search"] == ["torque"]


def test_the_last_save_wins_and_its_page_says_that_it_replaced_another(save):
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    first = save({"body.Name": "First"}, tab_id=tab.pk, revision="1")
    assert b"This replaced what another window saved" not in first.content
    second = save({"body.Name": "Second"}, tab_id=tab.pk, revision="1")
    assert b"This replaced what another window saved" in second.content
    assert draft_of(tab)["body.Name"] == ["Second"]
    assert revision_in(second) == "3"


def test_a_page_that_shows_an_older_draft_says_so(save, as_olive):
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    page = as_olive.get(CREATE, {"tab_id": tab.pk})
    seen = {"tab_id": tab.pk, "revision": revision_in(page)}
    assert b"Another window" not in as_olive.get(f"{CREATE}/draft/", seen).content
    save({"body.Name": "Newer"}, tab_id=tab.pk)
    assert b"Another window changed this draft" in as_olive.get(f"{CREATE}/draft/", seen).content


def test_reset_discards_the_draft(save, as_olive):
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    page = as_olive.post(f"{CREATE}/draft/discard/", {"tab_id": tab.pk}, follow=True)
    assert page.request["QUERY_STRING"] == f"tab_id={tab.pk}"
    assert b"Torque wrench" not in page.content
    assert not TabDraft.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_someone_elses_tab_is_not_found(save, cast, method):
    save(tab_key="new")
    tab, adam = ConsoleTab.objects.get(), signed_in(Client(), cast.adam)
    for address in (CREATE, SANDBOX, f"{CREATE}/draft/"):
        if address != SANDBOX or method == "get":
            assert getattr(adam, method)(address, {"tab_id": tab.pk}).status_code == 404
    assert draft_of(tab)["body.Name"] == ["Torque wrench"]


def test_a_tab_is_found_in_its_own_organization_only(save, as_olive):
    save(tab_key="new")
    address = "/organizations/acme_Staging/console/Products.Create"
    assert as_olive.get(address, {"tab_id": ConsoleTab.objects.get().pk}).status_code == 404


def test_a_tab_id_that_is_no_number_is_not_found(ordercloud, as_olive):
    assert as_olive.get(CREATE, {"tab_id": "7x"}).status_code == 404


def test_without_scripts_a_post_keeps_what_is_filled_in(ordercloud, as_olive):
    page = as_olive.get(CREATE)
    (key,) = re.findall(r'name="tab_key" value="([^"]+)" form="request"', page.content.decode())
    fields = {**PRODUCT, "body.QuantityMultiplier": "many", "do": "send", "tab_key": key}
    answer = as_olive.post(CREATE, {**fields, "context": signed_context(page)})
    assert answer.status_code == 422
    tab = ConsoleTab.objects.get()
    assert f'name="tab_id" id="tab-id" value="{tab.pk}"' in answer.content.decode()
    assert draft_of(tab)["body.QuantityMultiplier"] == ["many"]


def test_opening_another_operation_shows_it_in_the_bar(save, as_olive):
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    as_olive.get(f"{SANDBOX}Products.List", {"tab_id": tab.pk})
    tab.refresh_from_db()
    assert (tab.operation, tab.method) == ("Products.List", "GET")


def test_the_tab_stays_on_the_page_when_a_response_replaces_the_form(save, as_olive):
    save(tab_key="new")
    page = as_olive.get(CREATE, {"tab_id": ConsoleTab.objects.get().pk}).content.decode()
    form = page.index('<form class="console-panes"')
    assert page.index('id="tab-id"') < page.index("</fieldset>", page.index('id="tab-fields"')) < form


def test_links_of_the_operations_stay_in_the_tab(save, as_olive):
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    html = as_olive.get(CREATE, {"tab_id": tab.pk}).content.decode()
    assert f'href="{SANDBOX}Products.List?tab_id={tab.pk}"' in html


def test_a_page_asks_the_database_once_for_tabs_and_draft(save, as_olive, django_assert_max_num_queries):
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    as_olive.get(CREATE, {"tab_id": tab.pk})
    with django_assert_max_num_queries(5):  # session, user, organization, tabs, navigation
        assert b"Torque wrench" in as_olive.get(CREATE, {"tab_id": tab.pk}).content
