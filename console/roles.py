"""What somebody holds of the roles that an operation needs, where it comes from, and who can give more."""

from dataclasses import dataclass

from accounts.models import User
from console.openapi.operations import Operation
from contributors.effective_access import EffectiveAccess
from contributors.models import AccessGrant
from environments.grants import FULL_ACCESS
from organizations.models import Organization


@dataclass(frozen=True)
class RoleCheck:
    """`needed` are the roles of which one is enough; none means that everybody may call it."""

    required: tuple[str, ...]
    held: tuple[str, ...]

    @property
    def has_full_access(self) -> bool:
        """Whether FullAccess is held, which stands for every role."""
        return FULL_ACCESS in self.held

    @property
    def sufficient(self) -> bool:
        """Whether the call would be let through, as far as roles decide it."""
        return not self.required or bool(self.matching)

    @property
    def matching(self) -> tuple[str, ...]:
        """The needed roles that are held."""
        return (
            self.required
            if self.has_full_access
            else tuple(role for role in self.required if role in self.held)
        )

    @property
    def rows(self) -> list[tuple[str, bool]]:
        """Each needed role, the smallest first, and whether it is held."""
        return [(role, role in self.matching) for role in self.required]

    @property
    def suggested_role(self) -> str:
        """The role to ask for: the smallest that is enough, "" when none is needed."""
        return next(iter(self.required), "")


def check_roles(access: EffectiveAccess, operation: Operation) -> RoleCheck:
    """How `access` stands to `operation`."""
    return RoleCheck(operation.roles, access.roles)


def role_sources(access: EffectiveAccess) -> str:
    """How many roles there are and where they come from, as one sentence."""
    if access.is_owner:
        return "You have full access as the owner."
    giving = [source for source in access.grants if source.roles]
    if access.has_full_access:
        full = [_source(source) for source in giving if FULL_ACCESS in source.roles]
        return f"You have full access by {_joined(full)}."
    if not giving:
        return "You have no roles here. Only requests that need none are answered."
    count = len(access.roles)
    come = f"Your {count} role{'s come' if count != 1 else ' comes'} from"
    return f"{come} {_joined([f'{_source(source)} ({len(source.roles)})' for source in giving])}."


def _source(access: AccessGrant) -> str:
    return f"team {access.team.name}" if access.team_id else "direct access"


def _joined(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def role_granters(organization: Organization) -> list[tuple[User, str]]:
    """Who can give roles: the owner, then the admins, each with what they are."""
    admins = AccessGrant.objects.filter(organization=organization, is_admin=True, accepted_at__isnull=False)
    people = [
        access.user for access in admins.exclude(user=None).select_related("user").order_by("user__name")
    ]
    return [(organization.owner, "owner"), *((person, "admin") for person in people)]
