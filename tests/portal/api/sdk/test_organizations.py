"""Organizations by the vendor's client: from creation to deletion, and who has access."""

import pytest

from organizations.models import Organization
from tests.mail import code_in, last_mail_to
from tests.portal.api.sdk.library import LibraryError
from tests.portal.api.sdk.uses import uses

ACCESS = {"Roles": ["ProductReader"], "IsAdmin": False}


def confirm(user, caller) -> None:
    """Confirm a code from the user's email for one action of this caller."""
    caller("CurrentUser.VerifyEmail", {})
    caller("Accounts.Confirm", {"Code": code_in(last_mail_to(user.email))})


@uses("Organizations.Save", "Organizations.Get", "Organizations.List", "Organizations.Delete")
def test_an_organization_is_created_renamed_found_and_deleted(cast, library):
    stan = library.of(cast.stan)
    body = {"Id": "new-shop", "Name": "New shop", "Environment": "Sandbox", "Region": {"Id": "usw"}}
    created = stan("Organizations.Save", "new-shop", body)
    assert (created["Id"], created["Environment"]) == ("new-shop", "Sandbox")
    assert stan("Organizations.Save", "new-shop", {**created, "Name": "Shop"})["Name"] == "Shop"
    assert stan("Organizations.Get", "new-shop")["CoreApiUrl"] == created["CoreApiUrl"]
    options = {
        "search": "shop",
        "searchOn": ["Id", "Name"],
        "sortBy": ["!Name"],
        "page": 1,
        "pageSize": 10,
        "filters": {"Environment": "Sandbox", "Owner": {"Username": "stan"}},
    }
    found = stan("Organizations.List", options)
    assert ([item["Id"] for item in found["Items"]], found["Meta"]["TotalCount"]) == (["new-shop"], 1)
    with pytest.raises(LibraryError) as refused:
        stan("Organizations.Delete", "new-shop")
    assert (refused.value.status, refused.value.code) == (403, "Confirmation.Required")
    confirm(cast.stan, stan)
    stan("Organizations.Delete", "new-shop")
    with pytest.raises(LibraryError) as refused:
        stan("Organizations.Get", "new-shop")
    assert (refused.value.status, refused.value.code) == (404, "NotFound")


@uses("Organizations.Transfer")
def test_an_organization_is_transferred_with_a_confirmed_code(cast, library):
    olive = library.of(cast.olive)
    confirm(cast.olive, olive)
    olive("Organizations.Transfer", "acme_Sandbox", {"Username": "adam"})
    assert Organization.objects.get(pk="acme_Sandbox").owner == cast.adam


@uses(
    "Organizations.SaveUserAssignment",
    "Organizations.DeleteUserAssignment",
    "Organizations.ListUserAssignments",
    "Organizations.ListContributors",
    "Organizations.GetContributor",
    "CurrentUser.ListOrgInvites",
    "CurrentUser.AcceptOrgInvite",
    "CurrentUser.DeclineOrgInvite",
)
def test_a_user_is_invited_accepts_and_leaves(cast, library):
    admin, stan = library.of(cast.adam), library.of(cast.stan)
    admin("Organizations.SaveUserAssignment", "acme_Sandbox", "stan", ACCESS)
    admin("Organizations.SaveUserAssignment", "acme", "stan", ACCESS)
    invited = {item["Id"] for item in stan("CurrentUser.ListOrgInvites")}
    assert invited == {"acme_Sandbox", "acme"}
    stan("CurrentUser.AcceptOrgInvite", "acme_Sandbox")
    stan("CurrentUser.DeclineOrgInvite", "acme")
    assert stan("CurrentUser.ListOrgInvites") == []
    listed = stan(
        "Organizations.ListContributors", "acme_Sandbox", {"searchOn": ["Username"], "search": "stan"}
    )
    assert [user["Email"] for user in listed["Items"]] == ["stan@example.com"]
    detail = stan("Organizations.GetContributor", "acme_Sandbox", "stan")
    assert (detail["IsAdmin"], detail["InheritedRoles"]) == (False, ["ProductReader"])
    assignments = admin("Organizations.ListUserAssignments", "acme_Sandbox", {"page": 1, "pageSize": 100})
    accepted = {item["User"]["Username"]: item["Accepted"] for item in assignments["Items"]}
    assert accepted == {"adam": True, "victor": True, "ida": False, "stan": True}
    stan("Organizations.DeleteUserAssignment", "acme_Sandbox", "stan")
    assert stan("Organizations.List")["Items"] == []


@uses(
    "Organizations.SaveTeamAssignment",
    "Organizations.DeleteTeamAssignment",
    "Organizations.ListTeamAssignments",
    "CurrentUser.ListOrgTeamInvites",
    "CurrentUser.AcceptOrgTeamInvite",
    "CurrentUser.DeclineOrgTeamInvite",
    "Teams.ListOrganizations",
)
def test_a_team_is_invited_and_its_admin_accepts(cast, library):
    olive, stan = library.of(cast.olive), library.of(cast.stan)
    stan("Teams.Save", "helpers", {"Id": "helpers", "Name": "Helpers"})
    for organization in ("acme_Sandbox", "acme"):
        olive("Organizations.SaveTeamAssignment", organization, "helpers", ACCESS)
    invitations = stan("CurrentUser.ListOrgTeamInvites")
    assert {(item["Org"]["Id"], item["Team"]["Id"], item["Accepted"]) for item in invitations} == {
        ("acme_Sandbox", "helpers", False),
        ("acme", "helpers", False),
    }
    stan("CurrentUser.AcceptOrgTeamInvite", "helpers", "acme_Sandbox")
    stan("CurrentUser.DeclineOrgTeamInvite", "helpers", "acme")
    access = stan("Teams.ListOrganizations", "helpers", {"search": "acme", "sortBy": ["Org.Id"]})
    assert [(item["Org"]["Id"], item["Roles"]) for item in access["Items"]] == [
        ("acme_Sandbox", ["ProductReader"])
    ]
    assigned = olive("Organizations.ListTeamAssignments", "acme_Sandbox", {"pageSize": 5})
    assert {item["Team"]["Id"] for item in assigned["Items"]} == {"traders", "helpers"}
    assert all(item["User"] == item["Team"] for item in assigned["Items"])
    olive("Organizations.DeleteTeamAssignment", "acme_Sandbox", "helpers")
    assert stan("Teams.ListOrganizations", "helpers")["Items"] == []


@uses("ApiClients.List", "ApiClients.ListUsers", "ApiClients.GetToken")
def test_api_clients_their_users_and_tokens_of_both_contexts(cast, library, shop):
    olive = library.of(cast.olive)
    listed = olive("ApiClients.List", "acme_Sandbox", {"search": "store", "filters": {"Active": True}})
    assert {item["AppName"] for item in listed["Items"]} == {"Storefront", "Vela storefront"}
    users = olive("ApiClients.ListUsers", "acme_Sandbox", shop.vela_only, {"page": 1, "pageSize": 20})
    assert [(user["Username"], user["CommerceRole"]) for user in users["Items"]] == [
        ("giulia", "Buyer"),
        ("marcus", "Buyer"),
    ]
    assert olive("ApiClients.GetToken", "acme_Sandbox")["granted_roles"] == ["FullAccess"]
    acting = {"clientid": shop.vela_only, "username": "marcus"}
    token = olive("ApiClients.GetToken", "acme_Sandbox", acting)
    assert set(token["granted_roles"]) == set(token["coreuser_roles"])


@uses("Organizations.GetBackboneLoginUrl")
def test_a_link_to_the_vendors_cloud_is_not_found(cast, library):
    with pytest.raises(LibraryError) as refused:
        library.of(cast.olive)("Organizations.GetBackboneLoginUrl", "acme_Sandbox")
    assert (refused.value.status, refused.value.code) == (404, "NotFound")
    library.worked.add("Organizations.GetBackboneLoginUrl")  # no organization here can have such a link
