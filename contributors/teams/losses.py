"""What someone loses who leaves a team."""

from collections import defaultdict

from accounts.models import User
from contributors.access_explanation import without
from contributors.effective_access import accepted_grants_filter, access_by_grants
from contributors.models import AccessGrant, Team
from organizations.models import Organization


def lost_by_leaving(team: Team, user: User) -> list[tuple[Organization, list[str]]]:
    """Return the rights that `user` has only by the team, for each of its organizations, by name.

    What they own, and what another source gives, is not lost. One query.
    """
    of_team = AccessGrant.objects.accepted().filter(team=team, organization__deleted_at=None)
    grants = (
        AccessGrant.objects.filter(
            accepted_grants_filter(user), organization__in=of_team.values("organization")
        )
        .exclude(organization__owner=user)
        .select_related("organization", "team")
    )
    by_organization: dict[Organization, list[AccessGrant]] = defaultdict(list)
    for grant in grants:
        by_organization[grant.organization].append(grant)
    losses = []
    for organization, held in by_organization.items():
        gone = next((grant for grant in held if grant.team_id == team.pk), None)
        if gone:
            losses.append((organization, without(access_by_grants(tuple(held)), gone.pk)))
    return sorted(losses, key=lambda loss: (loss[0].name.lower(), loss[0].pk))
