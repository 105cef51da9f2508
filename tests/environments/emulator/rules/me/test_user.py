"""The user of the token under /me."""


def test_groups_are_listed_without_any_role(shop, marketplace, sally):
    shop.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "vip", "UserID": "sally"})
    assert sally.ids("/me/usergroups") == ["vip"]
    assert marketplace.with_assertion().items("/me/usergroups") == []
