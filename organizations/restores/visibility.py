"""Who sees the records of a restore: users who can read the resource in both organizations of the pair."""

from accounts.models import User
from environments.restore.resources.manifest import RESOURCES_BY_NAME
from organizations.access import roles_of
from organizations.models import StagingPair

FULL_ACCESS = "FullAccess"


class Visibility:
    """The resources that `user` can read in both organizations of `pair`."""

    def __init__(self, user: User, pair: StagingPair) -> None:
        self._roles = [roles_of(user, pair.production), roles_of(user, pair.staging)]

    def allows(self, resource: str) -> bool:
        """Return whether its records may be shown; an unknown resource requires full access."""
        known = RESOURCES_BY_NAME.get(resource)
        sufficient = {FULL_ACCESS, *(known.read_roles if known else ())}
        return all(sufficient & roles for roles in self._roles)
