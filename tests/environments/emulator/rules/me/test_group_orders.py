"""Group orders: what an invitation gives to those who have its token."""

from datetime import timedelta

import pytest

from environments.emulator.values import dates
from lib.clock import now
from tests.environments.emulator.rules.orders.conftest import anton, client, sally, shop
from tests.environments.emulator.rules.orders.order_helpers import create_order

__all__ = ["anton", "client", "sally", "shop"]
LATER = "2999-01-01T00:00:00Z"
LAMP = {"ProductID": "lamp", "Quantity": 1}


@pytest.fixture
def order(sally):
    return create_order(sally, ("fan", 1))


@pytest.fixture
def invite(marketplace, sally, order):
    """Return a function that creates an invitation to sally's order, and a client with its token."""

    def invited():
        body = {"OrderID": order, "ExpirationDate": LATER, "Name": "Lunch"}
        id_ = sally.post("/me/orderinvitations", body)["ID"]
        token = sally.post(f"/grouporders/{id_}/token")["access_token"]
        return id_, marketplace.with_token(token)

    return invited


def test_contributors_add_lines_and_see_those_of_their_invitation_only(sally, order, invite):
    (first, ann), (second, ben) = invite(), invite()
    line = ann.post(f"/orders/outgoing/{order}/lineitems", LAMP)
    other = ben.post("/cart/lineitems", LAMP | {"Quantity": 2})
    assert (line["InvitationID"], other["InvitationID"]) == (first, second)
    assert ann.ids("/cart/lineitems") == ann.ids(f"/orders/outgoing/{order}/lineitems") == [line["ID"]]
    assert sally.ids(f"/orders/outgoing/{order}/lineitems", InvitationID=first) == [line["ID"]]
    assert sally.get(f"/orders/outgoing/{order}")["Subtotal"] == 35
    assert ann.get("/cart")["ID"] == order


def test_contributors_change_and_delete_their_own_lines_only(order, invite, sally):
    (_, ann), (_, ben) = invite(), invite()
    line = ann.post("/cart/lineitems", LAMP)["ID"]
    path = f"/orders/outgoing/{order}/lineitems/{line}"
    ann.patch(path, {"Quantity": 3})
    assert ben.call("PATCH", path, {"Quantity": 9}).status_code == 404
    assert ben.call("PUT", path, LAMP).status_code == 404
    assert ben.call("DELETE", f"/cart/lineitems/{line}").status_code == 404
    assert sally.get(path)["Quantity"] == 3
    ann.delete(path)
    assert ann.items("/cart/lineitems") == []


def test_contributors_do_nothing_else(order, invite, sally):
    other = create_order(sally, ("lamp", 1))
    _, ann = invite()
    calls = (
        ("POST", f"/orders/outgoing/{order}/submit"),
        ("POST", "/cart/submit"),
        ("DELETE", "/cart"),
        ("GET", "/me"),
        ("GET", "/me/orders"),
        ("GET", "/me/orderinvitations"),
    )
    for method, path in calls:
        assert ann.call(method, path).status_code == 403, path
    assert ann.call("GET", f"/orders/outgoing/{other}").status_code == 404
    assert ann.ids("/me/products")


def test_a_deleted_or_unknown_invitation_gives_no_token(sally, invite):
    id_, ann = invite()
    sally.delete(f"/me/orderinvitations/{id_}")
    assert ann.call("GET", "/cart").status_code == 401
    for name in (id_, "unknown"):
        assert sally.call("POST", f"/grouporders/{name}/token").status_code == 404


def test_no_token_is_given_where_the_user_cannot_sign_in(shop, sally, invite, control, marketplace):
    id_, _ = invite()
    shop.patch("/buyers/acme", {"Active": False})
    assert sally.call("POST", f"/grouporders/{id_}/token").status_code == 404
    shop.patch("/buyers/acme", {"Active": True})
    assert sally.call("POST", f"/grouporders/{id_}/token").status_code == 201
    control("PUT", f"/organizations/{marketplace.portal_id}", {"ApiVersion": "1.0.239"})
    assert sally.call("POST", f"/grouporders/{id_}/token").status_code == 404


def test_an_expired_invitation_vanishes(sally, order, clock):
    soon = dates.write(now() + timedelta(minutes=5))
    id_ = sally.post("/me/orderinvitations", {"OrderID": order, "ExpirationDate": soon})["ID"]
    assert sally.ids("/me/orderinvitations") == [id_]
    clock(600)
    assert sally.items("/me/orderinvitations") == []
    assert sally.call("GET", f"/me/orderinvitations/{id_}").status_code == 404
    assert sally.call("POST", f"/grouporders/{id_}/token").status_code == 404


def test_a_submitted_order_takes_no_more_lines_and_gives_no_token(sally, order, invite):
    id_, ann = invite()
    sally.post(f"/orders/outgoing/{order}/submit")
    assert sally.get(f"/me/orderinvitations/{id_}")["OrderStatus"] == "Open"
    assert ann.call("POST", f"/orders/outgoing/{order}/lineitems", LAMP).status_code == 400
    assert ann.call("POST", "/cart/lineitems", LAMP).status_code == 404
    assert sally.call("POST", f"/grouporders/{id_}/token").status_code == 404


def test_users_invite_to_their_own_unsubmitted_orders_only(sally, anton, order):
    for body, status in (
        ({"OrderID": order, "ExpirationDate": LATER}, 404),
        ({"OrderID": "none", "ExpirationDate": LATER}, 404),
        ({"OrderID": order}, 400),
        ({"ExpirationDate": LATER}, 400),
    ):
        assert anton.call("POST", "/me/orderinvitations", body).status_code == status
    past = {"OrderID": order, "ExpirationDate": "2020-01-01"}
    assert sally.call("POST", "/me/orderinvitations", past).status_code == 400
    id_ = sally.post("/me/orderinvitations", {"OrderID": order, "ExpirationDate": LATER})["ID"]
    assert sally.call("PATCH", f"/me/orderinvitations/{id_}", {"OrderID": None}).status_code == 400
    assert sally.patch(f"/me/orderinvitations/{id_}", {"Name": "Lunch"})["Name"] == "Lunch"
    assert anton.call("GET", f"/me/orderinvitations/{id_}").status_code == 404
