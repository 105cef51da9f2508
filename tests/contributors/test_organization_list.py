"""The list of my organizations: what is in it, in which order, and that it stays cheap."""

import pytest
from django.http import QueryDict

from contributors import organization_list
from lib import clock
from organizations import visits
from organizations.models import Environment, StagingPair
from tests.cast import create_access, create_organization, create_staging_pair


def rows(user, **parameters) -> list[organization_list.ListRow]:
    query = QueryDict(mutable=True)
    query.update(parameters)
    return list(organization_list.page(user, organization_list.ListQuery.from_parameters(query)).object_list)


def ids(user, **parameters) -> list[str]:
    return [row.organization.pk for row in rows(user, **parameters)]


def test_only_accessible_organizations_are_listed(cast):
    create_organization(cast.stan, "stans")
    assert ids(cast.victor) == ["acme", "acme_Staging", "acme_Sandbox"]
    assert ids(cast.stan) == ["stans"]
    assert ids(cast.ida) == ids(cast.oscar) == []


def test_a_deleted_organization_is_in_no_list(cast):
    cast.sandbox.deleted_at = clock.now()
    cast.sandbox.save()
    assert "acme_Sandbox" not in ids(cast.olive) + ids(cast.victor)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"environment": "Staging"}, ["acme_Staging"]),
        ({"environment": "sandbox"}, ["acme_Sandbox", "bikes"]),
        ({"search": "sand"}, ["acme_Sandbox"]),
        ({"search": "kestrel"}, ["bikes"]),
        ({"search": "BIKES kes"}, ["bikes"]),
        ({"search": "kestrel acme"}, []),
        ({"region": "eur"}, ["bikes"]),
        ({"role": "owner"}, ["bikes"]),
        ({"role": "admin"}, ["acme", "acme_Staging", "acme_Sandbox"]),
        ({"role": "team"}, []),
        ({"sort": "-id"}, ["bikes", "acme_Sandbox", "acme", "acme_Staging"]),
        ({"sort": "region"}, ["bikes", "acme", "acme_Staging", "acme_Sandbox"]),
        ({"page": "99"}, ["acme", "acme_Staging", "acme_Sandbox", "bikes"]),
        (
            {"environment": "Mars", "region": "x", "role": "king", "sort": "colour", "page": "-1"},
            ["acme", "acme_Staging", "acme_Sandbox", "bikes"],
        ),
    ],
)
def test_the_list_is_filtered_and_sorted(cast, parameters, expected):
    create_organization(cast.adam, "bikes", name="Kestrel Bikes", region="eur")
    assert ids(cast.adam, **parameters) == expected


def test_the_last_opened_organization_comes_first(cast):
    visits.record(cast.victor, cast.pair.staging)
    visits.record(cast.victor, cast.sandbox)
    recent = organization_list.recent(cast.victor)
    assert [visit.organization_id for visit in recent] == ["acme_Sandbox", "acme_Staging"]
    assert ids(cast.victor, sort="-opened")[0] == "acme_Sandbox"


def test_an_organization_that_is_deleted_or_no_longer_mine_is_not_among_the_last_opened(cast):
    for organization in cast.organizations:
        visits.record(cast.tess, organization)
    cast.sandbox.deleted_at = clock.now()
    cast.sandbox.save()
    cast.pair.staging.access_grants.filter(team=cast.team).delete()
    assert [visit.organization_id for visit in organization_list.recent(cast.tess)] == ["acme"]


def test_the_role_label_names_its_source(cast):
    words = {}
    for user in (cast.olive, cast.adam, cast.tess, cast.victor):
        words[user.username] = {
            row.role for row in organization_list.page(user, organization_list.ListQuery()).object_list
        }
    assert words == {
        "olive": {"Owner"},
        "adam": {"Admin"},
        "tess": {"Team Traders"},
        "victor": {"Contributor"},
    }


def test_an_organization_with_two_access_sources_is_listed_once(cast):
    create_access(cast.sandbox, [], user=cast.tess)
    assert ids(cast.tess, environment="Sandbox") == ["acme_Sandbox"]
    assert organization_list.counts(cast.tess)["Sandbox"] == 1


@pytest.mark.parametrize("sort", ["name", "-name", "id", "-id"])
def test_staging_stands_below_its_production_whatever_their_names_and_ids(cast, sort):
    staging = create_organization(cast.olive, "hub_Staging", Environment.STAGING, name="Zebra")
    production = create_organization(cast.olive, "hub", Environment.PRODUCTION, name="Hub")
    StagingPair.objects.create(production=production, staging=staging)
    create_organization(cast.olive, "hub-2", name="Hub 2")
    create_organization(cast.olive, "hub_A", name="Hub A")
    listed = ids(cast.olive, sort=sort)
    assert listed[listed.index("hub") + 1] == "hub_Staging"
    by_id = {row.organization.pk: row for row in rows(cast.olive, sort=sort)}
    assert by_id["hub"].is_tied
    assert by_id["hub_Staging"].is_tied
    assert not by_id["hub-2"].is_tied


def test_a_row_leads_to_the_other_organization_of_its_pair_when_a_filter_hides_it(cast):
    (staging,) = rows(cast.victor, environment="Staging")
    assert (staging.counterpart.pk, staging.is_tied) == ("acme", False)
    (production,) = rows(cast.victor, environment="Production")
    assert (production.counterpart.pk, production.is_tied) == ("acme_Staging", False)


def test_an_organization_of_a_pair_that_is_not_mine_is_neither_named_nor_decides_the_order(cast):
    pair = create_staging_pair(cast.olive, "zulu", name="Zulu")
    pair.staging.name = "Aardvark"
    pair.staging.save()
    create_access(pair.staging, [], user=cast.victor)
    first, *_ = rows(cast.victor)
    assert (first.organization.pk, first.counterpart) == ("zulu_Staging", None)


def test_a_deleted_production_is_not_named(cast):
    cast.pair.production.deleted_at = clock.now()
    cast.pair.production.save()
    assert [row.counterpart for row in rows(cast.olive, environment="Staging")] == [None]


def test_counts_are_by_environment_and_of_owned_organizations(cast):
    create_organization(cast.adam, "bikes")
    assert organization_list.counts(cast.adam) == {
        "Production": 1,
        "Staging": 1,
        "Sandbox": 2,
        "all": 4,
        "owned": 1,
    }


def test_a_long_list_takes_no_more_queries_than_a_short_one(cast, django_assert_max_num_queries):
    for number in range(60):
        create_organization(cast.olive, f"many{number:02}", Environment.SANDBOX)
        create_staging_pair(cast.olive, f"pair{number:02}")
    for page in ("1", "4"):
        with django_assert_max_num_queries(4):
            assert len(rows(cast.olive, page=page)) in (organization_list.PAGE_SIZE, 33)
