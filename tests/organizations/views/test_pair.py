"""The pair in Settings: linking by hand, and unlinking."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations import pairing
from organizations.models import StagingPair
from tests.cast import create_access, create_organization
from tests.login import signed_in


@pytest.fixture
def halves(cast):
    """Production `shop` and Staging `shop-test_Staging` of Olive, not linked; Adam is an admin of Staging."""
    production = create_organization(cast.olive, "shop", "Production")
    staging = create_organization(cast.olive, "shop-test_Staging", "Staging")
    create_access(staging, ["ProductReader"], user=cast.adam, is_admin=True)
    create_access(staging, ["ProductReader"], user=cast.victor)
    return production, staging


def visit(user) -> Client:
    client = Client()
    signed_in(client, user)
    return client


def link(user, organization: str, other: str):
    return visit(user).post(f"/organizations/{organization}/pair/link/", {"other": other}, follow=True)


def test_an_owner_links_two_organizations_whatever_their_ids(cast, halves):
    assert "shop-test_Staging" in visit(cast.olive).get("/organizations/shop/settings/").text
    response = link(cast.olive, "shop", "shop-test_Staging")
    assert "Linked shop and shop-test_Staging" in response.text
    assert StagingPair.objects.filter(production="shop", staging="shop-test_Staging").exists()
    assert AuditEntry.objects.filter(event=Event.STAGING_PAIR_LINKED, actor=cast.olive).exists()


def test_only_own_organizations_that_fit_and_are_not_linked_can_be_chosen(cast, halves):
    create_organization(cast.stan, "stans_Staging", "Staging")
    create_organization(cast.olive, "far_Staging", "Staging", region="eur")
    page = visit(cast.olive).get("/organizations/shop/settings/").text
    for other in ("stans_Staging", "far_Staging", "acme_Staging", "acme_Sandbox", "nothing"):
        assert f'value="{other}"' not in page
        assert "Select an organization that you own" in link(cast.olive, "shop", other).text
    assert not StagingPair.objects.filter(production="shop").exists()


def test_an_admin_of_one_half_cannot_link_it_to_what_someone_else_owns(cast, halves):
    link(cast.adam, "shop-test_Staging", "shop")
    assert not StagingPair.objects.filter(production="shop").exists()
    with pytest.raises(PermissionDenied):
        pairing.link_by_hand(halves[1], halves[0], by=cast.adam)


def test_a_pair_is_unlinked_after_a_page_that_says_what_goes(cast):
    client = visit(cast.olive)
    assert "reports of earlier restores" in client.get("/organizations/acme/pair/unlink/").text
    assert StagingPair.objects.filter(pk=cast.pair.pk).exists()
    assert client.post("/organizations/acme/pair/unlink/").status_code == 302
    assert not StagingPair.objects.filter(pk=cast.pair.pk).exists()
    entries = AuditEntry.objects.filter(event=Event.STAGING_PAIR_UNLINKED)
    assert {entry.organization for entry in entries} == {"acme", "acme_Staging"}
    assert client.post("/organizations/acme/pair/unlink/").status_code == 404


def test_the_owner_of_one_half_or_an_admin_of_both_unlinks_and_an_admin_of_one_does_not(cast, halves):
    production, staging = halves
    pair = StagingPair.objects.create(production=production, staging=staging)
    assert not pairing.can_unlink(pair, cast.adam)
    assert visit(cast.adam).post("/organizations/shop-test_Staging/pair/unlink/").status_code == 403
    create_access(production, ["ProductReader"], user=cast.adam, is_admin=True)
    assert pairing.can_unlink(pair, cast.adam)
    staging.owner = cast.stan
    staging.save()
    assert pairing.can_unlink(pair, cast.stan)


def test_the_page_names_no_organization_that_one_may_not_see(cast, halves):
    production, staging = halves
    StagingPair.objects.create(production=production, staging=staging)
    staging.owner = cast.stan
    staging.save()
    page = visit(cast.stan).get("/organizations/shop-test_Staging/pair/unlink/").text
    assert "The two organizations of the pair" in page
    assert ">shop<" not in page


def test_a_reader_is_refused_and_a_stranger_finds_nothing(cast):
    for path in ("link/", "unlink/"):
        refused = visit(cast.victor).post(f"/organizations/acme/pair/{path}")
        assert refused.status_code == 403
        assert "Only the owner and admins can link and unlink this organization." in refused.text
        assert visit(cast.stan).post(f"/organizations/acme/pair/{path}").status_code == 404
