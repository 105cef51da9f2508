"""The import of teams and their members."""

from accounts.audit.events import Event
from accounts.models import AuditEntry, Notice
from contributors.effective_access import effective_access
from contributors.models import TeamMember
from tests.contributors.imports.lines import outcomes, run


def test_teams_their_members_and_their_access_are_imported_too(cast):
    lines = [
        {"type": "contributor", "Organization": "acme", "Team": "crew", "Roles": ["OrderReader"]},
        {"type": "team_member", "Team": "CREW", "Email": "stan@example.com"},
        {"type": "team_member", "Team": "crew", "Username": "ida", "IsAdmin": True},
        {"type": "team", "ID": "crew", "Name": "Catalog crew", "Owner": "victor"},
    ]
    assert outcomes(run(*lines)) == ["created"] * 4
    assert effective_access(cast.stan, cast.pair.production).roles == ("OrderReader",)
    admins = TeamMember.objects.accepted().filter(team="crew", is_admin=True)
    assert set(admins.values_list("user__username", flat=True)) == {"victor", "ida"}
    assert outcomes(run(*lines)) == ["unchanged"] * 4
    assert outcomes(run({**lines[2], "IsAdmin": False}, {**lines[3], "Owner": "adam"})) == ["kept", "failed"]


def test_the_username_and_the_email_of_a_member_must_belong_together(cast):
    line = {"type": "team_member", "Team": "traders", "Username": "stan"}
    refused = run({**line, "Email": "victor@example.com"})[0].result
    assert (refused.outcome, refused.message) == (
        "failed",
        "The username stan belongs to an account with another email.",
    )
    assert not TeamMember.objects.filter(team="traders", user=cast.stan).exists()
    assert outcomes(run({**line, "Email": "Stan@example.com"})) == ["created"]


def test_the_audit_log_names_who_imported_a_team_and_not_its_owner(cast):
    run({"type": "team", "ID": "crew", "Owner": "victor"})
    entry = AuditEntry.objects.get(event=Event.TEAM_CREATED)
    assert (entry.actor, entry.details["reason"]) == (None, "move")


def test_those_who_are_added_to_a_team_are_told_if_wanted(cast):
    run({"type": "team_member", "Team": cast.team.pk, "Username": "stan"}, notify=True)
    notice = Notice.objects.get(user=cast.stan)
    assert notice.sentence == f"An operator of this portal added you to team {cast.team}."
