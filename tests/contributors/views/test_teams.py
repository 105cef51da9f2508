"""The pages of teams."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from contributors.effective_access import effective_access
from contributors.models import AccessGrant, Team, TeamMember
from contributors.teams.ownership import transfer
from lib import clock, rate_limit
from tests.cast import create_access
from tests.login import signed_in
from tests.mail import latest_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(cast) -> Team:
    TeamMember.objects.get_or_create(
        team=cast.team, user=cast.olive, defaults={"is_admin": True, "accepted_at": cast.team.created_at}
    )
    return cast.team


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_has_the_teams_that_one_is_in_with_role_and_counts(cast, client, team):
    signed_in(client, cast.tess)
    page = text(client, "/teams/")
    assert "Traders" in page
    assert "Member" in page
    signed_in(client, cast.stan)
    assert "No teams yet" in text(client, "/teams/")


def test_a_new_team_is_owned_and_administered_by_who_created_it(cast, client):
    signed_in(client, cast.stan)
    assert client.post("/teams/new/", {"name": "Packers"}).status_code == 302
    created = Team.objects.get(name="Packers")
    assert created.owner == cast.stan
    assert TeamMember.objects.get(team=created, user=cast.stan).is_admin
    assert client.post("/teams/new/", {"name": "  "}).status_code == 422


def test_a_request_of_an_organization_is_shown_to_admins_and_accepted_for_the_team(cast, client, team):
    AccessGrant.objects.filter(organization=cast.sandbox, team=team).delete()
    grant = create_access(cast.sandbox, ["OrderReader"], team=team, accepted=False)
    signed_in(client, cast.tess)
    assert "invited this team" not in text(client, f"/teams/{team.pk}/")
    signed_in(client, cast.olive)
    assert "invited this team to contribute: 1 role." in text(client, f"/teams/{team.pk}/")
    client.post(f"/invitations/organizations/{grant.pk}/accept/")
    assert effective_access(cast.tess, cast.sandbox).roles == ("OrderReader",)


def test_leaving_names_what_only_the_team_gives_and_ends_it(cast, client, team):
    create_access(cast.sandbox, ["ProductAdmin"], user=cast.tess)
    signed_in(client, cast.tess)
    assert "You'd lose 8 rights in 3 organizations" in text(client, f"/teams/{team.pk}/")
    assert client.post(f"/teams/{team.pk}/leave/").status_code == 302
    assert effective_access(cast.tess, cast.sandbox).roles == ("ProductAdmin",)
    assert not effective_access(cast.tess, cast.pair.production).has_access


def test_the_owner_cannot_leave(cast, client, team):
    signed_in(client, cast.olive)
    assert "Transfer it to a member first" in text(client, f"/teams/{team.pk}/leave/")
    assert client.post(f"/teams/{team.pk}/leave/").status_code == 422


def test_an_admin_changes_and_removes_a_member(cast, client, team):
    row = TeamMember.objects.get(team=team, user=cast.tess)
    signed_in(client, cast.olive)
    client.post(f"/teams/{team.pk}/members/{row.pk}/", {"action": "admin"})
    row.refresh_from_db()
    assert row.is_admin
    client.post(f"/teams/{team.pk}/members/{row.pk}/", {"action": "remove"})
    assert not effective_access(cast.tess, cast.sandbox).has_access


def test_a_member_of_another_team_is_not_found(cast, client, team):
    other = Team.objects.create(name="Others", owner=cast.stan)
    row = TeamMember.objects.create(team=other, user=cast.adam, accepted_at=team.created_at)
    signed_in(client, cast.olive)
    assert client.post(f"/teams/{team.pk}/members/{row.pk}/", {"action": "remove"}).status_code == 404
    assert client.post(f"/teams/{other.pk}/members/{row.pk}/", {"action": "remove"}).status_code == 404


def test_several_people_are_invited_and_each_that_failed_has_its_reason(cast, client, team):
    signed_in(client, cast.olive)
    response = client.post(f"/teams/{team.pk}/invite/", {"people": "victor, nobody1, new@example.com"})
    assert response.status_code == 422
    assert "Invited 2. 1 not invited." in response.content.decode()
    assert TeamMember.objects.filter(team=team, accepted_at=None).count() == 2


def test_the_owner_transfers_the_team_to_a_member_only(cast, client, team):
    signed_in(client, cast.olive)
    assert client.post(f"/teams/{team.pk}/transfer/", {"new_owner": cast.victor.pk}).status_code == 422
    assert client.post(f"/teams/{team.pk}/transfer/", {"new_owner": cast.tess.pk}).status_code == 302
    team.refresh_from_db()
    assert team.owner == cast.tess


def test_the_page_says_since_when_the_owner_owns_the_team(cast, client, team):
    created = clock.now() - timedelta(days=40)
    Team.objects.filter(pk=team.pk).update(created_at=created)
    page = signed_in(client, cast.tess).get(f"/teams/{team.pk}/").content.decode()
    assert f"Owned by <bdi>Olive</bdi> since {created:%-d %b %Y}." in page
    with time_machine.travel(created + timedelta(days=30)):
        transfer(team, cast.tess, by=cast.olive)
    page = client.get(f"/teams/{team.pk}/").content.decode()
    assert f"Owned by you since {created + timedelta(days=30):%-d %b %Y}." in page


def test_a_team_is_deleted_with_the_emailed_code_only(cast, client, team):
    signed_in(client, cast.olive)
    assert client.post(f"/teams/{team.pk}/delete/", {"code": "000000"}).status_code == 422
    client.post(f"/teams/{team.pk}/delete/", {"action": "send"})
    code = latest_code()
    wrong = "000001" if code == "000000" else "000000"
    assert client.post(f"/teams/{team.pk}/delete/", {"code": wrong}).status_code == 422
    assert client.post(f"/teams/{team.pk}/delete/", {"code": code}).status_code == 302
    assert not Team.objects.filter(pk=team.pk).exists()
    assert not effective_access(cast.tess, cast.sandbox).has_access


def test_a_team_of_which_everyone_left_gives_no_one_access(cast, team):
    TeamMember.objects.filter(team=team).delete()
    assert not effective_access(cast.tess, cast.sandbox).has_access
    assert AccessGrant.objects.accepted().filter(team=team, organization=cast.sandbox).exists()


@pytest.mark.usefixtures("frozen_time")
def test_who_was_invited_before_the_limit_is_shown(cast, client, team, monkeypatch):
    monkeypatch.setitem(rate_limit.RATES, "invitation_by_user", (1, rate_limit.HOUR))
    signed_in(client, team.owner)
    response = client.post(f"/teams/{team.pk}/invite/", {"people": "victor, ida"})
    assert response.status_code == 422
    assert response.context["sent"] == 1
    assert len(response.context["failures"]) == 1
