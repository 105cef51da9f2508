"""Who can grant a role that is missing."""

from dataclasses import dataclass

from accounts.models import User
from contributors.access_sources import role_granters
from contributors.effective_access import effective_access
from contributors.grants.policy import admins_are_limited
from organizations.models import Organization


@dataclass(frozen=True)
class Granter:
    """Someone who can grant a role; `position` says as what, such as "admin, has this role"."""

    user: User
    position: str


def granters_of(role: str, organization: Organization) -> list[Granter]:
    """Return who can grant `role`: the owner, then the admins, without those who may not grant it.

    Queries: the admins, the owner's rule on what they may grant, and the access of each.
    """
    limited = admins_are_limited(organization)
    granters = []
    for user, position in role_granters(organization):
        if user == organization.owner:
            granters.append(Granter(user, position))
            continue
        holds = effective_access(user, organization).settings.includes(role)
        if holds or not limited:
            granters.append(Granter(user, f"{position}, has this role" if holds else position))
    return granters
