"""Access, invitations and teams in the operator admin."""

import re
from datetime import timedelta

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry, Notice
from contributors.models import AccessGrant, AccessPreset, Team, TeamMember
from lib import clock
from tests.cast import create_access
from tests.login import signed_in

GRANTS, MEMBERS = "/admin/contributors/accessgrant/", "/admin/contributors/teammember/"
REMOVE = "/admin/organizations/organization/acme_5FSandbox/remove-access/"
PRESETS = "/admin/contributors/accesspreset/"


@pytest.fixture
def oscar(client, cast):
    """Oscar's browser."""
    return signed_in(client, cast.oscar)


@pytest.fixture
def invitations(cast):
    """One invitation to an address that is pending and one that expired."""
    for email, days in (("new@example.com", 3), ("old@example.com", -3)):
        AccessGrant.objects.create(
            organization=cast.sandbox,
            email=email,
            invited_by=cast.adam,
            token_digest="d" * 64,
            expires_at=clock.now() + timedelta(days=days),
        )


def rows(response) -> str:
    """Return the text of the list."""
    html = response.content.decode()
    table = re.search(r'<table id="result_list">.*?</table>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", table[0]).split()) if table else ""


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("victor", ["Victor"]),
        ("victor@example.com", ["Victor"]),
        ("Traders", ["Team Traders"]),
        ("new@example.com", ["new@example.com"]),
    ],
)
def test_people_teams_and_invited_addresses_are_found(oscar, invitations, search, found):
    text = rows(oscar.get(GRANTS, {"q": search}))
    assert all(name in text for name in found)
    assert "Adam Yes" not in text


def test_grants_are_filtered_by_the_state_of_the_invitation(oscar, invitations):
    by_state = {
        state: rows(oscar.get(GRANTS, {"state": state})) for state in ("accepted", "pending", "expired")
    }
    assert "Victor" in by_state["accepted"]
    assert "@" not in by_state["accepted"]
    assert "new@example.com" in by_state["pending"]
    assert "Ida" in by_state["pending"]
    assert "old@example.com" in by_state["expired"]
    assert "Ida" not in by_state["expired"]
    assert oscar.get(GRANTS, {"state": "nonsense"}).status_code == 200


def test_a_grant_is_readable_and_shows_no_secret_of_its_link(oscar, invitations):
    grant = AccessGrant.objects.get(email="new@example.com")
    AccessGrant.objects.filter(pk=grant.pk).update(roles=["OrderReader", "ProductAdmin"])
    html = oscar.get(f"{GRANTS}{grant.pk}/change/").content.decode()
    assert "ProductAdmin, OrderReader" in html
    assert "d" * 64 not in html
    assert 'name="_save"' not in html


@pytest.mark.parametrize("path", [GRANTS, MEMBERS, "/admin/contributors/team/", "/admin/accounts/notice/"])
def test_operators_read_and_neither_add_change_nor_delete(oscar, cast, path):
    assert oscar.get(path).status_code == 200
    assert oscar.get(f"{path}add/").status_code == 403
    if path == GRANTS:
        pk = AccessGrant.objects.first().pk
        assert oscar.post(f"{path}{pk}/delete/", {"post": "yes"}).status_code == 403
        assert oscar.post(f"{path}{pk}/change/", {"is_admin": "on"}).status_code == 403
        assert AccessGrant.objects.filter(pk=pk).exists()


def test_members_of_a_team_are_found_by_person(oscar, cast):
    TeamMember.objects.create(team=cast.team, email="new@example.com", expires_at=clock.now())
    assert "Traders Tess" in rows(oscar.get(MEMBERS, {"q": "tess"}))
    assert "new@example.com" in rows(oscar.get(MEMBERS, {"state": "expired"}))


def test_a_preset_holds_roles_of_ordercloud_only(oscar):
    form = {"name": "Prices", "description": "Prices only", "position": "9"}
    refused = oscar.post(f"{PRESETS}add/", {**form, "roles": ["ProductReader", "Emperor"]})
    assert refused.status_code == 200
    assert "Emperor is not one of the available choices" in refused.content.decode()
    saved = oscar.post(f"{PRESETS}add/", {**form, "roles": ["PriceScheduleAdmin", "ProductReader"]})
    assert saved.status_code == 302
    assert AccessPreset.objects.get(name="Prices").roles == ["PriceScheduleAdmin", "ProductReader"]


def test_every_change_of_a_preset_is_in_the_audit_log(oscar, cast):
    form = {"name": "Prices", "description": "", "position": "9", "roles": ["ProductReader"]}
    oscar.post(f"{PRESETS}add/", form)
    preset = AccessPreset.objects.get(name="Prices")
    oscar.post(f"{PRESETS}{preset.pk}/change/", {**form, "roles": ["OrderReader"]})
    oscar.post(f"{PRESETS}{preset.pk}/delete/", {"post": "yes"})
    entries = AuditEntry.objects.filter(target_type="accesspreset").order_by("pk")
    assert [(entry.event, entry.details.get("roles")) for entry in entries] == [
        ("access_preset.created", ["ProductReader"]),
        ("access_preset.updated", ["OrderReader"]),
        ("access_preset.deleted", None),
    ]
    assert {entry.actor for entry in entries} == {cast.oscar}


def test_an_operator_removes_access_and_invitations_with_a_reason(oscar, cast, invitations):
    url = "/admin/organizations/organization/acme_5FSandbox/remove-access/"
    assert oscar.post(url, {"holder": "victor", "reason": ""}).status_code in (200, 422)
    assert AccessGrant.objects.filter(organization=cast.sandbox, user=cast.victor).exists()
    for holder in ("Victor", cast.team.pk, "NEW@example.com"):
        assert oscar.post(url, {"holder": holder, "reason": "Asked by the owner"}).status_code == 302
    left = AccessGrant.objects.filter(organization=cast.sandbox)
    assert not left.filter(user=cast.victor).exists()
    assert not left.filter(team=cast.team).exists()
    assert not left.filter(email="new@example.com").exists()
    entries = AuditEntry.objects.filter(details__reason="Asked by the owner")
    assert {entry.event for entry in entries} == {"contributor.removed", "invitation.revoked"}
    again = oscar.post(url, {"holder": "victor", "reason": "Once more"})
    assert "victor has no access to acme_Sandbox" in again.content.decode()


@pytest.mark.parametrize("named", ["VICTOR", "victor@example.com", " victor "])
def test_access_is_removed_by_username_or_email_and_the_person_and_the_owner_learn_it(oscar, cast, named):
    oscar.post(REMOVE, {"holder": named, "reason": "Left the company."})
    assert not AccessGrant.objects.filter(organization=cast.sandbox, user=cast.victor).exists()
    assert AccessGrant.objects.filter(user=cast.victor).count() == 2
    entry = AuditEntry.objects.get(event=Event.CONTRIBUTOR_REMOVED)
    assert (entry.actor, entry.details["reason"]) == (cast.oscar, "Left the company.")
    told = dict(Notice.objects.values_list("user__username", "sentence"))
    assert told["victor"] == "An operator of this portal removed you from this organization."
    assert told["olive"] == "An operator of this portal removed Victor."


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"holder": "victor"}, "Enter a reason."),
        ({"holder": "", "reason": "x"}, "Enter a username, an email or a team ID."),
        ({"holder": "olive", "reason": "x"}, "olive has no access to acme_Sandbox and no invitation."),
        ({"holder": "x" * 10_000, "reason": "x"}, "at most 254 characters"),
    ],
)
def test_access_that_cannot_be_removed_is_explained_and_nothing_changes(oscar, cast, form, sentence):
    before = AccessGrant.objects.count()
    response = oscar.post(REMOVE, form)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert AccessGrant.objects.count() == before


def test_a_username_that_is_also_the_id_of_a_team_removes_neither_until_one_is_meant(oscar, cast):
    team = Team.objects.create(id="victor", name="Crew", owner=cast.stan)
    of_team = create_access(cast.sandbox, ["OrderReader"], team=team)
    of_person = AccessGrant.objects.get(organization=cast.sandbox, user=cast.victor)
    asked = oscar.post(REMOVE, {"holder": "victor", "reason": "x"})
    assert "victor is a person and a team. Enter the email of the person, or team victor." in (
        asked.content.decode()
    )
    assert AccessGrant.objects.filter(pk__in=[of_team.pk, of_person.pk]).count() == 2
    oscar.post(REMOVE, {"holder": "Team victor", "reason": "x"})
    assert list(AccessGrant.objects.filter(pk__in=[of_team.pk, of_person.pk])) == [of_person]


def test_an_owner_who_is_no_operator_removes_nothing_in_the_admin(client, cast):
    signed_in(client, cast.olive)
    response = client.post(REMOVE, {"holder": "victor", "reason": "x"})
    assert response.status_code in {302, 403, 404}
    assert AccessGrant.objects.filter(organization=cast.sandbox, user=cast.victor).exists()
