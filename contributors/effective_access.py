"""The rights that somebody really has in an organization: the union of all that reaches them."""

from dataclasses import dataclass

from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.db.models.functions import Lower

from contributors.models import AccessGrant, TeamMember
from environments.grants import FULL_ACCESS
from lib.request_context import current_request
from organizations.models import Organization

USER_KINDS = ("seller", "supplier", "buyer")
REQUEST_CACHE_ATTRIBUTE = "_accesses"


@dataclass(frozen=True)
class EffectiveAccess:
    """`roles` are sorted API roles, `impersonate` a subset of `KINDS`.

    `sources` are the accepted accesses that give them; none for the owner, whose rights come from owning.
    """

    is_owner: bool
    is_admin: bool
    roles: tuple[str, ...]
    impersonate: frozenset[str]
    grants: tuple[AccessGrant, ...]

    @property
    def has_access(self) -> bool:
        """Whether anything reaches the person at all."""
        return self.is_owner or bool(self.grants)

    @property
    def has_full_access(self) -> bool:
        """Whether it holds FullAccess, which stands for every role."""
        return FULL_ACCESS in self.roles


def grants_reaching(user) -> Q:
    """A filter on `Access`: what reaches `user` and was accepted, direct or by a team that they joined."""
    by_team = Q(team__members__user=user, team__members__accepted_at__isnull=False)
    return Q(accepted_at__isnull=False) & (Q(user=user) | by_team)


def effective_access(user, organization: Organization) -> EffectiveAccess:
    """The union over the direct access and those of all teams; the owner has every right and FullAccess.

    What reaches `user` is read from the database once in a request. An activity that changes an access or a
    membership calls `forget_accesses`, so that the rest of its request sees the change.
    """
    if organization.owner_id == user.pk:
        return EffectiveAccess(True, True, (FULL_ACCESS,), frozenset(USER_KINDS), ())
    sources = _grants_of(user, organization)
    return EffectiveAccess(
        is_owner=False,
        is_admin=any(source.is_admin for source in sources),
        roles=tuple(sorted({role for source in sources for role in source.roles})),
        impersonate=frozenset(
            kind for kind in USER_KINDS for source in sources if getattr(source, f"impersonate_{kind}")
        ),
        grants=sources,
    )


def accessible_organization(user, organization_id: str) -> Organization | None:
    """The living organization with that id in any case of letters, when `user` owns it or contributes to it.

    One query, by the index of ids, brings with it the owner, the connection, and for `effective_access` what
    reaches `user`: a row for each access, one without an access for the owner.
    """
    joined = TeamMember.objects.filter(
        user=user, accepted_at__isnull=False, team=OuterRef("access_grant__team_id")
    )
    accepted = Q(access_grants__accepted_at__isnull=False) & ~Q(owner=user)
    rows = list(
        Organization.objects.active()
        .alias(lower_id=Lower("pk"))
        .filter(lower_id=organization_id.lower())
        .annotate(access_grant=FilteredRelation("access_grants", condition=accepted))
        .filter(Q(owner=user) | Q(access_grant__user=user) | Exists(joined))
        .select_related("owner", "connection", "access_grant__team")
    )
    if not rows:
        return None
    organization, request = rows[0], current_request()
    if request is not None and organization.owner_id != user.pk:
        _cached_grants(request)[user.pk, organization.pk] = tuple(row.access_grant for row in rows)
    return organization


def clear_access_cache() -> None:
    """Read from the database again what reaches anybody in the request under way."""
    request = current_request()
    if request is not None:
        vars(request).pop(REQUEST_CACHE_ATTRIBUTE, None)


def _grants_of(user, organization: Organization) -> tuple[AccessGrant, ...]:
    """The accepted accesses of `user`, from the request under way when it has them already."""
    request = current_request()
    if request is None:
        return _read_grants(user, organization)
    stored, key = _cached_grants(request), (user.pk, organization.pk)
    if key not in stored:
        stored[key] = _read_grants(user, organization)
    return stored[key]


def _cached_grants(request) -> dict[tuple[int, str], tuple[AccessGrant, ...]]:
    return vars(request).setdefault(REQUEST_CACHE_ATTRIBUTE, {})


def _read_grants(user, organization: Organization) -> tuple[AccessGrant, ...]:
    return tuple(
        AccessGrant.objects.filter(grants_reaching(user), organization=organization)
        .select_related("team", "user")
        .distinct()
    )
