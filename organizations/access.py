"""Which organizations somebody sees, asked through Django's backends, for the answer lies floors above."""

from django.contrib.auth import get_backends
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from organizations.models import Organization, OrganizationQuerySet
from organizations.permissions import Can


def visible_to(user) -> OrganizationQuerySet:
    """The living organizations that `user` owns or contributes to; invitations do not count yet."""
    reach = Q(pk__in=[])
    for backend in get_backends():
        if hasattr(backend, "reach"):
            reach |= backend.reach(user)
    return Organization.objects.alive().filter(reach)


def find(user, organization_id: str, permission: Can = Can.VIEW) -> Organization:
    """The organization, if `user` has `permission` on it.

    Raises `Http404` for what they may not see, and `PermissionDenied` for what they may not do.
    """
    backends = [backend for backend in get_backends() if hasattr(backend, "organization")]
    found = (backend.organization(user, organization_id) for backend in backends)
    organization = next(filter(None, found), None)
    if organization is None:
        raise Http404("There is no such organization for this person.")
    require(user, permission, organization)
    return organization


def require(user, permission: Can, organization: Organization) -> None:
    """Raises `PermissionDenied` unless `user` has `permission` on `organization`."""
    if not user.has_perm(permission, organization):
        raise PermissionDenied(permission)


def holders(permission: Can, organization: Organization) -> list:
    """The active users who hold `permission` on `organization`, each once."""
    backends = [backend for backend in get_backends() if hasattr(backend, "reach")]
    found = [user for backend in backends for user in backend.with_perm(permission, obj=organization)]
    return list({user.pk: user for user in found}.values())


def roles_of(user, organization: Organization) -> frozenset[str]:
    """The API roles that `user` holds in `organization`; `FullAccess` stands for all of them."""
    backends = [backend for backend in get_backends() if hasattr(backend, "roles_of")]
    return frozenset(role for backend in backends for role in backend.roles_of(user, organization))
