"""The people and teams with access to organizations."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from accounts.models import User
from contributors.models import AccessGrant, TeamMember
from organizations.models import Organization


def holders_filter(grants: QuerySet[AccessGrant]) -> Q:
    """Return a filter for the users who have one of these accepted grants, directly or through a team."""
    members = TeamMember.objects.accepted().filter(team__in=grants.filter(user=None).values("team"))
    return Q(pk__in=grants.filter(team=None).values("user")) | Q(pk__in=members.values("user"))


def people_of(organizations: Sequence[Organization]) -> set[int]:
    """Return the primary keys of the contributors who have accepted, without the owners."""
    grants = AccessGrant.objects.accepted().filter(organization__in=organizations)
    people = set(User.objects.filter(holders_filter(grants)).values_list("pk", flat=True))
    return people - {organization.owner_id for organization in organizations}


def count_teams(organizations: Sequence[Organization]) -> int:
    """Return the number of teams that have accepted."""
    grants = AccessGrant.objects.accepted().filter(organization__in=organizations, team__isnull=False)
    return grants.values("team").distinct().count()
