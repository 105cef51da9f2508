"""Who sees the values of a restore: those who may read the resource in both halves. Others see counts."""

from accounts.models import User
from environments.restore.resources.manifest import RESOURCES_BY_NAME
from organizations.access import roles_of
from organizations.models import StagingPair

FULL_ACCESS = "FullAccess"


class Visibility:
    """Which resources `user` may read in both halves of `pair`."""

    def __init__(self, user: User, pair: StagingPair) -> None:
        self._halves = [roles_of(user, pair.production), roles_of(user, pair.staging)]

    def of(self, resource: str) -> bool:
        """Whether the values of that resource may be shown; never for one that nobody decided on."""
        kind = RESOURCES_BY_NAME.get(resource)
        enough = {FULL_ACCESS, *(kind.read_roles if kind else ())}
        return all(enough & held for held in self._halves)
