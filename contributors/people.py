"""The people and teams with access to organizations."""

from collections.abc import Sequence

from contributors.models import AccessGrant, TeamMember
from organizations.models import Organization


def people_of(organizations: Sequence[Organization]) -> set[int]:
    """Return the primary keys of the contributors who have accepted, without the owners."""
    grants = AccessGrant.objects.filter(organization__in=organizations, accepted_at__isnull=False)
    members = TeamMember.objects.filter(team__in=grants.values("team"), accepted_at__isnull=False)
    people = {
        *grants.filter(user__isnull=False).values_list("user_id", flat=True),
        *members.values_list("user_id", flat=True),
    }
    return people - {organization.owner_id for organization in organizations}


def count_teams(organizations: Sequence[Organization]) -> int:
    """Return the number of teams that have accepted."""
    grants = AccessGrant.objects.filter(organization__in=organizations, accepted_at__isnull=False)
    return grants.filter(team__isnull=False).values("team").distinct().count()
