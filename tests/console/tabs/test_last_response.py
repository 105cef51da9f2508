"""The last response of an operation in a tab, shown when its page is opened again."""

from console.context.context import SELLER
from console.models import ConsoleTab, HistoryEntry
from console.tabs.last_response import noted_send
from tests.console.tabs.conftest import CREATE, PRODUCT, SANDBOX

HTMX = {"HX-Request": "true", "HX-Target": "response"}
LIST = f"{SANDBOX}Products.List"


def test_a_page_that_was_left_shows_the_response_that_came_meanwhile(save, as_olive, ordercloud):
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    ordercloud.set_response(201, {"ID": "MEANWHILE"})
    as_olive.post(CREATE, {**PRODUCT, "do": "send", "tab_id": tab.pk}, headers=HTMX)
    page = as_olive.get(CREATE, {"tab_id": tab.pk}).content.decode()
    assert "201" in page
    assert "MEANWHILE" in page
    assert HistoryEntry.objects.get().operation == "Products.Create"


def test_a_response_to_a_request_from_before_the_tab_was_stored_is_shown(save, as_olive, ordercloud):
    ordercloud.set_response(201, {"ID": "EARLY"})
    as_olive.post(CREATE, {**PRODUCT, "do": "send", "tab_key": "new"}, headers=HTMX)
    save(tab_key="new")
    assert b"EARLY" in as_olive.get(CREATE, {"tab_id": ConsoleTab.objects.get().pk}).content


def test_a_request_without_a_response_yet_is_said(save, as_olive, cast):
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    with noted_send(cast.olive, str(tab.pk), "Products.Create", SELLER):
        page = as_olive.get(CREATE, {"tab_id": tab.pk})
    assert b"s ago, no response yet." in page.content


def test_a_refused_request_leaves_the_last_response(save, as_olive, ordercloud):
    save(tab_key="new")
    tab = ConsoleTab.objects.get()
    ordercloud.set_response(201, {"ID": "FIRST"})
    for _ in range(2):  # the second one is asked about
        as_olive.post(CREATE, {**PRODUCT, "do": "send", "tab_id": tab.pk}, headers=HTMX)
    assert b"FIRST" in as_olive.get(CREATE, {"tab_id": tab.pk}).content


def test_reset_forgets_the_response(save, as_olive, ordercloud):
    save({"query.search": "bin"}, "Products.List", tab_key="new")
    tab = ConsoleTab.objects.get()
    ordercloud.set_response(200, {"Meta": {}, "Items": [{"ID": "LISTED"}]})
    as_olive.get(LIST, {"query.search": "bin", "do": "send", "tab_id": tab.pk}, headers=HTMX)
    assert b"LISTED" in as_olive.get(LIST, {"tab_id": tab.pk}).content
    as_olive.post(f"{LIST}/draft/discard/", {"tab_id": tab.pk})
    assert b"LISTED" not in as_olive.get(LIST, {"tab_id": tab.pk}).content
