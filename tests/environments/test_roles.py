"""The groups of API roles."""

import pytest

from environments.emulator.catalogue import CATALOGUE
from environments.roles import API_ROLES, ROLE_GROUPS, api_role_named, in_order, intersect_roles


def test_the_groups_hold_every_api_role_of_ordercloud_once():
    grouped = [role for roles in ROLE_GROUPS.values() for role in roles]
    assert sorted(grouped) == sorted(set(CATALOGUE.enums["ApiRole"]) - {"FullAccess"})
    assert sorted(API_ROLES) == sorted(CATALOGUE.enums["ApiRole"])


def test_a_role_is_found_in_any_case_of_letters():
    assert api_role_named("productADMIN") == "ProductAdmin"
    assert api_role_named("ProductAdmn") is None


def test_roles_come_in_the_order_of_the_groups_and_custom_ones_last():
    roles = ["zebra", "Shopper", "OrderReader", "CatalogAdmin", "FullAccess", "aardvark"]
    assert in_order(roles) == ["FullAccess", "CatalogAdmin", "OrderReader", "Shopper", "aardvark", "zebra"]


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (["ProductReader", "OrderReader"], ["Shopper", "ProductReader"], ["ProductReader"]),
        (["ProductReader"], ["Shopper"], []),
        ([], ["Shopper"], []),
        (["Shopper"], [], []),
        (["FullAccess"], ["Shopper", "Approver"], ["Shopper", "Approver"]),
        (["ProductReader", "Approver"], ["FullAccess"], ["ProductReader"]),
        (["ProductReader", "Approver"], ["FullAccess", "Approver"], ["ProductReader", "Approver"]),
        (["FullAccess"], ["FullAccess", "Approver"], ["FullAccess", "Approver"]),
        (["Approver"], ["Approver"], ["Approver"]),
    ],
)
def test_full_access_passes_the_other_roles_through_and_otherwise_only_common_ones_remain(
    mine, theirs, expected
):
    assert list(intersect_roles(mine, theirs)) == expected
