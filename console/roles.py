"""Which roles of an operation a user holds, where they come from, and who can grant more."""

from dataclasses import dataclass

from accounts.models import User
from console.openapi.operations import Operation
from contributors.effective_access import EffectiveAccess
from contributors.models import AccessGrant
from environments.grants import FULL_ACCESS
from organizations.models import Organization


@dataclass(frozen=True)
class RoleCheck:
    """Roles required and held. Any one of `required` is enough; without any, everyone may call."""

    required: tuple[str, ...]
    held: tuple[str, ...]

    @property
    def has_full_access(self) -> bool:
        """Whether FullAccess is held, which includes every role."""
        return FULL_ACCESS in self.held

    @property
    def sufficient(self) -> bool:
        """Whether the roles let the call through."""
        return not self.required or bool(self.matching)

    @property
    def matching(self) -> tuple[str, ...]:
        """The required roles that are held."""
        return (
            self.required
            if self.has_full_access
            else tuple(role for role in self.required if role in self.held)
        )

    @property
    def rows(self) -> list[tuple[str, bool]]:
        """Each required role, the smallest first, and whether it is held."""
        return [(role, role in self.matching) for role in self.required]

    @property
    def suggested_role(self) -> str:
        """The smallest role that is enough; "" when none is required."""
        return next(iter(self.required), "")


def check_roles(access: EffectiveAccess, operation: Operation) -> RoleCheck:
    """Return which roles of `operation` are held with `access`."""
    return RoleCheck(operation.roles, access.roles)


def role_sources(access: EffectiveAccess) -> str:
    """Return one sentence on how many roles are held and where they come from."""
    if access.is_owner:
        return "You have full access as the owner."
    granting = [source for source in access.grants if source.roles]
    if access.has_full_access:
        full = [_source(source) for source in granting if FULL_ACCESS in source.roles]
        return f"You have full access by {_joined(full)}."
    if not granting:
        return "You have no roles here. Only requests that need none will work."
    count = len(access.roles)
    come = f"Your {count} role{'s come' if count != 1 else ' comes'} from"
    return f"{come} {_joined([f'{_source(source)} ({len(source.roles)})' for source in granting])}."


def _source(access: AccessGrant) -> str:
    return f"team {access.team.name}" if access.team else "direct access"


def _joined(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def role_granters(organization: Organization) -> list[tuple[User, str]]:
    """Return who can grant roles: the owner, then the admins, each with their position."""
    admins = AccessGrant.objects.filter(organization=organization, is_admin=True, accepted_at__isnull=False)
    grants = admins.exclude(user=None).select_related("user").order_by("user__name")
    return [(organization.owner, "owner"), *((grant.user, "admin") for grant in grants if grant.user)]
