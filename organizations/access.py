"""Look up organizations and permissions through Django's authentication backends.

The backend that knows them belongs to a higher layer, `contributors`, which this one must not import.
"""

from collections.abc import Collection
from typing import Protocol, runtime_checkable

from django.contrib.auth import get_backends
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from accounts.models import User
from accounts.operators import Operator
from organizations.models import Organization, OrganizationQuerySet
from organizations.permissions import Can

AnyUser = User | AnonymousUser


@runtime_checkable
class OrganizationAccessBackend(Protocol):
    """An authentication backend that also decides who may access which organization."""

    def accessible_organizations(self, user: AnyUser, permission: Can) -> Q: ...

    def accessible_organization(self, user: AnyUser, organization_id: str) -> Organization | None: ...

    def roles_of(self, user: AnyUser, organization: Organization) -> Collection[str]: ...

    def with_perm(self, perm: str, *, obj: Model | None) -> QuerySet[User]: ...


def visible_to(user: AnyUser, permission: Can = Can.VIEW) -> OrganizationQuerySet:
    """Return the active organizations on which `user` has `permission`, without pending invitations."""
    accessible = Q(pk__in=[])
    for backend in _access_backends():
        accessible |= backend.accessible_organizations(user, permission)
    return Organization.objects.active().filter(accessible)


def get_organization_or_404(user: AnyUser, organization_id: str, permission: Can = Can.VIEW) -> Organization:
    """Return the organization, in any case of letters, if `user` has `permission` on it.

    Raises:
        Http404: if it does not exist or the user may not see it.
        PermissionDenied: if the user sees it but lacks the permission.
    """
    candidates = (backend.accessible_organization(user, organization_id) for backend in _access_backends())
    organization = next(filter(None, candidates), None)
    if organization is None:
        raise Http404("No such organization for this user.")
    require(user, permission, organization)
    return organization


def require(actor: AnyUser | Operator, permission: Can, organization: Organization) -> None:
    """Raise `PermissionDenied` unless `actor` has `permission` on `organization`; an operator has each."""
    if not isinstance(actor, Operator) and not actor.has_perm(permission, organization):
        raise PermissionDenied(permission)


def require_now(actor: User | Operator, permission: Can, organization: Organization) -> None:
    """Raise `PermissionDenied` unless `actor` has it in the database, whatever the request read before."""
    if isinstance(actor, Operator):
        return
    allowed = (backend.with_perm(permission, obj=organization) for backend in _access_backends())
    if not any(users.filter(pk=actor.pk).exists() for users in allowed):
        raise PermissionDenied(permission)


def users_with_permission(permission: Can, organization: Organization) -> list[User]:
    """Return the active users who hold `permission` on `organization`, each once."""
    users = [
        user for backend in _access_backends() for user in backend.with_perm(permission, obj=organization)
    ]
    return list({user.pk: user for user in users}.values())


def roles_of(user: AnyUser, organization: Organization) -> frozenset[str]:
    """Return the API roles that `user` holds in `organization`; `FullAccess` includes all of them."""
    return frozenset(role for backend in _access_backends() for role in backend.roles_of(user, organization))


def _access_backends() -> list[OrganizationAccessBackend]:
    return [backend for backend in get_backends() if isinstance(backend, OrganizationAccessBackend)]
