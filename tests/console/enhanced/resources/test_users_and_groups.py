"""Users and groups of the seller, of a buyer and of a supplier."""

from http import HTTPStatus

import pytest

from environments.ordercloud.errors import NotFound
from tests.cast import create_access
from tests.console.enhanced.pages import Pages, text_of
from tests.login import signed_in

OF_BUYER = "?company=buyer&of=b1"


@pytest.fixture
def buyer(seller):
    """A buyer with two groups, one of which has a security profile."""
    seller.put("/buyers/b1", {"Name": "First buyer", "Active": True})
    for group in ("approvers", "purchasers"):
        seller.put(f"/buyers/b1/usergroups/{group}", {"Name": group.capitalize()})
    seller.put("/securityprofiles/shopper", {"Name": "Shopper", "Roles": ["Shopper"]})
    seller.put("/securityprofiles/approver", {"Name": "Approver", "Roles": ["ApprovalRuleReader"]})
    seller.post("/securityprofiles/assignments", {"SecurityProfileID": "shopper", "BuyerID": "b1"})
    assigned = {"SecurityProfileID": "approver", "BuyerID": "b1", "UserGroupID": "approvers"}
    seller.post("/securityprofiles/assignments", assigned)


def put_user(seller, path: str, name: str) -> None:
    names = {"Username": f"{name}.x", "FirstName": name, "LastName": "X"}
    body = names | {"Email": "x@x.example", "Active": True}
    seller.put(f"{path}/{name}", body)


def saved(pages: Pages, path: str, **changes) -> None:
    response = pages.save(path, **changes)
    assert response.status_code == HTTPStatus.FOUND, text_of(response)


def test_the_company_is_chosen_first_with_search(pages, seller, buyer):
    seller.put("/buyers/b2", {"Name": "Second buyer", "Active": True})
    chosen = text_of(pages.get("users/", company="buyer", search="first"))
    assert "First buyer" in chosen
    assert "Second buyer" not in chosen
    assert "company=buyer&amp;of=b1" in chosen


def test_a_buyer_user_is_created_edited_and_deleted(pages, seller, buyer):
    values = {
        "FirstName": "Ann",
        "LastName": "Lee",
        "Username": "ann.lee",
        "Email": "ann@b1.example",
        "ID": "ann",
        "Active": "true",
        "Password": "Correct horse 12",
    }
    on = {f"field.{name}": [value] for name, value in values.items()}
    saved(pages, f"users/new/{OF_BUYER}", on=on)
    saved(pages, f"users/ann/{OF_BUYER}", on={"field.Active": []}, field__Phone="555")
    stored = seller.get("/buyers/b1/users/ann")
    assert (stored["Active"], stored["Phone"], stored["Username"]) == (False, "555", "ann.lee")
    listed = text_of(pages.get(f"users/{OF_BUYER}"))
    assert "Ann Lee" in listed
    assert "Inactive" in listed
    assert "Correct horse" not in text_of(pages.get(f"users/ann/{OF_BUYER}"))
    saved(pages, f"users/ann/{OF_BUYER}", field__Phone="")
    assert seller.get("/buyers/b1/users/ann")["Phone"] is None
    response = pages.post(f"users/ann/delete/{OF_BUYER}", {})
    assert response.status_code == HTTPStatus.FOUND
    with pytest.raises(NotFound):
        seller.get("/buyers/b1/users/ann")


def test_groups_of_a_user_are_check_boxes_and_each_role_names_its_source(pages, seller, buyer):
    put_user(seller, "/buyers/b1/users", "bob")
    path = f"users/bob/{OF_BUYER}"
    saved(pages, path, on={"assigned.groups": ["approvers"]})
    shown = text_of(pages.get(path))
    assert "1 of 2" in shown
    assert "Approver: Group approvers of buyer b1" in shown
    assert "Shopper: All users of buyer b1" in shown
    saved(pages, path, on={"assigned.groups": ["purchasers"]})
    members = seller.get("/buyers/b1/usergroups/assignments?userID=bob")["Items"]
    assert [item["UserGroupID"] for item in members] == ["purchasers"]


def test_a_group_is_created_renamed_filled_and_deleted(pages, seller, buyer):
    put_user(seller, "/buyers/b1/users", "bob")
    on = {"field.Name": ["Field team"], "field.ID": ["field"]}
    saved(pages, f"user-groups/new/{OF_BUYER}", on=on)
    path = f"user-groups/field/{OF_BUYER}"
    saved(pages, path, on={"assigned.members": ["bob"]}, field__Name="Outside team")
    assert seller.get("/buyers/b1/usergroups/field")["Name"] == "Outside team"
    assert "bob X" in text_of(pages.get(path))
    saved(pages, path, on={"assigned.members": []})
    assert seller.get("/buyers/b1/usergroups/assignments?userGroupID=field")["Items"] == []
    rule = {"ApprovingGroupID": "field", "RuleExpression": "order.Total > 5", "Name": "Large"}
    seller.put("/buyers/b1/approvalrules/large", rule)
    asked = text_of(pages.get(f"user-groups/field/delete/{OF_BUYER}"))
    assert "1 approval rule" in asked
    assert "Large" in asked
    refused = text_of(pages.post(f"user-groups/field/delete/{OF_BUYER}", {}))
    assert "An approval rule names this group." in refused


def test_members_of_a_large_company_are_added_by_id(pages, seller):
    seller.put("/usergroups/support", {"Name": "Support"})
    for number in range(101):
        put_user(seller, "/adminusers", f"u{number}")
    path = "user-groups/support/"
    saved(pages, path, on={"add.members.more": ["u7, u100"]})
    form = pages.form(path)
    assert set(form["assigned.members"]) == {"u7", "u100"}
    listed = text_of(pages.get("users/"))
    assert "1–100 of 101" in listed


def test_a_user_that_an_api_client_acts_as_is_named_before_it_is_deleted(pages, seller):
    put_user(seller, "/adminusers", "erp")
    client = {"AppName": "ERP", "AccessTokenDuration": 60, "Active": True, "DefaultContextUserName": "erp.x"}
    seller.post("/apiclients", client)
    assert "ERP" in text_of(pages.get("users/erp/delete/"))
    refused = text_of(pages.post("users/erp/delete/", {}))
    assert "An API client has this user as its default user." in refused


def test_a_taken_username_is_refused_with_a_sentence(pages, seller):
    put_user(seller, "/adminusers", "ann")
    put_user(seller, "/adminusers", "bob")
    response = pages.save("users/bob/", field__Username="ann.x")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Another user of the organization has this username." in text_of(response)


def test_someone_who_may_only_read_users_cannot_change_them(client, seller, buyer, cast):
    put_user(seller, "/buyers/b1/users", "bob")
    create_access(cast.sandbox, ["BuyerReader", "BuyerUserReader"], user=cast.stan)
    pages = Pages(signed_in(client, cast.stan))
    shown = text_of(pages.get(f"users/bob/{OF_BUYER}"))
    assert "You can read this, not change it." in shown
    assert "Where they come from can't be read" in shown
    response = pages.save(f"users/bob/{OF_BUYER}", field__FirstName="Eve")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert seller.get("/buyers/b1/users/bob")["FirstName"] == "bob"
