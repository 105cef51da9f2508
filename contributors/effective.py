"""The rights that somebody really has in an organization: the union of all that reaches them."""

from dataclasses import dataclass

from django.db.models import Q

from contributors.models import Access
from organizations.models import Organization

KINDS = ("seller", "supplier", "buyer")


@dataclass(frozen=True)
class EffectiveAccess:
    """`roles` are sorted API roles, `impersonate` a subset of `KINDS`, `sources` the accepted accesses."""

    is_owner: bool
    is_admin: bool
    roles: tuple[str, ...]
    impersonate: frozenset[str]
    sources: tuple[Access, ...]

    @property
    def contributes(self) -> bool:
        """Whether anything reaches the person at all."""
        return self.is_owner or bool(self.sources)


def reaching(user) -> Q:
    """A filter on `Access`: what reaches `user` and was accepted, direct or by a team that they joined."""
    by_team = Q(team__members__user=user, team__members__accepted_at__isnull=False)
    return Q(accepted_at__isnull=False) & (Q(user=user) | by_team)


def effective_access(user, organization: Organization) -> EffectiveAccess:
    """The union over the direct access and those of all teams; the owner has every right and FullAccess."""
    sources = tuple(
        Access.objects.filter(reaching(user), organization=organization)
        .select_related("team", "user")
        .distinct()
    )
    if organization.owner_id == user.pk:
        return EffectiveAccess(True, True, ("FullAccess",), frozenset(KINDS), sources)
    return EffectiveAccess(
        is_owner=False,
        is_admin=any(source.is_admin for source in sources),
        roles=tuple(sorted({role for source in sources for role in source.roles})),
        impersonate=frozenset(
            kind for kind in KINDS for source in sources if getattr(source, f"impersonate_{kind}")
        ),
        sources=sources,
    )
