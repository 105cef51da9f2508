"""Answers Django's questions about organizations: who sees which, and who may do what."""

from django.contrib.auth.backends import BaseBackend
from django.db.models import Q, QuerySet

from accounts.models import User
from contributors.effective_access import (
    USER_KINDS,
    accessible_organization,
    effective_access,
    grants_reaching,
)
from contributors.models import AccessGrant, TeamMember
from organizations.models import Organization
from organizations.permissions import Can

ADMIN_PERMISSIONS = {Can.RENAME, Can.MANAGE, Can.CONNECT, Can.RESTORE}
CONTRIBUTOR_PERMISSIONS = {Can.VIEW, Can.CALL_API}
IMPERSONATION_PERMISSIONS = {Can(f"organizations.impersonate_{kind}"): kind for kind in USER_KINDS}


class AccessBackend(BaseBackend):
    """Rights from ownership and accesses. It signs nobody in."""

    def has_perm(self, user, permission: str, obj=None) -> bool:
        """Whether an active `user` may do `permission` to the organization `obj`; False for anything else."""
        if not isinstance(obj, Organization) or not user.is_active or obj.deleted_at:
            return False
        if obj.owner_id == user.pk:  # every right, whatever else reaches them
            return True
        access = effective_access(user, obj)
        return (
            (permission in ADMIN_PERMISSIONS and access.is_admin)
            or (permission in CONTRIBUTOR_PERMISSIONS and access.has_access)
            or IMPERSONATION_PERMISSIONS.get(permission) in access.impersonate
        )

    def accessible_organization(self, user, organization_id: str) -> Organization | None:
        """The organization with that id, when `user` owns it or contributes to it."""
        if not user.is_authenticated or not user.is_active:
            return None
        return accessible_organization(user, organization_id)

    def with_perm(self, perm: str, is_active=True, include_superusers=True, obj=None) -> QuerySet[User]:
        """The users who hold `perm` on the organization `obj`, as Django's `User.objects.with_perm` asks.

        The staff of the admin site holds none by that alone, so `include_superusers` changes nothing.
        """
        if not isinstance(obj, Organization) or obj.deleted_at:
            return User.objects.none()
        accesses = AccessGrant.objects.filter(organization=obj, accepted_at__isnull=False)
        if perm in ADMIN_PERMISSIONS:
            accesses = accesses.filter(is_admin=True)
        elif perm in IMPERSONATION_PERMISSIONS:
            accesses = accesses.filter(**{f"impersonate_{IMPERSONATION_PERMISSIONS[perm]}": True})
        elif perm not in CONTRIBUTOR_PERMISSIONS:
            accesses = accesses.none()
        members = TeamMember.objects.filter(team__in=accesses.values("team"), accepted_at__isnull=False)
        users = User.objects.filter(
            Q(pk=obj.owner_id) | Q(pk__in=accesses.values("user")) | Q(pk__in=members.values("user"))
        )
        return users if is_active is None else users.filter(is_active=is_active)

    def accessible_organizations(self, user) -> Q:
        """The organizations that `user` owns or contributes to, as a filter on `Organization`."""
        if not user.is_authenticated or not user.is_active:
            return Q(pk__in=[])
        return Q(owner=user) | Q(
            pk__in=AccessGrant.objects.filter(grants_reaching(user)).values("organization")
        )

    def roles_of(self, user, organization: Organization) -> tuple[str, ...]:
        """The API roles that `user` holds in `organization`, by whichever way; none for who is not active."""
        if not user.is_authenticated or not user.is_active or organization.deleted_at:
            return ()
        return effective_access(user, organization).roles
