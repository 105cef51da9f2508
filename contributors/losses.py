"""What a deletion of organizations takes away from their contributors."""

from collections.abc import Sequence

from contributors.people import count_teams, people_of
from organizations.deletion import losses
from organizations.deletion.losses import Count
from organizations.models import Organization


def register() -> None:
    """Register this with `organizations`, which must not import this layer."""
    losses.register(lost_access)


def lost_access(organizations: Sequence[Organization]) -> list[Count]:
    """Return how many people and teams lose access."""
    people, teams = len(people_of(organizations)), count_teams(organizations)
    if not people and not teams:
        return []
    noun = "contributor" if people == 1 else "contributors"
    and_teams = f" and {teams} team{'s' if teams > 1 else ''}" if teams else ""
    verb = "loses" if people == 1 and not teams else "lose"
    return [Count(people, f"{noun}{and_teams} {verb} access immediately")]
