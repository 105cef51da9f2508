"""The intersection of a contributor's roles with those of a user."""

import pytest

from contributors.impersonation.roles import intersect_roles


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
