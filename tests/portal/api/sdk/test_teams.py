"""Teams by the vendor's client."""

import pytest

from contributors.models import Team
from tests.portal.api.sdk.library import LibraryError
from tests.portal.api.sdk.test_organizations import confirm
from tests.portal.api.sdk.uses import uses


@uses("Teams.Save", "Teams.Get", "Teams.List", "Teams.Search", "Teams.Delete")
def test_a_team_is_created_renamed_found_and_deleted(cast, library):
    stan = library.of(cast.stan)
    created = stan("Teams.Save", "helpers", {"Id": "helpers", "Name": "Helpers", "ExcludeFromSearch": False})
    assert stan("Teams.Save", "helpers", {**created, "Name": "Helping hands"})["Name"] == "Helping hands"
    assert stan("Teams.Get", "helpers")["Owner"]["Username"] == "stan"
    options = {"search": "help", "searchOn": ["Name"], "sortBy": ["Id"], "filters": {"Id": "help*"}}
    assert [team["Id"] for team in stan("Teams.List", options)["Items"]] == ["helpers"]
    found = library.of(cast.olive)("Teams.Search", {"search": "helping", "page": 1, "pageSize": 10})
    assert [team["Id"] for team in found["Items"]] == ["helpers"]
    stan = library.of(cast.stan)
    with pytest.raises(LibraryError) as refused:
        stan("Teams.Delete", "helpers")
    assert (refused.value.status, refused.value.code) == (403, "Confirmation.Required")
    confirm(cast.stan, stan)
    stan("Teams.Delete", "helpers")
    with pytest.raises(LibraryError) as refused:
        stan("Teams.Get", "helpers")
    assert refused.value.status == 404


@uses(
    "Teams.InviteMember",
    "Teams.ListMember",
    "Teams.GetMember",
    "Teams.SaveMember",
    "Teams.DeleteMember",
    "Teams.Transfer",
    "CurrentUser.ListTeamInvites",
    "CurrentUser.AcceptTeamInvite",
    "CurrentUser.DeclineTeamInvite",
)
def test_members_are_invited_promoted_and_removed(cast, library):
    olive, stan, ida = library.of(cast.olive), library.of(cast.stan), library.of(cast.ida)
    assert olive("Teams.InviteMember", "traders", {"Username": "stan"})["User"]["Username"] == "stan"
    olive("Teams.InviteMember", "traders", {"Username": "ida"})
    assert [team["Id"] for team in stan("CurrentUser.ListTeamInvites")] == ["traders"]
    stan("CurrentUser.AcceptTeamInvite", "traders")
    ida("CurrentUser.DeclineTeamInvite", "traders")
    assert olive("Teams.SaveMember", "traders", "stan", {"IsAdmin": True})["IsAdmin"] is True
    members = olive("Teams.ListMember", "traders", {"search": "stan", "searchOn": ["Username"]})
    assert [member["User"]["Email"] for member in members["Items"]] == ["stan@example.com"]
    assert olive("Teams.GetMember", "traders", "tess")["IsAdmin"] is False
    olive("Teams.DeleteMember", "traders", "tess")
    olive("Teams.Transfer", "traders", {"Username": "stan"})
    assert Team.objects.get(pk="traders").owner == cast.stan
