"""Teams that an organization may invite."""

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower

from contributors.models import AccessGrant, Team
from lib.query_string import search_words
from organizations.models import Organization

MAX_RESULTS = 8


@dataclass(frozen=True)
class FoundTeam:
    """A team that was searched for; `problem` says why it can't be invited."""

    team: Team
    problem: str


def find_teams(organization: Organization, text: str) -> list[FoundTeam]:
    """Return the teams whose name or ID has every word, and the one with exactly this ID, hidden or not."""
    words = search_words(text)
    if not words:
        return []
    matching = Q(exclude_from_search=False)
    for word in words:
        matching &= Q(name__icontains=word) | Q(pk__icontains=word)
    teams = Team.objects.filter(matching | Q(pk__iexact=text.strip())).select_related("owner")
    found = list(teams.order_by(Lower("name"), "pk")[:MAX_RESULTS])
    grants = AccessGrant.objects.filter(organization=organization, team__in=found)
    problems = {
        grant.team_id: "contributes already" if grant.is_accepted else "invited already"
        for grant in grants
        if not grant.is_expired
    }
    return [FoundTeam(team, problems.get(team.pk, "")) for team in found]
