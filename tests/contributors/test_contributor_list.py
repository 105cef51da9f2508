"""The people who contribute to an organization."""

from contributors.contributor_list import contributor, contributors_of, invitations_of, listing
from contributors.models import AccessGrant
from tests.cast import create_access, create_team, create_user


def test_everyone_stands_once_admins_first_without_the_owner_and_the_invited(cast):
    create_access(cast.sandbox, ["OrderReader"], user=cast.tess)
    assert [user.username for user in contributors_of(cast.sandbox)] == ["adam", "tess", "victor"]


def test_someone_is_found_by_parts_of_name_and_username(cast):
    assert [user.username for user in contributors_of(cast.sandbox, "ICT vic")] == ["victor"]
    assert not contributors_of(cast.sandbox, "olive")


def test_a_person_has_the_union_of_direct_access_and_teams(cast, django_assert_num_queries):
    create_access(cast.sandbox, ["OrderReader"], user=cast.tess, impersonate_buyer=True)
    support = create_team(cast.olive, "Support", cast.tess)
    create_access(cast.sandbox, ["ShipmentReader"], team=support)
    with django_assert_num_queries(2):
        people = listing(cast.sandbox, "tess", 1).people
    person = people[0]
    assert person.access.roles == (
        *("BuyerReader", "CategoryAdmin", "OrderReader", "ProductAdmin", "ShipmentReader"),
    )
    assert person.teams == ["Support", "Traders"]
    assert person.is_direct


def test_a_page_beyond_the_last_is_the_last(cast):
    for number in range(60):
        create_access(cast.sandbox, [], user=create_user(f"person{number}"))
    page = listing(cast.sandbox, "", 99).page
    assert (page.number, page.paginator.count, len(page.object_list)) == (2, 63, 13)


def test_a_stranger_an_invited_person_and_one_of_another_organization_are_no_contributors(cast):
    assert contributor(cast.sandbox, cast.stan.pk) is None
    assert contributor(cast.sandbox, cast.ida.pk) is None
    owner = contributor(cast.sandbox, cast.olive.pk)
    assert owner.access.is_owner


def test_invitations_are_those_of_people_that_are_not_accepted(cast):
    AccessGrant.objects.create(organization=cast.sandbox, email="new@example.com", invited_by=cast.adam)
    assert [grant.email or grant.user.username for grant in invitations_of(cast.sandbox)] == [
        *("new@example.com", "ida")
    ]
