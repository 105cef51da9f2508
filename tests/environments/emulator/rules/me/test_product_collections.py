"""Product collections of buyer users, their entries and invitations."""

import pytest

from tests.environments.emulator.rules.orders.conftest import anton, client, sally, shop
from tests.environments.emulator.users import create_open_client, signed_in_user

__all__ = ["anton", "client", "sally", "shop"]
LIST = "/me/productcollections"


@pytest.fixture
def wishes(sally):
    """Create a private collection of sally with a fan."""
    sally.post(LIST, {"ID": "wishes", "Name": "Wishes"})
    sally.call("PUT", f"{LIST}/wishes/fan").raise_for_status()
    return f"{LIST}/wishes"


def accept(collection: str, owner, user, **invitation) -> str:
    id_ = owner.post(f"{collection}/invitations", {"Name": "You"} | invitation)["ID"]
    user.call("POST", f"{collection}/invitations/accept/{id_}").raise_for_status()
    return id_


def error_code(response) -> tuple[int, str]:
    return response.status_code, response.json()["Errors"][0]["ErrorCode"]


def test_a_collection_lists_the_products_that_its_user_sees(shop, sally, wishes):
    entry = {"ProductID": "lamp", "ListOrder": 2}
    assert sally.call("POST", f"{wishes}/products", entry).status_code == 204
    items = {item["ID"]: item for item in sally.items(f"{wishes}/products")}
    assert (items["lamp"]["ListOrder"], items["lamp"]["PriceSchedule"]["ID"]) == (2, "lamp")
    assert items["fan"]["DateAdded"]
    shop.patch("/products/fan", {"Active": False})
    assert sally.ids(f"{wishes}/products") == ["lamp"]
    sally.delete(f"{wishes}/lamp")
    assert sally.items(f"{wishes}/products") == []


def test_only_a_visible_product_can_be_added_and_only_an_entry_removed(shop, sally, wishes):
    shop.post("/products", {"ID": "hidden", "Name": "H", "Active": True})
    assert error_code(sally.call("PUT", f"{wishes}/hidden")) == (404, "NotFound")
    assert error_code(sally.call("POST", f"{wishes}/products", {"ProductID": "none"})) == (404, "NotFound")
    assert sally.call("POST", f"{wishes}/products", {}).status_code == 400
    assert error_code(sally.call("DELETE", f"{wishes}/lamp")) == (404, "NotFound")
    assert sally.ids(f"{wishes}/products") == ["fan"]


def test_a_collection_has_at_most_500_products(emulator_server, shop, sally, wishes):
    organization, _ = emulator_server.emulator.tokens.authenticate(shop.token, shop.base_url)
    with emulator_server.emulator.store.write_transaction() as connection:
        connection.executemany(
            'INSERT INTO "ProductCollectionEntries" (row, org, num, parent, id, f_ProductID, body)'
            ' SELECT row + ?, org, row + ?, parent, ?, ?, body FROM "ProductCollectionEntries"'
            f" WHERE org={organization.num} AND id='fan'",
            [(number, number, f"p{number}", f"p{number}") for number in range(1, 500)],
        )
    response = sally.call("PUT", f"{wishes}/lamp")
    assert error_code(response) == (400, "ProductCollection.ProductEntryLimit")
    assert sally.call("PUT", f"{wishes}/fan").status_code == 204


@pytest.mark.parametrize(
    ("level", "listed", "status"),
    [("Private", [], 404), ("Shareable", [], 200), ("Public", ["wishes"], 200)],
)
def test_the_access_level_says_who_of_the_buyer_sees_a_collection(
    sally, anton, wishes, level, listed, status
):
    sally.patch(wishes, {"AccessLevel": level})
    assert anton.ids(LIST) == listed
    assert anton.call("GET", wishes).status_code == status
    assert anton.call("GET", f"{wishes}/products").status_code == status
    for method, path in (("PATCH", ""), ("DELETE", ""), ("PUT", "/lamp"), ("GET", "/invitations")):
        response = anton.call(method, wishes + path, {"Name": "Mine"} if method == "PATCH" else None)
        hidden, fixed = (404, "NotFound"), (400, "ProductCollection.CannotModify")
        assert error_code(response) == (hidden if status == 404 else fixed)


def test_users_of_another_buyer_see_nothing(shop, sally, client, wishes):
    sally.patch(wishes, {"AccessLevel": "Public"})
    shop.post("/buyers", {"ID": "other", "Name": "Other", "Active": True})
    olga = signed_in_user(shop, "/buyers/other/users", "olga", ["Shopper"], client, BuyerID="other")
    assert olga.ids(LIST) == []
    assert olga.call("GET", wishes).status_code == 404


def test_an_invited_user_sees_the_collection_and_an_administrator_changes_it(sally, anton, wishes):
    id_ = accept(wishes, sally, anton)
    assert anton.ids(LIST) == ["wishes"]
    assert error_code(anton.call("PUT", f"{wishes}/lamp")) == (400, "ProductCollection.CannotModify")
    sally.patch(f"{wishes}/invitations/{id_}", {"Admin": True})
    assert anton.call("PUT", f"{wishes}/lamp").status_code == 204
    assert error_code(anton.call("DELETE", wishes)) == (400, "ProductCollection.CannotModify")
    sally.delete(f"{wishes}/invitations/{id_}")
    assert anton.ids(LIST) == []


def test_an_invitation_is_accepted_once_and_not_by_the_owner(shop, sally, anton, client, wishes):
    id_ = accept(wishes, sally, anton)
    assert sally.get(f"{wishes}/invitations/{id_}")["Accepted"] is True
    zoe = signed_in_user(shop, "/buyers/acme/users", "zoe", ["Shopper"], client, BuyerID="acme")
    path = f"{wishes}/invitations/accept/{id_}"
    for user in (anton, zoe):
        response = user.call("POST", path)
        assert error_code(response) == (400, "ProductCollection.AlreadyAcceptedInvitation")
    own = "ProductCollection.CannotAcceptOrDeclineOwnInvitation"
    assert error_code(sally.call("POST", path)) == (400, own)
    assert zoe.call("POST", f"{wishes}/invitations/decline/{id_}").status_code == 404
    assert anton.call("POST", f"{wishes}/invitations/decline/{id_}").status_code == 204
    assert anton.ids(LIST) == []


def test_an_expired_or_unknown_invitation_cannot_be_accepted(sally, anton, wishes):
    body = {"Name": "Late", "ExpirationDate": "2020-01-01T00:00:00Z"}
    id_ = sally.post(f"{wishes}/invitations", body)["ID"]
    for name in (id_, "unknown"):
        assert anton.call("POST", f"{wishes}/invitations/accept/{name}").status_code == 404


def test_the_owner_gets_a_message_of_the_answer(shop, sally, anton, wishes, control, marketplace):
    types = ["ProductCollectionInvitationAccepted", "ProductCollectionInvitationDeclined"]
    sender = {"ID": "s", "Name": "S", "URL": "https://x.example", "SharedKey": "key", "MessageTypes": types}
    shop.post("/messagesenders", sender)
    shop.post("/messagesenders/assignments", {"MessageSenderID": "s", "BuyerID": "acme"})
    id_ = accept(wishes, sally, anton)
    anton.call("POST", f"{wishes}/invitations/decline/{id_}").raise_for_status()
    sent = control("GET", "/messages", organization=marketplace.portal_id).json()["Items"]
    assert sorted(message["MessageType"] for message in sent) == types
    for message in sent:
        assert message["EventBody"]["InvitationInteropID"] == id_
        assert (message["EventBody"]["UserID"], message["Recipient"]["ID"]) == ("anton", "sally")


def test_the_seller_reads_the_collections_of_buyers(shop, wishes):
    path = "/buyers/acme/productcollections"
    assert shop.ids(path) == ["wishes"]
    assert shop.ids(f"{path}/wishes/products") == ["fan"]
    assert shop.refused("DELETE", f"{path}/wishes")[0] == 405


def test_anonymous_users_see_public_collections_and_make_none(marketplace, shop, sally, anton, wishes):
    sally.patch(wishes, {"AccessLevel": "Public"})
    anonymous = create_open_client(shop, IsAnonBuyer=True, DefaultContextUserName="anton")
    form = {"grant_type": "client_credentials", "client_id": anonymous, "scope": "Shopper"}
    visitor = marketplace.with_token(marketplace.token(**form).json()["access_token"])
    assert visitor.ids(LIST) == ["wishes"]
    assert visitor.refused("POST", LIST, {"Name": "Mine"})[0] == 403


def test_the_collections_of_a_deleted_user_are_deleted(shop, sally, anton, wishes):
    accept(wishes, sally, anton)
    shop.delete("/buyers/acme/users/sally")
    assert shop.ids("/buyers/acme/productcollections") == []
    assert anton.ids(LIST) == []
