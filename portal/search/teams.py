"""The user's teams in the search: by name or ID."""

from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from contributors.teams.overview import teams_of
from portal.search.results import Group, Result


def find_teams(user: User, text: str, limit: int) -> Group:
    """Return the teams of `user` that match every word of `text`; none before anything is typed."""
    if not text:
        return Group("teams", "Teams", (), 0)
    teams = teams_of(user, text)
    results = tuple(
        Result(team.name, reverse("teams:detail", args=[team.pk]), "users", detail=team.pk)
        for team in teams[:limit]
    )
    total = len(results) if len(results) < limit else teams.count()
    url = f"{reverse('teams:list')}?{urlencode({'search': text})}"
    return Group("teams", "Teams", results, total, url)
