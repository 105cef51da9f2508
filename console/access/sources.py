"""Where held roles come from, as links."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from contributors.access_explanation import Source, sources_of
from contributors.effective_access import EffectiveAccess
from contributors.models import AccessGrant
from organizations.models import Organization


@dataclass(frozen=True)
class SourceLink:
    """What gives roles: direct access or a team, the page that explains it, and how many roles it gives."""

    label: str
    url: str
    count: int = 0


def role_source_links(access: EffectiveAccess, user: User, organization: Organization) -> list[SourceLink]:
    """Return what gives the roles of `access`, direct access before teams; [] for the owner."""
    granting = [grant for grant in access.grants if grant.roles]
    granting.sort(key=lambda grant: (grant.team is not None, grant.team.name if grant.team else ""))
    return [_link(grant, user, organization) for grant in granting]


def links_of_role(
    role: str, access: EffectiveAccess, user: User, organization: Organization
) -> list[SourceLink]:
    """Return what gives `role`."""
    found: Sequence[Source] = sources_of(access, role, {})
    return [
        _link(source.grant, user, organization)
        if source.grant
        else SourceLink("owner", reverse("contributors:list", args=[organization.pk]))
        for source in found
    ]


def _link(grant: AccessGrant, user: User, organization: Organization) -> SourceLink:
    if grant.team:
        page = reverse("team_access:list", args=[organization.pk])
        return SourceLink(f"team {grant.team.name}", f"{page}#grant-{grant.pk}", len(grant.roles))
    url = reverse("contributors:direct", args=[organization.pk, user.pk])
    return SourceLink("direct access", url, len(grant.roles))
