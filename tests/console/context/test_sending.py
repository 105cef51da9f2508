"""Requests in a context: whose data they read, with which roles, and what is lost while a tab is open."""

import pytest
from django.test import Client

from accounts.models import AuditEntry
from console.models import ConsoleTab
from contributors.models import AccessGrant
from tests.console.context.test_choosing import EVERYONE
from tests.console.page_fields import signed_context
from tests.login import signed_in

CONSOLE = "/organizations/acme_Sandbox/console/"
BACK = "Act as the seller organization"


def text_of(response) -> str:
    """The text of the page."""
    return " ".join(response.content.decode().replace("&#x27;", "'").split())


def choose(client: Client, kind: str, client_id: str, operation: str = "Me.Get") -> str:
    """Choose one user of a kind for an operation, and return the address of the tab."""
    fields = {"kind": kind, "user": "/".join(EVERYONE[kind]), "client": client_id, "operation": operation}
    response = client.post(f"{CONSOLE}context/", fields)
    assert response.status_code == 302, response.status_code
    return response["Location"]


@pytest.fixture
def as_adam(cast, permit) -> Client:
    """A test client of Adam, who may act as every kind of users."""
    permit(cast.adam, "seller", "supplier", "buyer")
    return signed_in(Client(), cast.adam)


@pytest.mark.parametrize(("kind", "username"), [("seller", "sam"), ("supplier", "mia"), ("buyer", "marcus")])
def test_a_request_acts_as_the_chosen_user(shop, as_adam, kind, username):
    address = choose(as_adam, kind, shop.everyone)
    page = text_of(as_adam.get(f"{address}&do=send"))
    assert "200 OK" in page
    assert f">{username}<" in page
    assert "token expires" in page
    assert "You act as" in page


@pytest.mark.parametrize("kind", EVERYONE)
@pytest.mark.parametrize("name", ["olive", "adam", "tess", "victor", "stan"])
def test_only_the_permitted_choose_a_kind_and_send_as_it(shop, cast, permit, name, kind):
    permit(cast.adam, "buyer")
    permit(cast.victor, "seller")
    permitted = {"olive": set(EVERYONE), "adam": {"buyer"}, "victor": {"seller"}}.get(name, set())
    client = signed_in(Client(), cast.users[name])
    fields = {"kind": kind, "user": "/".join(EVERYONE[kind]), "client": shop.everyone, "operation": "Me.Get"}
    response = client.post(f"{CONSOLE}context/", fields)
    expected = 404 if name == "stan" else 302 if kind in permitted else 403
    assert response.status_code == expected
    assert ConsoleTab.objects.exists() == (expected == 302)
    if expected == 302:
        assert "200 OK" in text_of(client.get(f"{response['Location']}&do=send"))


def test_a_permission_that_is_lost_stops_the_tab_and_shows_the_way_back(shop, as_adam, cast, emulator):
    address = choose(as_adam, "buyer", shop.everyone)
    field = signed_context(as_adam.get(address))
    AccessGrant.objects.filter(user=cast.adam).update(impersonate_buyer=False)
    page = text_of(as_adam.get(address))
    assert "You can no longer act as buyer users." in page
    assert page.count(BACK) == 2  # in the banner and beside Send
    emulator.emulator.requests.clear()
    refused = as_adam.get(f"{address}&do=send&context={field}")
    assert refused.status_code == 403
    assert "Nothing was sent as Marcus Vela. You have no permission to act as buyer users. Ask" in text_of(
        refused
    )
    assert not emulator.emulator.requests.entries("acme_Sandbox", since=None)


@pytest.mark.parametrize(
    ("deactivated", "sentence"),
    [
        ("buyers/vela/users/marcus-id", "Marcus Vela is not active"),
        ("buyers/vela", "The buyer Vela is not active"),
        ("", "There is no buyer user marcus-id."),
    ],
)
def test_a_user_who_is_deleted_or_deactivated_meanwhile_is_named(shop, as_adam, deactivated, sentence):
    address = choose(as_adam, "buyer", shop.everyone)
    if deactivated:
        shop.deactivate(deactivated)
    else:
        shop.api.delete("buyers/vela/users/marcus-id")
    page = text_of(as_adam.get(f"{address}&do=send"))
    assert "OrderCloud issued no token for this request." in page
    assert f"Nothing was sent. {sentence}" in page
    assert page.count(BACK) == 2  # in the banner and in the response


def test_the_seller_is_back_with_one_click(shop, as_adam):
    address = choose(as_adam, "buyer", shop.everyone)
    (tab,) = ConsoleTab.objects.all()
    response = as_adam.post(f"{CONSOLE}context/", {"kind": "", "tab_id": tab.pk})
    assert response["Location"] == address
    page = text_of(as_adam.get(address))
    assert "the seller" in page
    assert "You act as" not in page


def test_a_write_names_the_user_in_the_audit_log(shop, as_adam, cast):
    address = choose(as_adam, "buyer", shop.everyone, "Me.Patch")
    (tab,) = ConsoleTab.objects.all()
    page = as_adam.get(address)
    fields = {"do": "send", "tab_id": tab.pk, "context": signed_context(page), "body.FirstName": "Marc"}
    as_adam.post(address, fields)
    (entry,) = AuditEntry.objects.filter(event="console_request.sent")
    assert (entry.actor, entry.impersonated) == (cast.adam, "buyer user marcus (Marcus Vela) of vela")
