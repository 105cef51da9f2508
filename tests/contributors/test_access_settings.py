"""What one access grant gives."""

from contributors.access_settings import AccessSettings


def test_full_access_includes_every_api_role_and_no_custom_role_or_permission():
    full = AccessSettings.create(["ProductAdmin", "FullAccess", "warehouse"])
    assert full.roles == ("FullAccess", "warehouse")
    assert full.includes("OrderAdmin")
    assert not full.includes("packing")
    assert not full.includes("impersonate_buyer")


def test_a_union_has_the_rights_of_both():
    catalog = AccessSettings.create(["ProductReader"], ["impersonate_buyer"])
    orders = AccessSettings.create(["OrderReader", "ProductReader"], ["is_admin"])
    both = catalog.union(orders)
    assert both.roles == ("ProductReader", "OrderReader")
    assert both.permissions == {"impersonate_buyer", "is_admin"}
