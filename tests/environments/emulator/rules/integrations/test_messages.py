"""Messages: their senders, their recipients, and who gets none."""

import pytest

from tests.environments.emulator.api_client import claims_of, user
from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.users import create_open_client, signed_in_user

TYPES = ["OrderSubmitted", "OrderSubmittedForApproval", "OrderSubmittedForYourApproval", "OrderDeclined"]


@pytest.fixture
def shop(seller_api):
    """Create a buyer with an approver, a product, and a sender of messages about orders."""
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    seller_api.post(
        "/priceschedules", {"ID": "fan", "Name": "F", "PriceBreaks": [{"Quantity": 1, "Price": 20}]}
    )
    seller_api.post("/products", {"ID": "fan", "Name": "F", "Active": True, "DefaultPriceScheduleID": "fan"})
    seller_api.post("/catalogs/productassignments", {"CatalogID": "acme", "ProductID": "fan"})
    sender = {"ID": "mail", "Name": "Mail", "URL": "https://x.example/{messagetype}", "SharedKey": "key"}
    sender |= {"ElevatedRoles": ["OrderReader"], "xp": {"From": "us"}}
    seller_api.post("/messagesenders", sender | {"MessageTypes": TYPES})
    seller_api.post("/buyers/acme/usergroups", {"ID": "chiefs", "Name": "Chiefs"})
    seller_api.post("/buyers/acme/users", user("anton"))
    seller_api.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "chiefs", "UserID": "anton"})
    return seller_api


@pytest.fixture
def sally(shop):
    client = create_open_client(shop)
    return signed_in_user(shop, "/buyers/acme/users", "sally", ["Shopper"], client, BuyerID="acme")


@pytest.fixture
def sent(control, marketplace):
    return lambda: control("GET", "/messages", organization=marketplace.portal_id).json()["Items"]


def submit(caller) -> dict:
    return caller.post(f"/orders/outgoing/{create_order(caller, ('fan', 1))}/submit")


def test_a_message_is_stored_as_its_sender_would_receive_it(shop, sally, sent):
    shop.post("/messagesenders/assignments", {"MessageSenderID": "mail", "BuyerID": "acme"})
    order = submit(sally)
    (message,) = sent()
    assert message["Url"] == "https://x.example/ordersubmitted"
    assert (message["MessageType"], message["BuyerID"]) == ("OrderSubmitted", "acme")
    assert (message["Environment"], message["CCList"]) == ("Sandbox", [])
    assert message["Recipient"]["Username"] == "sally"
    assert message["EventBody"]["Order"]["ID"] == order["ID"]
    assert message["ConfigData"] == {"From": "us"}
    claims = claims_of(message["UserToken"])
    assert (claims["usr"], set(claims["role"])) == ("sally", {"Shopper", "OrderReader"})
    assert message["OcLogIdHeader"]


def test_a_sender_applies_to_its_assigned_parties(shop, sally, sent):
    shop.post("/messagesenders/assignments", {"MessageSenderID": "mail"})
    submit(sally)
    assert sent() == []


def test_a_sender_for_all_buyers_needs_no_assignment(shop, sally, sent):
    shop.patch("/messagesenders/mail", {"AllowAllBuyers": True})
    submit(sally)
    assert len(sent()) == 1


def test_a_sender_of_a_group_applies_to_its_members(shop, sally, sent):
    body = {"MessageSenderID": "mail", "BuyerID": "acme", "UserGroupID": "chiefs"}
    shop.post("/messagesenders/assignments", body)
    submit(sally)
    assert sent() == []
    shop.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "chiefs", "UserID": "sally"})
    submit(sally)
    assert len(sent()) == 1


def test_approvers_are_notified_too(shop, sally, sent):
    shop.post("/messagesenders/assignments", {"MessageSenderID": "mail", "BuyerID": "acme"})
    rule = {"ApprovingGroupID": "chiefs", "RuleExpression": "true"}
    shop.post("/buyers/acme/approvalrules", rule)
    submit(sally)
    assert [(m["MessageType"], m["Recipient"]["ID"]) for m in sent()] == [
        ("OrderSubmittedForApproval", "sally"),
        ("OrderSubmittedForYourApproval", "anton"),
    ]


def test_inactive_users_are_not_notified(shop, sally, sent):
    shop.post("/messagesenders/assignments", {"MessageSenderID": "mail", "BuyerID": "acme"})
    shop.post("/buyers/acme/approvalrules", {"ApprovingGroupID": "chiefs", "RuleExpression": "true"})
    shop.patch("/buyers/acme/users/anton", {"Active": False})
    submit(sally)
    assert [m["Recipient"]["ID"] for m in sent()] == ["sally"]


def test_cc_listeners_are_identified_by_their_email(shop, sally, sent):
    assignment = {"MessageSenderID": "mail", "BuyerID": "acme"}
    shop.post("/messagesenders/assignments", assignment)
    for listener in ({"BuyerID": "acme", "UserGroupID": "chiefs"}, {"BuyerID": "acme", "UserID": "anton"}):
        body = {"MessageSenderAssignment": assignment, "MessageType": "OrderSubmitted"}
        shop.post("/messagesenders/CCListenerAssignments", body | listener)
    submit(sally)
    (message,) = sent()
    assert message["CCList"] == ["anton@example.com"]


def test_a_supplier_has_a_sender_of_its_own(marketplace, shop, session, sent):
    shop.post("/suppliers", {"ID": "mill", "Name": "Mill", "Active": True})
    shop.post("/suppliers/mill/users", user("sol"))
    shop.patch("/messagesenders/mail", {"MessageTypes": ["ForgottenPassword"]})
    shop.post("/messagesenders/assignments", {"MessageSenderID": "mail", "SupplierID": "mill"})
    body = {"ClientID": create_open_client(shop), "Username": "sol"}
    assert session.post(marketplace.base_url + "/v1/password/reset", json=body).status_code == 204
    (message,) = sent()
    assert (message["Recipient"]["Username"], message["BuyerID"]) == ("sol", None)
    assert message["UserToken"] is None
