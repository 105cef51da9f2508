"""The context selector: what each kind shows, without JavaScript and as regions, and what is refused."""

import re
from html import unescape

import pytest
from django.test import Client

from console.context import signing
from console.context.context import Context
from console.models import ConsoleTab, RecentContext
from environments.grants import UserContext
from lib import rate_limit
from organizations.models import Connection
from tests.login import signed_in

URL = "/organizations/acme_Sandbox/console/context/"
PRODUCTION = "/organizations/acme/console/context/"
MARCUS = {"kind": "buyer", "user": "vela/marcus-id"}


def text_of(response) -> str:
    """The text of the page, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def region(browser: Client, target: str, **parameters: str):
    """What htmx gets for an element of the selector."""
    return browser.get(URL, parameters, headers={"HX-Request": "true", "HX-Target": target})


@pytest.fixture
def as_adam(cast, permit) -> Client:
    """A test client of Adam, who may act as supplier and buyer users."""
    permit(cast.adam, "supplier", "buyer")
    return signed_in(Client(), cast.adam)


def test_it_opens_on_the_seller_with_exactly_my_roles(shop, as_adam):
    page = text_of(as_adam.get(URL))
    assert "Acme itself: no user, no API client." in page
    assert "The token gets exactly your 3 roles. BuyerReader ProductReader Shopper" in page
    assert "Act as Acme" in page
    assert "Reason" not in page
    assert "1 supplier" in page
    assert "2 buyers" in page


@pytest.mark.parametrize(
    ("kind", "name", "company", "roles"),
    [("supplier", "Mia Miller", "mill", "1 role"), ("buyer", "Marcus Vela", "vela", "2 roles")],
)
def test_a_kind_lists_its_users_with_company_and_common_roles(
    shop,
    as_adam,
    kind,
    name,
    company,
    roles,
):
    page = text_of(as_adam.get(URL, {"kind": kind}))
    assert re.search(rf"{name} \w+@example.com , {company} {roles}", page)
    assert f"All {kind}s" in page
    assert "API client: Storefront" in page
    assert f"Act as a {kind} user" in page


def test_a_kind_that_i_may_not_use_is_visible_and_says_who_grants_it(shop, as_adam):
    page = text_of(as_adam.get(URL, {"kind": "seller"}))
    assert "A seller user No permission. Ask Olive or Adam." in page
    assert "They can grant it: O Olive owner A Adam admin" in page
    assert "Sam Seller" not in page


def test_a_kind_that_the_connection_cannot_is_visible_with_the_reason(shop, as_adam, cast):
    Connection.objects.filter(organization=cast.sandbox).update(type=Connection.Type.API_CLIENT)
    page = text_of(as_adam.get(URL, {"kind": "supplier"}))
    assert page.count("OrderCloud lets an API client act as buyer users only.") == 2


def test_users_are_found_by_name_username_email_and_id_within_a_company(shop, as_adam):
    for search in ("marcus", "Marcus", "marcus@example", "marcus-id"):
        page = text_of(region(as_adam, "context-users", kind="buyer", search=search))
        assert "1 buyer user" in page
        assert "Giulia" not in page
    assert "No buyer user matches" in text_of(region(as_adam, "context-users", kind="buyer", search="zz"))
    within = text_of(region(as_adam, "context-users", kind="buyer", company="nordbau"))
    assert "Sara Berg" in within
    assert "Marcus" not in within


def test_an_inactive_user_is_visible_and_cannot_be_chosen(shop, as_adam):
    shop.deactivate("buyers/vela/users/giulia-id")
    users = region(as_adam, "context-users", kind="buyer").content.decode()
    assert re.search(r'value="vela/giulia-id" disabled', users)
    assert "Giulia Vela inactive, vela No token" in text_of(region(as_adam, "context-users", kind="buyer"))
    foot = text_of(region(as_adam, "context-foot", kind="buyer", user="vela/giulia-id"))
    assert "Giulia Vela is not active" in foot


def test_a_chosen_user_brings_the_roles_and_the_clients_that_admit_the_user(shop, as_adam):
    foot = text_of(region(as_adam, "context-foot", **MARCUS))
    assert "The token gets the roles you both have: 3 yours, 4 Marcus's, 2 in common." in foot
    assert "Act as Marcus Vela" in foot
    assert "Vela storefront" in foot
    assert "Back office: doesn't admit users of Vela" in foot
    assert "Old storefront: not active" in foot
    chosen = region(as_adam, "context-foot", **MARCUS, client=shop.vela_only).content.decode()
    assert f'name="client" value="{shop.vela_only}"' in chosen


def test_choosing_works_without_javascript_and_leads_to_the_tab(shop, as_adam, cast):
    page = as_adam.get(URL, {**MARCUS, "operation": "Me.ListProducts"}).content.decode()
    form = page[page.index('id="context-foot"') :]
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    response = as_adam.post(URL, fields)
    tab = ConsoleTab.objects.get(user=cast.adam)
    assert response["Location"] == f"/organizations/acme_Sandbox/console/Me.ListProducts?tab_id={tab.pk}"
    assert tab.context["user"]["username"] == "marcus"
    shown = text_of(as_adam.get(response["Location"]))
    assert "As Marcus Vela buyer user of Vela" in shown
    assert "You act as Marcus Vela , buyer user of Vela, through Storefront." in shown
    assert "API URL" in shown


def test_htmx_leaves_for_the_tab(shop, as_adam):
    headers = {"HX-Request": "true", "HX-Target": "context-selector"}
    response = as_adam.post(URL, {**MARCUS, "client": shop.everyone}, headers=headers)
    assert response.headers["HX-Redirect"].startswith("/organizations/acme_Sandbox/console/?tab_id=")


def test_a_recent_context_is_one_click_and_only_for_kinds_that_i_may_use(shop, as_adam, cast, permit):
    as_adam.post(URL, {**MARCUS, "client": shop.everyone})
    page = as_adam.get(URL).content.decode()
    assert re.search(r'<button class="context-recent" name="user" value="vela/marcus-id">', page)
    permit(cast.adam, "supplier")
    assert "context-recent" not in as_adam.get(URL).content.decode()
    assert RecentContext.objects.count() == 1


def test_production_asks_for_a_reason_and_shows_it(live_shop, as_adam, cast):
    page = text_of(as_adam.get(PRODUCTION, MARCUS))
    assert "The reason stands in the audit log and in the banner." in page
    refused = as_adam.post(PRODUCTION, {**MARCUS, "client": live_shop.everyone})
    assert refused.status_code == 422
    assert "Give a reason. Acting as a user in Production requires one." in text_of(refused)
    fields = {**MARCUS, "client": live_shop.everyone, "reason": "Case 17"}
    shown = text_of(as_adam.get(as_adam.post(PRODUCTION, fields)["Location"]))
    assert "through Storefront. Reason: Case 17" in shown
    assert "context-recent" in as_adam.get(PRODUCTION).content.decode()


def test_a_refused_choice_changes_nothing_and_is_explained(shop, as_adam):
    gone = as_adam.post(URL, {"kind": "buyer", "user": "vela/nobody", "client": shop.everyone})
    assert gone.status_code == 422
    assert "There is no buyer user nobody." in text_of(gone)
    other = as_adam.post(URL, {**MARCUS, "client": shop.seller_only})
    assert other.status_code == 422
    assert "does not admit users of Vela" in text_of(other)
    for user in ("", "/", "../..", "/marcus-id"):
        nothing = as_adam.post(URL, {"kind": "buyer", "user": user, "client": shop.everyone})
        assert "Choose a user first." in text_of(nothing)
    assert "Choose an API client first." in text_of(as_adam.post(URL, MARCUS))
    forbidden = as_adam.post(URL, {"kind": "seller", "user": "/sam-id", "client": shop.everyone})
    assert forbidden.status_code == 403
    assert "No permission. Ask Olive or Adam." in text_of(forbidden)
    assert not ConsoleTab.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        "kind=x&page=-1&user=/",
        "kind=buyer&page=99999&operation=a/b",
        "user=",
        "kind=buyer&user=/",
        "kind=buyer&user=../..&company=..",
    ],
)
def test_nonsense_in_the_address_is_no_error(shop, as_adam, bad):
    assert as_adam.get(f"{URL}?{bad}").status_code == 200


def test_the_tab_of_someone_else_or_of_another_organization_is_not_found(shop, as_adam, cast, open_tab):
    for tab in (open_tab(cast.olive, cast.sandbox), open_tab(cast.adam, cast.pair.staging)):
        assert as_adam.get(URL, {"tab_id": tab.pk}).status_code == 404
        assert as_adam.post(URL, {"tab_id": tab.pk, "kind": ""}).status_code == 404
    assert as_adam.get(URL, {"tab_id": "x"}).status_code == 404


def test_a_context_that_was_forged_or_signed_for_someone_else_is_refused(ordercloud, cast, permit, open_tab):
    permit(cast.adam, "buyer")
    client, tab = signed_in(Client(), cast.adam), open_tab(cast.adam, cast.sandbox)
    context = Context(UserContext("buyer", "vela", "marcus-id", "marcus", "c"), "Marcus Vela")
    signed = {
        "mine": signing.sign(context, tab.pk, cast.adam, cast.sandbox),
        "of someone else": signing.sign(context, tab.pk, cast.olive, cast.sandbox),
        "of another organization": signing.sign(context, tab.pk, cast.adam, cast.pair.staging),
        "of another tab": signing.sign(context, tab.pk + 1, cast.adam, cast.sandbox),
        "forged": signing.sign(context, tab.pk, cast.adam, cast.sandbox)[:-2] + "xx",
    }
    address = "/organizations/acme_Sandbox/console/Me.ListProducts"
    statuses = {
        name: client.get(address, {"tab_id": tab.pk, "context": value, "do": "send"}).status_code
        for name, value in signed.items()
    }
    assert statuses == dict.fromkeys(signed, 404) | {"mine": 200}


def test_links_of_a_page_opened_as_a_user_act_as_that_user(shop, as_adam, cast):
    user = UserContext("buyer", "vela", "marcus-id", "marcus", shop.everyone)
    signed = signing.sign(Context(user, "Marcus Vela"), None, cast.adam, cast.sandbox)
    console = "/organizations/acme_Sandbox/console/"
    page = as_adam.get(f"{console}Me.ListProducts", {"query.search": "bin", "context": signed})
    (link,) = re.findall(rf'href="({console}Me.ListCategories\?[^"]+)"', page.content.decode())
    assert "<bdi>Marcus Vela</bdi>" in as_adam.get(link).content.decode()


@pytest.mark.usefixtures("frozen_time")
def test_searches_for_users_are_limited(shop, as_adam, monkeypatch):
    monkeypatch.setitem(rate_limit.RATES, "user_search_by_user", (1, rate_limit.MINUTE))
    statuses = [as_adam.get(URL, {"kind": "buyer", "search": text}).status_code for text in ("m", "ma")]
    assert statuses == [200, 429]
    assert as_adam.get(URL, {"kind": ""}).status_code == 200
