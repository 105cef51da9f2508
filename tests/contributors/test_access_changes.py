"""The difference between two access settings, in words."""

from contributors.access_changes import AccessChanges, in_words
from contributors.access_settings import AccessSettings


def words(before: list[str], after: list[str]) -> str:
    return in_words(AccessChanges(AccessSettings.create(before), AccessSettings.create(after)))


def test_full_access_takes_no_role_away_that_it_includes():
    assert words(["ProductAdmin", "warehouse"], ["FullAccess"]) == "added full access, removed warehouse"


def test_less_than_full_access_names_what_stays():
    assert words(["FullAccess"], ["ProductAdmin"]) == "added ProductAdmin, removed full access"


def test_many_roles_are_counted():
    roles = [
        "CatalogAdmin",
        "CategoryAdmin",
        "ProductAdmin",
        "OrderAdmin",
        "BuyerAdmin",
        "Shopper",
        "MeAdmin",
    ]
    assert words([], roles).endswith("BuyerAdmin and 2 more roles")
