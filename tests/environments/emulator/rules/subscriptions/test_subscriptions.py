"""Subscriptions: who creates them for whom, who sees them, and what they refuse."""

import pytest

from tests.environments.emulator.api_client import address, user
from tests.environments.emulator.users import sign_in, signed_in_user

MONTHLY = {"Frequency": 1, "Interval": "Months", "NextOrderDate": "2030-01-31T08:00:00Z"}
FOR_SALLY = MONTHLY | {"FromCompanyID": "acme", "FromUserID": "sally"}


@pytest.fixture
def buyer_admin(shop, client, sally):
    roles = ["SubscriptionAdmin"]
    return signed_in_user(shop, "/buyers/acme/users", "bob", roles, client, BuyerID="acme")


def test_a_subscription_of_ones_own_is_for_the_caller(sally, marketplace):
    created = sally.post("/me/subscriptions", MONTHLY | {"FromUserID": "other", "FromCompanyID": "other"})
    assert (created["FromCompanyID"], created["FromUserID"]) == ("acme", "sally")
    assert (created["ToCompanyID"], created["Active"]) == (marketplace.portal_id, True)
    assert created["DateCreated"]
    assert created["LastOrderDate"] is None


def test_the_seller_names_the_user_and_needs_the_roles_of_orders(shop, sally, marketplace):
    refused = shop.refused("POST", "/subscriptions", MONTHLY | {"FromUserID": "sally"})
    assert refused == (400, "Subscription.CreateRequiresFromUser")
    for roles in ("SubscriptionAdmin", "SubscriptionAdmin OrderAdmin"):
        caller = marketplace.seller(roles)
        refused = caller.refused("POST", "/subscriptions", FOR_SALLY)
        assert refused == (403, "Auth.InsufficientRoles")
    caller = marketplace.seller("SubscriptionAdmin OrderAdmin UnsubmittedOrderReader")
    assert caller.post("/subscriptions", FOR_SALLY)["FromUserID"] == "sally"
    assert shop.refused("POST", "/subscriptions", FOR_SALLY | {"FromUserID": "x"}) == (404, "NotFound")


def test_a_buyer_user_creates_for_itself_or_with_more_roles_for_colleagues(shop, buyer_admin, client):
    assert buyer_admin.post("/subscriptions", MONTHLY)["FromUserID"] == "bob"
    assert buyer_admin.refused("POST", "/subscriptions", FOR_SALLY) == (403, "Auth.InsufficientRoles")
    roles = ["SubscriptionAdmin", "OrderAdmin", "UnsubmittedOrderReader"]
    shop.patch("/securityprofiles/for-bob", {"Roles": roles})
    bob = sign_in(shop.organization, client, "bob")
    assert bob.post("/subscriptions", FOR_SALLY)["FromUserID"] == "sally"
    other = FOR_SALLY | {"FromCompanyID": "other"}
    assert bob.refused("POST", "/subscriptions", other) == (404, "NotFound")


def test_a_supplier_user_has_no_subscriptions(shop, client):
    shop.post("/suppliers", {"ID": "s", "Name": "S", "Active": True})
    roles = ["SubscriptionAdmin", "SubscriptionReader", "MeSubscriptionAdmin"]
    supplier = signed_in_user(shop, "/suppliers/s/users", "sue", roles, client, SupplierID="s")
    for path in ("/subscriptions", "/me/subscriptions"):
        expected = (403, "Auth.UserNotAuthorizedToAdmin")
        assert supplier.refused("GET", path) == expected
        assert supplier.refused("POST", path, MONTHLY) == expected


def test_a_buyer_sees_its_subscriptions_and_a_user_its_own(shop, sally, buyer_admin):
    sally.post("/me/subscriptions", MONTHLY | {"ID": "sallys"})
    buyer_admin.post("/subscriptions", MONTHLY | {"ID": "bobs"})
    shop.post("/buyers", {"ID": "other", "Name": "O", "Active": True})
    shop.post("/buyers/other/users", user("olaf"))
    olaf = {"ID": "olafs", "FromCompanyID": "other", "FromUserID": "olaf"}
    shop.post("/subscriptions", MONTHLY | olaf)
    assert shop.ids("/subscriptions") == ["bobs", "olafs", "sallys"]
    assert buyer_admin.ids("/subscriptions") == ["bobs", "sallys"]
    assert sally.ids("/me/subscriptions") == ["sallys"]
    assert buyer_admin.refused("GET", "/subscriptions/olafs") == (404, "NotFound")
    for method in ("GET", "DELETE"):
        assert sally.refused(method, "/me/subscriptions/bobs") == (404, "NotFound")
    assert sally.refused("GET", "/me/subscriptions/bobs/items") == (404, "NotFound")
    assert sally.refused("PUT", "/me/subscriptions/bobs", MONTHLY) == (404, "NotFound")


def test_the_parties_of_a_subscription_do_not_change(shop, subscribe):
    subscribe()
    shop.post("/buyers/acme/users", user("tom"))
    changed = shop.patch("/subscriptions/s", {"FromUserID": "tom", "ToCompanyID": "x", "Frequency": 2})
    assert (changed["FromUserID"], changed["Frequency"]) == ("sally", 2)
    assert changed["ToCompanyID"] == shop.organization.portal_id


REFUSED = [
    ({"Frequency": 0}, 400, "ValidationFailure"),
    ({"Frequency": 2**31 - 1}, 400, "ValidationFailure"),
    ({"Interval": "Years"}, 400, "ValidationFailure"),
    ({"NextOrderDate": None}, 400, "RequiredField"),
    ({"ShippingAddressID": "x"}, 404, "NotFound"),
    ({"ToCompanyID": "x"}, 404, "NotFound"),
    ({"Payment": {}}, 400, "RequiredField"),
    ({"Payment": {"Type": "PurchaseOrder", "CreditCardID": "x"}}, 400, "Payment.CannotSetCreditCard"),
    ({"Payment": {"Type": "SpendingAccount"}}, 400, "Payment.SpendingAccountIdMissing"),
    ({"Payment": {"Type": "SpendingAccount", "SpendingAccountID": "x"}}, 404, "NotFound"),
]


def test_a_subscription_that_could_not_order_is_refused(sally):
    for wrong, status, code in REFUSED:
        assert sally.refused("POST", "/me/subscriptions", MONTHLY | wrong) == (status, code), wrong
    assert sally.items("/me/subscriptions") == []


def test_a_subscription_may_use_private_addresses_and_cards_of_its_user(sally, shop, client):
    roles = ["Shopper", "MeSubscriptionAdmin", "MeAddressAdmin", "MeCreditCardAdmin"]
    shop.patch("/securityprofiles/for-sally", {"Roles": roles})
    sally = sign_in(shop.organization, client, "sally")
    home = sally.post("/me/addresses", address("") | {"Shipping": True})["ID"]
    card = sally.post("/me/creditcards", {})["ID"]
    payment = {"Type": "CreditCard", "CreditCardID": card}
    created = sally.post("/me/subscriptions", MONTHLY | {"ShippingAddressID": home, "Payment": payment})
    assert created["Payment"] == payment | {"SpendingAccountID": None}


def test_the_subtotal_and_the_date_of_the_reminder_are_computed(shop, subscribe, integrate):
    subscribe()
    assert shop.get("/subscriptions/s")["NotificationDate"] is None
    integrate(NotificationDays=3)
    read = shop.get("/subscriptions/s")
    assert read["NotificationDate"].startswith("2030-01-28T08:00:00")
    assert read["ProjectedSubtotal"] == 30
    assert shop.ids("/subscriptions", NotificationDate=">2030-01-28") == ["s"]


def test_a_subscription_ends_with_its_user(shop, subscribe):
    subscribe()
    shop.delete("/buyers/acme/users/sally")
    assert shop.items("/subscriptions") == []


def test_a_renamed_subscription_keeps_its_items_and_orders(shop, subscribe, time):
    subscribe()
    time.pass_until("2030-01-31T09:00:00Z")
    shop.patch("/subscriptions/s", {"ID": "t"})
    assert shop.ids("/subscriptions/t/items") == ["i"]
    assert [o["SubscriptionID"] for o in shop.items("/orders/incoming", Status="Unsubmitted")] == ["t"]


def test_a_patch_of_an_own_subscription_cannot_clear_what_it_needs(sally):
    body = {"Frequency": 1, "Interval": "Months", "NextOrderDate": "2100-01-31T08:00:00Z"}
    id_ = sally.post("/me/subscriptions", body)["ID"]
    for name in body:
        assert sally.refused("PATCH", f"/me/subscriptions/{id_}", {name: None})[0] == 400
