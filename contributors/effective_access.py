"""The effective access of a user in an organization: the union of all access grants."""

from dataclasses import dataclass

from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.db.models.functions import Lower
from django.http import HttpRequest

from accounts.models import User
from contributors.access_settings import IMPERSONATION_FIELDS, PERMISSION_FIELDS, USER_KINDS, AccessSettings
from contributors.models import AccessGrant, TeamMember
from environments.roles import FULL_ACCESS
from lib.request_context import current_request
from organizations.models import Organization

ANNOTATED_RELATIONS = ("access_grant__team",)  # of the annotation `access_grant`
REQUEST_CACHE_ATTRIBUTE = "_access_grants"


@dataclass(frozen=True)
class EffectiveAccess:
    """What a user may do in one organization.

    Attributes:
        roles: API roles, sorted.
        impersonation_kinds: the `USER_KINDS` that the user may act as.
        grants: the accepted access grants that give these; empty for the owner.
    """

    is_owner: bool
    is_admin: bool
    roles: tuple[str, ...]
    impersonation_kinds: frozenset[str]
    grants: tuple[AccessGrant, ...]

    @property
    def has_access(self) -> bool:
        """Whether the user owns the organization or contributes to it."""
        return self.is_owner or bool(self.grants)

    @property
    def has_full_access(self) -> bool:
        """Whether the roles contain `FullAccess`, which includes every role."""
        return FULL_ACCESS in self.roles

    @property
    def settings(self) -> AccessSettings:
        """What the grants give together; everything for the owner."""
        if self.is_owner:
            return AccessSettings.create(self.roles, PERMISSION_FIELDS)
        result = AccessSettings()
        for grant in self.grants:
            result = result.union(AccessSettings.of(grant))
        return result


def accepted_grants_filter(user: User) -> Q:
    """Return a filter for the accepted grants of `user`, direct or through a team that they joined."""
    teams = TeamMember.objects.filter(user=user, accepted_at__isnull=False).values("team")
    return Q(accepted_at__isnull=False) & (Q(user=user) | Q(team__in=teams))


def effective_access(user: User, organization: Organization) -> EffectiveAccess:
    """Return the union of the direct access grant and those of all teams; the owner has full access.

    The grants are read from the database once a request. An activity that changes a grant or a team
    membership calls `clear_access_cache`, so that the rest of its request sees the change.
    """
    if organization.owner_id == user.pk:
        return EffectiveAccess(True, True, (FULL_ACCESS,), frozenset(USER_KINDS), ())
    return access_by_grants(_grants_of(user, organization))


def access_by_grants(grants: tuple[AccessGrant, ...]) -> EffectiveAccess:
    """Return the union of accepted access grants of one user in one organization."""
    return EffectiveAccess(
        is_owner=False,
        is_admin=any(grant.is_admin for grant in grants),
        roles=tuple(sorted({role for grant in grants for role in grant.roles})),
        impersonation_kinds=frozenset(
            kind
            for kind, name in IMPERSONATION_FIELDS.items()
            if any(getattr(grant, name) for grant in grants)
        ),
        grants=grants,
    )


def accessible_organization(user: User, organization_id: str) -> Organization | None:
    """Return the organization with that ID, in any case of letters, if `user` owns it or contributes to it.

    One query, by the index of IDs, loads it with its owner, its connection, and the user's access grants for
    `effective_access`: a row for each grant, or one row without a grant for the owner.
    """
    memberships = TeamMember.objects.filter(
        user=user, accepted_at__isnull=False, team=OuterRef("access_grant__team_id")
    )
    accepted = Q(access_grants__accepted_at__isnull=False) & ~Q(owner=user)
    rows = list(
        Organization.objects.active()
        .alias(lower_id=Lower("pk"))
        .filter(lower_id=organization_id.lower())
        .annotate(access_grant=FilteredRelation("access_grants", condition=accepted))
        .filter(Q(owner=user) | Q(access_grant__user=user) | Exists(memberships))
        .select_related("owner", "connection", *ANNOTATED_RELATIONS)
        .order_by()
    )
    if not rows:
        return None
    organization, request = rows[0], current_request()
    if request is not None and organization.owner_id != user.pk:
        _cached_grants(request)[user.pk, organization.pk] = tuple(row.access_grant for row in rows)
    return organization


def clear_access_cache() -> None:
    """Discard the access grants that were read in the current request."""
    request = current_request()
    if request is not None:
        vars(request).pop(REQUEST_CACHE_ATTRIBUTE, None)


def _grants_of(user: User, organization: Organization) -> tuple[AccessGrant, ...]:
    """Return the accepted access grants of `user`, from the current request if it has them already."""
    request = current_request()
    if request is None:
        return _read_grants(user, organization)
    cached, key = _cached_grants(request), (user.pk, organization.pk)
    if key not in cached:
        cached[key] = _read_grants(user, organization)
    return cached[key]


def _cached_grants(request: HttpRequest) -> dict[tuple[int, str], tuple[AccessGrant, ...]]:
    return vars(request).setdefault(REQUEST_CACHE_ATTRIBUTE, {})


def _read_grants(user: User, organization: Organization) -> tuple[AccessGrant, ...]:
    return tuple(
        AccessGrant.objects.filter(accepted_grants_filter(user), organization=organization).select_related(
            "team", "user"
        )
    )
