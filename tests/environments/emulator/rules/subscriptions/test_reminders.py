"""Reminders: when they are sent, to whom, and how often."""

import pytest

from tests.environments.emulator.api_client import claims_of


@pytest.fixture
def sent(shop, control, marketplace):
    sender = {"ID": "mail", "Name": "Mail", "URL": "https://x.example", "SharedKey": "k"}
    shop.post("/messagesenders", sender | {"MessageTypes": ["SubscriptionReminder"]})
    shop.post("/messagesenders/assignments", {"MessageSenderID": "mail", "BuyerID": "acme"})
    return lambda: control("GET", "/messages", organization=marketplace.portal_id).json()["Items"]


def test_the_user_is_reminded_once_before_each_order(shop, sally, subscribe, integrate, sent, time):
    integrate(NotificationDays=3, Url=None)
    subscribe("2030-01-10T08:00:00Z", "Weeks")
    shop.patch("/products/lamp", {"Active": False})
    time.pass_until("2030-01-07T02:00:00Z")
    assert sent() == []
    time.pass_until("2030-01-07T04:00:00Z")
    (message,) = sent()
    assert (message["MessageType"], message["Recipient"]["ID"]) == ("SubscriptionReminder", "sally")
    body = message["EventBody"]
    assert body["Subscription"]["NotificationDate"].startswith("2030-01-07T08:00:00")
    assert [item["ProductID"] for item in body["LineItems"]] == ["fan"]
    assert [product["ID"] for product in body["Products"]] == ["fan"]
    assert set(claims_of(message["UserToken"])["role"]) == {"Shopper", "MeSubscriptionAdmin"}
    time.pass_until("2030-01-16T08:00:00Z")
    assert len(sent()) == 2


def test_products_that_the_user_cannot_see_are_named_in_the_reminder(shop, subscribe, integrate, sent, time):
    integrate(NotificationDays=3, Url=None)
    subscribe("2030-01-10T08:00:00Z")
    shop.patch("/products/fan", {"Active": False})
    time.pass_until("2030-01-07T08:00:00Z")
    assert sent()[0]["EventBody"]["UnavailableProductIDs"] == ["fan"]


def test_no_reminder_of_an_inactive_subscription_or_without_days(shop, subscribe, integrate, sent, time):
    integrate(Url=None)
    subscribe("2030-01-10T08:00:00Z")
    time.pass_until("2030-01-09T08:00:00Z")
    integrate(NotificationDays=1, Url=None)
    shop.patch("/subscriptions/s", {"Active": False})
    time.pass_until("2030-01-11T08:00:00Z")
    assert sent() == []
