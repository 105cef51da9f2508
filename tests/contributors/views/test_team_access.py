"""The teams of an organization."""

import pytest

from contributors.effective_access import effective_access
from contributors.models import AccessGrant, Team
from tests.cast import create_access, create_team
from tests.login import signed_in

URL = "/organizations/acme_Sandbox/team-access/"


@pytest.fixture
def packers(cast) -> Team:
    return create_team(cast.stan, "Packers", cast.stan)


def test_everyone_sees_the_teams_and_only_admins_the_invited_ones(cast, client, packers):
    create_access(cast.sandbox, ["OrderReader"], team=packers, accepted=False)
    signed_in(client, cast.victor)
    page = client.get(URL).content.decode()
    assert "Traders" in page
    assert "Packers" not in page
    signed_in(client, cast.adam)
    assert "Packers" in client.get(URL).content.decode()


def test_a_team_is_found_by_name_and_a_hidden_one_by_its_exact_id_only(cast, client, packers):
    packers.exclude_from_search = True
    packers.save()
    signed_in(client, cast.adam)
    found = client.get(f"{URL}invite/?q=pack").context["found"]
    assert not found
    found = client.get(f"{URL}invite/?q={packers.pk}").context["found"]
    assert [item.team for item in found] == [packers]


def test_an_admin_invites_a_team_with_its_access(cast, client, packers):
    signed_in(client, cast.adam)
    body = {"team": packers.pk, "role": ["OrderReader"], "permission": ["impersonate_buyer"], "send": "1"}
    assert client.post(f"{URL}invite/", body).status_code == 302
    grant = AccessGrant.objects.get(organization=cast.sandbox, team=packers)
    assert not grant.is_accepted
    assert not effective_access(cast.stan, cast.sandbox).has_access
    again = client.post(f"{URL}invite/", body)
    assert again.status_code == 422
    assert AccessGrant.objects.filter(organization=cast.sandbox, team=packers).count() == 1


def test_a_preset_keeps_the_chosen_team_and_invites_no_one(cast, client, packers):
    signed_in(client, cast.adam)
    response = client.post(f"{URL}invite/", {"team": packers.pk, "q": "pack", "preset": "none"})
    assert response.context["chosen"] == packers.pk
    assert not AccessGrant.objects.filter(team=packers).exists()


def test_an_admin_changes_and_removes_the_access_of_a_team(cast, client):
    grant = AccessGrant.objects.get(organization=cast.sandbox, team=cast.team)
    signed_in(client, cast.adam)
    client.post(f"{URL}{grant.pk}/edit/", {"role": ["OrderReader"], "version": "1"})
    assert effective_access(cast.tess, cast.sandbox).roles == ("OrderReader",)
    assert client.post(f"{URL}{grant.pk}/remove/").status_code == 302
    assert not effective_access(cast.tess, cast.sandbox).has_access


def test_an_admin_of_the_team_leaves_for_it_and_a_member_does_not(cast, client):
    signed_in(client, cast.tess)
    grant = AccessGrant.objects.get(organization=cast.sandbox, team=cast.team)
    assert client.post(f"{URL}{grant.pk}/remove/").status_code == 403
    cast.team.members.filter(user=cast.tess).update(is_admin=True)
    assert client.post(f"{URL}{grant.pk}/remove/").status_code == 302
    assert not AccessGrant.objects.filter(pk=grant.pk).exists()


def test_a_grant_of_another_organization_is_not_found(cast, client):
    grant = AccessGrant.objects.get(organization=cast.pair.production, team=cast.team)
    signed_in(client, cast.adam)
    for action in ("edit", "remove"):
        assert client.get(f"{URL}{grant.pk}/{action}/").status_code == 404


def test_more_teams_take_no_more_queries(cast, client, django_assert_max_num_queries):
    signed_in(client, cast.adam)
    for number in range(20):
        create_access(cast.sandbox, [], team=create_team(cast.olive, f"Crew {number}", cast.olive))
    client.get(URL)
    with django_assert_max_num_queries(8):
        client.get(URL)


def test_members_and_admins_of_a_team_are_told_apart(cast, client):
    owned = create_team(cast.victor, "Owned")
    create_access(cast.sandbox, [], team=owned)
    for is_admin in (False, True):
        cast.team.members.update(is_admin=is_admin)
        for who, expected in (("tess", (True, is_admin)), ("victor", (False, False))):
            signed_in(client, cast.users[who])
            rows = {grant.team: rest for grant, *rest in client.get(URL).context["rows"]}
            assert tuple(rows[cast.team]) == expected
    assert rows[owned] == [True, True]
