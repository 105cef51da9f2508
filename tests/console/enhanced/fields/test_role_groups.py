"""Roles as check boxes: by group, none left out, and chosen ones kept."""

from console.enhanced.fields.role_groups import OTHER, role_groups


def test_every_role_of_the_real_document_is_offered_in_exactly_one_group(openapi):
    roles = openapi["components"]["schemas"]["ApiRole"]["enum"]
    groups = role_groups(roles, [])
    offered = [role.name for group in groups for role in group.roles]
    assert sorted(offered) == sorted(roles)
    assert len(roles) == 78
    assert OTHER not in [group.name for group in groups]


def test_the_count_of_a_group_is_of_what_is_ticked_in_it():
    groups = {group.name: group for group in role_groups(["OrderAdmin", "OrderReader"], ["OrderReader"])}
    assert groups["Orders and fulfillment"].count == 1


def test_a_role_that_no_group_knows_is_offered_as_well():
    groups = {group.name: group for group in role_groups(["FutureAdmin", "Shopper"], [])}
    assert [role.name for role in groups[OTHER].roles] == ["FutureAdmin"]


def test_a_chosen_role_that_the_document_no_longer_lists_stays_ticked():
    groups = {group.name: group for group in role_groups(["Shopper"], ["RetiredRole"])}
    assert [(role.name, role.is_chosen) for role in groups[OTHER].roles] == [("RetiredRole", True)]
