"""The setup resources beside API clients and webhooks: created, changed, cleared, assigned and deleted."""

from http import HTTPStatus

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry
from environments.ordercloud.errors import NotFound
from tests.console.enhanced.pages import Pages, text_of
from tests.console.enhanced.records import CONNECT, SENDER, SUPPORT_ACTS


@pytest.fixture
def shopper(seller):
    """A security profile, and a buyer with a group and a user."""
    seller.put("/buyers/b1", {"Name": "First buyer", "Active": True})
    seller.put("/buyers/b1/usergroups/approvers", {"Name": "Approvers"})
    seller.put("/usergroups/support", {"Name": "Support"})
    seller.put("/securityprofiles/shopper", {"Name": "Shopper", "Roles": ["Shopper", "MeAdmin"]})


def assignments_of(seller, path: str) -> list[tuple]:
    names = ("BuyerID", "SupplierID", "UserGroupID", "UserID")
    return [tuple(item.get(name) for name in names) for item in seller.get(path)["Items"]]


def saved(pages: Pages, path: str, **changes) -> None:
    response = pages.save(path, **changes)
    assert response.status_code == HTTPStatus.FOUND, text_of(response)


def test_a_security_profile_is_created_with_roles_and_custom_roles_and_changed(pages, seller):
    saved(
        pages,
        "security-profiles/new/",
        field__Name="Shopper",
        field__ID="shopper",
        field__Roles=["Shopper", "MeAdmin"],
        field__CustomRoles="One\nTwo",
        field__PasswordConfig='{"MinimumCharacterCount": 12}',
    )
    assert "2 roles and 2 custom roles" in text_of(pages.get("security-profiles/", search="shop"))
    saved(
        pages,
        "security-profiles/shopper/",
        field__Roles=["Shopper"],
        field__CustomRoles="",
        field__PasswordConfig="",
    )
    stored = seller.get("/securityprofiles/shopper")
    assert (stored["Roles"], stored["CustomRoles"], stored["PasswordConfig"]) == (["Shopper"], [], None)


def test_who_has_a_security_profile_is_added_and_removed(pages, seller, shopper):
    path = "security-profiles/shopper/"
    saved(pages, path, add__parties__BuyerID="b1", add__parties__UserGroupID="approvers")
    saved(pages, path, on={"assigned.parties": ["", "BuyerID=b1&UserGroupID=approvers"]})
    listed = "/securityprofiles/assignments?securityProfileID=shopper"
    both = {(None, None, None, None), ("b1", None, "approvers", None)}
    assert set(assignments_of(seller, listed)) == both
    shown = text_of(pages.get(path))
    assert "All seller users" in shown
    assert "Group approvers of buyer b1<small>First buyer</small>" in shown
    assert "2 of 2" in shown
    saved(pages, path, on={"assigned.parties": [""]})
    assert assignments_of(seller, listed) == [(None, None, None, None)]


def test_two_companies_in_one_assignment_are_refused_with_a_sentence(pages, seller, shopper):
    seller.put("/suppliers/s1", {"Name": "First supplier", "Active": True})
    response = pages.save(
        "security-profiles/shopper/", add__parties__BuyerID="b1", add__parties__SupplierID="s1"
    )
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Choose a buyer or a supplier, not both." in text_of(response)


def test_the_last_security_profile_is_deleted_with_what_depends_on_it_named(
    pages, seller, shopper, storefront
):
    seller.post("/securityprofiles/assignments", {"SecurityProfileID": "shopper", "BuyerID": "b1"})
    config = SUPPORT_ACTS | {"ClientID": storefront["ID"]}
    seller.put("/impersonationconfig/support-acts", config)
    asked = text_of(pages.get("security-profiles/shopper/delete/"))
    assert "This is the only security profile." in asked
    assert "All users of buyer b1" in asked
    assert "support-acts" in asked
    refused = text_of(pages.post("security-profiles/shopper/delete/", {}))
    assert "An impersonation config uses this security profile." in refused
    saved_delete(pages, "impersonation-configs/support-acts/")
    saved_delete(pages, "security-profiles/shopper/")
    assert seller.get("/securityprofiles")["Items"] == []
    assert "No security profiles yet." in text_of(pages.get("security-profiles/"))


def posted(record: dict) -> dict[str, list[str]]:
    return {f"field.{name}": value if isinstance(value, list) else [value] for name, value in record.items()}


def saved_delete(pages: Pages, path: str) -> None:
    response = pages.post(f"{path}delete/", {})
    assert response.status_code == HTTPStatus.FOUND, text_of(response)


def test_an_integration_event_keeps_its_type_and_names_the_clients_that_use_it(pages, seller, storefront):
    path = "integration-events/checkout/"
    saved(
        pages,
        path,
        field__CustomImplementationUrl="https://new.example",
        field__ElevatedRoles=["OrderAdmin"],
        field__EventType="OrderReturn",
        generate="HashKey",
    )
    stored = seller.get("/integrationEvents/checkout")
    assert (stored["CustomImplementationUrl"], stored["ElevatedRoles"], stored["EventType"]) == (
        "https://new.example",
        ["OrderAdmin"],
        "OrderCheckout",
    )
    assert len(stored["HashKey"]) == 50
    assert "Storefront B2B" in text_of(pages.get(f"{path}delete/"))
    assert "uses this event" in text_of(pages.post(f"{path}delete/", {}))
    seller.patch(f"/apiclients/{storefront['ID']}", {"OrderCheckoutIntegrationEventID": None})
    saved_delete(pages, path)
    with pytest.raises(NotFound):
        seller.get("/integrationEvents/checkout")


def test_a_new_event_needs_what_the_document_requires(pages):
    response = pages.save("integration-events/new/", field__Name="Returns")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert text_of(response).count("Enter a value.") == 2


def test_the_secrets_of_setup_records_are_masked_and_shown_on_the_record(pages, seller, storefront):
    seller.put("/messagesenders/emails", SENDER)
    seller.put("/openidconnects/login", CONNECT | {"OrderCloudApiClientID": storefront["ID"]})
    for path, field, secret, event in (
        ("integration-events/checkout/", "HashKey", "a hash key", Event.INTEGRATION_EVENT_SECRET_SHOWN),
        ("message-senders/emails/", "SharedKey", "a shared key", Event.MESSAGE_SENDER_SECRET_SHOWN),
        ("openid-connects/login/", "ConnectClientSecret", "a secret", Event.OPENID_CONNECT_SECRET_SHOWN),
    ):
        form = text_of(pages.get(path))
        assert f'value="{secret}"' not in form
        # A message sender with a delivery configuration needs no key.
        assert ('name="clear"' in form) == (field == "SharedKey")
        assert secret in text_of(pages.post(f"{path}secret/{field}/", {}))
        assert AuditEntry.objects.get(event=event).details["record"] in path


def test_a_message_sender_is_created_assigned_and_gets_a_listener(pages, seller, shopper):
    values = posted(SENDER)
    saved(pages, "message-senders/new/", on=values | {"field.ID": ["emails"]})
    path = "message-senders/emails/"
    saved(pages, path, field__MessageTypes=["OrderSubmitted", "NewUserInvitation"], field__Description="All")
    saved(pages, path, add__parties__BuyerID="b1", add__listeners__MessageType="OrderSubmitted")
    stored = seller.get("/messagesenders/emails")
    assert (set(stored["MessageTypes"]), stored["Description"]) == (
        {"OrderSubmitted", "NewUserInvitation"},
        "All",
    )
    shown = text_of(pages.get(path))
    assert "All users of buyer b1" in shown
    assert "All seller users: OrderSubmitted" in shown
    # A listener can't be deleted, so another save leaves it alone.
    saved(pages, path, on={"assigned.parties": []}, field__Description="")
    assert assignments_of(seller, "/messagesenders/assignments?messageSenderID=emails") == []
    assert len(seller.get("/messagesenders/CCListenerAssignments")["Items"]) == 1
    assert seller.get("/messagesenders/emails")["Description"] is None
    saved_delete(pages, path)


def test_an_openid_connect_is_created_changed_and_its_event_cleared(pages, seller, storefront):
    seller.put(
        "/integrationEvents/sign-in",
        {
            "Name": "Sign-in",
            "EventType": "OpenIDConnect",
            "CustomImplementationUrl": "https://sign-in.example",
            "HashKey": "a hash key",
        },
    )
    values = posted(CONNECT)
    values |= {"field.ID": ["login"], "field.OrderCloudApiClientID": [storefront["ID"]]}
    saved(
        pages,
        "openid-connects/new/",
        on=values,
        field__UrlEncoded="true",
        field__IntegrationEventID="sign-in",
    )
    path = "openid-connects/login/"
    form = pages.form(path)
    assert form["field.IntegrationEventID"] == ["sign-in"]
    saved(pages, path, field__IntegrationEventID="", field__AdditionalIdpScopes="email\nprofile")
    stored = seller.get("/openidconnects/login")
    assert (stored["IntegrationEventID"], stored["AdditionalIdpScopes"], stored["UrlEncoded"]) == (
        None,
        ["email", "profile"],
        True,
    )
    assert "login.example" in text_of(pages.get("openid-connects/"))
    saved_delete(pages, path)


def test_an_impersonation_config_is_said_as_a_sentence(pages, seller, shopper, storefront):
    values = posted(SUPPORT_ACTS)
    values |= {"field.ID": ["support-acts"], "field.ClientID": [storefront["ID"]]}
    saved(pages, "impersonation-configs/new/", on=values)
    path = "impersonation-configs/support-acts/"
    assert (
        "Users of the seller's group support may act as any user of buyer b1"
        " through API client Storefront B2B, with the roles of security profile Shopper."
    ) in text_of(pages.get(path))
    again = pages.save("impersonation-configs/new/", on=values | {"field.ID": ["another"]})
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is a config for the same parties and API client." in text_of(again)
    saved(pages, path, field__ImpersonationGroupID="", field__GroupID="approvers")
    stored = seller.get("/impersonationconfig/support-acts")
    assert (stored["ImpersonationGroupID"], stored["GroupID"]) == (None, "approvers")
    saved_delete(pages, path)
