"""The roles of a user with where each comes from."""

from console.enhanced.assignments.parties import Party
from console.enhanced.panels.role_sources import profiles_reaching, user_roles

BUYER = Party(buyer="B1")
PROFILES = [
    {"ID": "shopper", "Name": "Shopper", "Roles": ["Shopper", "MeAdmin"], "CustomRoles": []},
    {"ID": "approver", "Name": "Approver", "Roles": ["Shopper"], "CustomRoles": ["Signs"]},
    {"ID": "other", "Name": "Other", "Roles": ["Shopper"]},
]
ASSIGNMENTS = [
    {"SecurityProfileID": "Shopper", "BuyerID": "B1"},
    {"SecurityProfileID": "approver", "BuyerID": "B1", "UserGroupID": "approvers"},
    {"SecurityProfileID": "approver", "BuyerID": "B1", "UserID": "ann"},
    {"SecurityProfileID": "other", "BuyerID": "B2"},
    {"SecurityProfileID": "other"},
]


def reaching(user: str, groups: list[str]):
    return profiles_reaching(BUYER, user, groups, ASSIGNMENTS, PROFILES)


def test_a_profile_reaches_a_user_through_company_group_and_directly():
    found = [source for _profile, source in reaching("ann", ["approvers"])]
    assert [(source.profile_name, [party.in_words for party in source.parties]) for source in found] == [
        ("Approver", ["Group approvers of buyer B1", "User ann of buyer B1"]),
        ("Shopper", ["All users of buyer B1"]),
    ]


def test_profiles_of_other_companies_do_not_reach_a_user():
    assert [source.profile_id for _profile, source in reaching("bob", [])] == ["shopper"]


def test_each_role_names_every_profile_that_gives_it_custom_ones_too():
    roles = user_roles(["Signs", "Shopper", "MeAdmin"], reaching("ann", ["approvers"]))
    assert {role.name: [source.profile_name for source in role.sources] for role in roles} == {
        "Shopper": ["Approver", "Shopper"],
        "MeAdmin": ["Shopper"],
        "Signs": ["Approver"],
    }


def test_a_role_without_a_known_source_is_still_named():
    (role,) = user_roles(["OrderAdmin"], [])
    assert (role.name, role.sources) == ("OrderAdmin", ())
