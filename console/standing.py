"""What somebody holds of the roles that an operation needs, where it comes from, and who can give more."""

from dataclasses import dataclass

from accounts.models import User
from console.specification.operations import Operation
from contributors.effective import EffectiveAccess
from contributors.models import Access
from organizations.models import Organization


@dataclass(frozen=True)
class Standing:
    """`needed` are the roles of which one is enough; none means that everybody may call it."""

    needed: tuple[str, ...]
    held: tuple[str, ...]

    @property
    def enough(self) -> bool:
        """Whether the call would be let through, as far as roles decide it."""
        return not self.needed or bool(self.matching)

    @property
    def matching(self) -> tuple[str, ...]:
        """The needed roles that are held."""
        return tuple(role for role in self.needed if role in self.held)

    @property
    def rows(self) -> list[tuple[str, bool]]:
        """Each needed role, and whether it is held; FullAccess last, for it is the last thing to ask for."""
        order = sorted(self.needed, key=lambda role: role == "FullAccess")
        return [(role, role in self.held) for role in order]

    @property
    def least(self) -> str:
        """The role to ask for: the first one that is not FullAccess."""
        return next((role for role, _ in self.rows), "")


def standing(access: EffectiveAccess, operation: Operation) -> Standing:
    """How `access` stands to `operation`."""
    return Standing(operation.roles, access.roles)


@dataclass(frozen=True)
class Source:
    """One way by which roles came, and how many."""

    words: str
    count: int


def sources(access: EffectiveAccess) -> list[Source]:
    """Where the roles come from, as people say it."""
    if access.is_owner:
        return [Source("owning the organization", len(access.roles))]
    return [
        Source(f"team {source.team.name}" if source.team_id else "a direct grant", len(source.roles))
        for source in access.sources
        if source.roles
    ]


def givers(organization: Organization) -> list[tuple[User, str]]:
    """Who can give roles: the owner, then the admins, each with what they are."""
    admins = Access.objects.filter(organization=organization, is_admin=True, accepted_at__isnull=False)
    people = [
        access.user for access in admins.exclude(user=None).select_related("user").order_by("user__name")
    ]
    return [(organization.owner, "owner"), *((person, "admin") for person in people)]
