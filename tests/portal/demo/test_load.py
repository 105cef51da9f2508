"""The demo is loaded once; what users change stays."""

import pytest

from accounts.models import AuditEntry, User
from contributors.access_settings import AccessSettings
from contributors.effective_access import effective_access
from contributors.invitations.pending import pending_for, pending_teams_for
from contributors.models import AccessGrant, TeamMember
from environments.ordercloud.errors import NotFound
from organizations.connections.clients import client_for
from organizations.models import Organization
from portal.demo import load as demo_load
from portal.demo import newer_records

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("emulator")]


def test_the_demo_shows_newer_records_and_what_is_deleted_stays_deleted(monkeypatch):
    monkeypatch.setattr(demo_load, "HOSTNAMES", {"hartwell_Sandbox": "sandbox.hartwell.example"})
    demo_load.load("a password of the demo")
    seller = client_for(Organization.objects.get(pk="hartwell_Sandbox"), ("FullAccess",))
    for path, id_ in (
        ("/buyergroups", newer_records.GROUP),
        ("/bundles", newer_records.BUNDLE),
        ("/discounts", newer_records.DISCOUNT),
        ("/subscriptions", newer_records.SUBSCRIPTION),
    ):
        assert [record["ID"] for record in seller.get(path)["Items"]] == [id_]
    assert seller.get(f"/promotions/{newer_records.PROMOTION}")["AutoApply"] is True
    product = seller.get("/products")["Items"][0]["ID"]
    seller.delete(f"/products/{product}")
    AuditEntry.objects.all().delete()

    demo_load.load("a password of the demo")

    with pytest.raises(NotFound):
        seller.get(f"/products/{product}")


@pytest.fixture
def loaded(monkeypatch):
    """Two organizations of the demo, without the content of their marketplaces."""
    some = [row for row in demo_load.ORGANIZATIONS if row[0] in {"hartwell_Sandbox", "brightline_Sandbox"}]
    monkeypatch.setattr(demo_load, "ORGANIZATIONS", some)
    monkeypatch.setattr(demo_load, "HOSTNAMES", {"hartwell_Sandbox": "sandbox.hartwell.example"})
    monkeypatch.setattr(demo_load, "populate", lambda client, organization_id: None)
    demo_load.load("a password of the demo")
    return {user.username: user for user in User.objects.exclude(username=None)}


def test_access_of_every_type_is_there_with_who_granted_it(loaded):
    sandbox = Organization.objects.get(pk="hartwell_Sandbox")
    tess = effective_access(loaded["tess"], sandbox)
    assert {grant.team.name for grant in tess.grants} == {"Catalog crew", "Support, second line"}
    assert {"ProductAdmin", "OrderReader"} <= set(tess.roles)
    grants = AccessGrant.objects.all()
    assert all(set(grant.origins) == AccessSettings.of(grant).rights for grant in grants)
    pending = AccessGrant.objects.pending().filter(organization=sandbox)
    assert {str(grant.user or grant.email) for grant in pending} == {"Ida Nakamura", "kim@partner.example"}
    assert not effective_access(loaded["ida"], sandbox).has_access
    assert not effective_access(loaded["stan"], sandbox).has_access


def test_olive_is_invited_to_an_organization_and_a_team_and_so_is_her_team(loaded):
    (to_organization,) = pending_for(loaded["olive"])
    (to_team,) = pending_teams_for(loaded["olive"])
    assert (to_organization.organization.name, to_team.team.name) == (
        "Brightline Medical",
        "Support, second line",
    )
    assert AccessGrant.objects.pending().get(team="catalog-crew").organization_id == "brightline_Sandbox"


def test_access_that_someone_removed_or_accepted_stays_so(loaded):
    AccessGrant.objects.filter(user=loaded["victor"]).delete()
    AccessGrant.objects.filter(team="support-second-line").delete()
    before = list(AccessGrant.objects.order_by("pk").values())
    members = TeamMember.objects.count()
    demo_load.load("a password of the demo")
    assert list(AccessGrant.objects.order_by("pk").values()) == before
    assert TeamMember.objects.count() == members
