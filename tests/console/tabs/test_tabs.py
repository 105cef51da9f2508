"""Opening, closing and reopening tabs, and what the bar shows of them."""

from datetime import timedelta

import pytest
from django.test import Client

from console.models import ConsoleTab
from console.tabs import creation
from console.tasks import purge_closed_tabs
from contributors.models import AccessGrant
from lib import clock
from tests.console.page_fields import signed_context
from tests.console.tabs.conftest import CREATE, PRODUCT, SANDBOX
from tests.login import signed_in


@pytest.fixture
def tab(save) -> ConsoleTab:
    """A stored tab of Olive's sandbox."""
    save(tab_key="new")
    return ConsoleTab.objects.get()


def test_tabs_of_several_organizations_stand_side_by_side(tab, save, as_olive):
    save({"query.search": "bin"}, "Products.List", "acme_Staging", tab_key="other")
    html = as_olive.get(CREATE, {"tab_id": tab.pk}).content.decode()
    bar = html[html.index('id="tab-bar"') : html.index("</nav>", html.index('id="tab-bar"'))]
    assert bar.index("Products.Create") < bar.index("Products.List")
    assert 'data-environment="sandbox"' in bar
    assert 'data-environment="staging"' in bar
    assert bar.count('aria-current="page"') == 1
    other = ConsoleTab.objects.get(organization="acme_Staging")
    assert f'href="/organizations/acme_Staging/console/Products.List?tab_id={other.pk}"' in bar


def test_a_new_tab_is_stored_and_an_empty_one_is_used_again(ordercloud, as_olive):
    first = as_olive.post("/console/tabs/", {"organization": "acme_Sandbox"})
    assert first["Location"] == f"{SANDBOX}?tab_id={ConsoleTab.objects.get().pk}"
    assert as_olive.post("/console/tabs/", {"organization": "acme_Sandbox"})["Location"] == first["Location"]


def test_a_tab_of_an_organization_that_someone_may_not_see_is_not_opened(ordercloud, cast):
    stan = signed_in(Client(), cast.stan)
    assert stan.post("/console/tabs/", {"organization": "acme_Sandbox"}).status_code == 404


def test_the_number_of_open_tabs_is_limited_and_the_page_says_so(tab, save, as_olive, monkeypatch):
    monkeypatch.setattr(creation, "MAX_OPEN_TABS", 1)
    sentence = "You have 1 tabs open, which is the limit. Close one first."
    response = save(tab_key="second")
    assert response.status_code == 422
    assert sentence in response.content.decode()
    address = f"{CREATE}?tab_id={tab.pk}"
    page = as_olive.post("/console/tabs/", {"organization": "acme_Sandbox", "next": address}, follow=True)
    assert sentence in page.content.decode()


def test_closing_the_current_tab_leads_to_the_one_beside_it(tab, save, as_olive):
    save({"query.search": "bin"}, "Products.List", "acme_Staging", tab_key="other")
    other = ConsoleTab.objects.get(organization="acme_Staging")
    closed = as_olive.post(f"/console/tabs/{tab.pk}/close/", {"tab_id": tab.pk})
    assert closed["Location"] == f"/organizations/acme_Staging/console/Products.List?tab_id={other.pk}"
    last = as_olive.post(f"/console/tabs/{other.pk}/close/", {"tab_id": other.pk})
    assert last["Location"] == "/organizations/acme_Staging/console/"


def test_closing_another_tab_stays_on_the_page(tab, as_olive):
    address = "/organizations/acme_Staging/console/Products.List"
    assert as_olive.post(f"/console/tabs/{tab.pk}/close/", {"next": address})["Location"] == address


def test_a_closed_tab_can_be_opened_again_with_its_draft(tab, as_olive):
    as_olive.post(f"/console/tabs/{tab.pk}/close/", {"tab_id": tab.pk})
    page = as_olive.get(SANDBOX).content.decode()
    assert "Reopen closed tab: Products.Create" in page
    page = as_olive.post(f"/console/tabs/{tab.pk}/reopen/", follow=True)
    assert b"Torque wrench" in page.content


def test_an_edit_in_a_closed_tab_opens_it_again(tab, save, as_olive):
    as_olive.post(f"/console/tabs/{tab.pk}/close/", {"tab_id": tab.pk})
    assert save({"body.Name": "Still typing"}, tab_id=tab.pk).status_code == 200
    tab.refresh_from_db()
    assert tab.closed_at is None


def test_closed_tabs_are_deleted_after_a_day(tab, save, as_olive):
    save({"query.search": "bin"}, "Products.List", tab_key="open")
    as_olive.post(f"/console/tabs/{tab.pk}/close/", {"tab_id": tab.pk})
    assert purge_closed_tabs() == 0
    ConsoleTab.objects.filter(pk=tab.pk).update(closed_at=clock.now() - timedelta(hours=25))
    assert purge_closed_tabs() == 1
    assert not ConsoleTab.objects.filter(pk=tab.pk).exists()
    assert as_olive.get(CREATE, {"tab_id": tab.pk}).status_code == 404


@pytest.mark.parametrize("action", ["close", "reopen"])
def test_someone_elses_tab_is_neither_closed_nor_reopened(tab, cast, action):
    adam = signed_in(Client(), cast.adam)
    assert adam.post(f"/console/tabs/{tab.pk}/{action}/").status_code == 404
    tab.refresh_from_db()
    assert tab.closed_at is None


def test_a_tab_of_a_lost_organization_shows_nothing_of_it_and_can_be_closed(ordercloud, cast):
    adam = signed_in(Client(), cast.adam)
    mine = ConsoleTab.objects.create(
        user=cast.adam, organization=cast.sandbox, operation="Products.Create", method="POST"
    )
    AccessGrant.objects.filter(organization=cast.sandbox, user=cast.adam).delete()
    cast.sandbox.name = "Renamed Since"
    cast.sandbox.save()
    html = adam.get("/organizations/acme_Staging/console/").content.decode()
    bar = html[html.index('id="tab-bar"') : html.index("</nav>", html.index('id="tab-bar"'))]
    assert "No access" in bar
    assert "Renamed Since" not in bar
    assert f"?tab_id={mine.pk}" not in bar
    assert adam.get(CREATE, {"tab_id": mine.pk}).status_code == 404
    assert adam.post(f"/console/tabs/{mine.pk}/reopen/").status_code == 404
    assert adam.post(f"/console/tabs/{mine.pk}/close/").status_code == 302


def test_the_console_stores_nothing_in_the_browser():
    from_console = ["draft.js", "tabs.js", "tab-address.js", "send.js", "live-update.js"]
    for name in from_console:
        with open(f"static/js/console/{name}") as script:
            assert "Storage" not in script.read()


def test_a_form_made_before_its_tab_was_stored_is_sent_in_that_tab_only(save, as_olive):
    fields = {**PRODUCT, "do": "send", "context": signed_context(as_olive.get(CREATE)), "tab_key": "new"}
    save(tab_key="new")
    save(tab_key="another")
    mine, another = (ConsoleTab.objects.get(key=key) for key in ("new", "another"))
    assert as_olive.post(CREATE, fields | {"tab_id": mine.pk}).status_code == 200
    assert as_olive.post(CREATE, fields | {"tab_id": another.pk}).status_code == 404
