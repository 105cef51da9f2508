"""Orders of anonymous users."""

from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.users import create_open_client, signed_in_user


def test_an_anonymous_order_is_transferred_at_sign_in_or_registration(marketplace, shop, client, sally):
    anonymous = create_open_client(shop, IsAnonBuyer=True, DefaultContextUserName="sally")
    form = {"grant_type": "client_credentials", "client_id": anonymous, "scope": "Shopper"}
    first, second = (marketplace.with_token(marketplace.token(**form).json()["access_token"]) for _ in "12")
    for visitor in (first, second):
        create_order(visitor, ("fan", 1))
    zoe = signed_in_user(shop, "/buyers/acme/users", "zoe", ["Shopper"], client, BuyerID="acme")
    response = zoe.call("PUT", "/me/orders", anonUserToken=first.token)
    assert response.status_code == 204
    assert len(zoe.items("/me/orders")) == 1
    body = {"Username": "new", "FirstName": "N", "LastName": "N", "Email": "n@x.example", "Active": True}
    token = second.put("/me/register", body | {"Password": "Correct-Horse-9"}, anonUserToken=second.token)
    new = marketplace.with_token(token["access_token"])
    assert new.get("/me")["Username"] == "new"
    assert len(new.items("/me/orders")) == 1
    assert first.refused("PATCH", "/me", {"FirstName": "X"})[0] == 403


def test_a_submitted_anonymous_order_is_not_transferred(marketplace, shop, client, sally):
    anonymous = create_open_client(shop, IsAnonBuyer=True, DefaultContextUserName="sally")
    form = {"grant_type": "client_credentials", "client_id": anonymous, "scope": "Shopper"}
    visitor = marketplace.with_token(marketplace.token(**form).json()["access_token"])
    id_ = create_order(visitor, ("fan", 1))
    visitor.post(f"/orders/outgoing/{id_}/submit")
    zoe = signed_in_user(shop, "/buyers/acme/users", "zoe", ["Shopper"], client, BuyerID="acme")
    zoe.call("PUT", "/me/orders", anonUserToken=visitor.token)
    assert shop.get(f"/orders/incoming/{id_}")["FromUserID"] == "sally"
