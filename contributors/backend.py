"""The authentication backend that decides who sees which organization and may do what in it."""

from django.contrib.auth.backends import BaseBackend
from django.db.models import Model, Q, QuerySet

from accounts.models import User
from contributors.access_settings import IMPERSONATION_FIELDS
from contributors.effective_access import (
    accepted_grants_filter,
    accessible_organization,
    effective_access,
)
from contributors.models import AccessGrant
from contributors.people import holders_filter
from organizations.access import AnyUser
from organizations.models import Organization
from organizations.permissions import Can

ADMIN_PERMISSIONS = {Can.RENAME, Can.MANAGE, Can.CONNECT, Can.VIEW_AUDIT_LOG, Can.RESTORE}
CONTRIBUTOR_PERMISSIONS = {Can.VIEW, Can.CALL_API}
IMPERSONATION_PERMISSIONS: dict[str, str] = {
    Can(f"organizations.{name}"): user_kind for user_kind, name in IMPERSONATION_FIELDS.items()
}


class AccessBackend(BaseBackend):
    """Permissions from ownership and access grants. It authenticates no one."""

    def has_perm(self, user_obj: AnyUser, perm: str, obj: Model | None = None) -> bool:
        """Return whether an active `user` has `perm` on the organization `obj`; False for other objects."""
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return False
        if not isinstance(obj, Organization) or obj.deleted_at:
            return False
        if obj.owner_id == user_obj.pk:  # the owner has every permission
            return True
        access = effective_access(user_obj, obj)
        return (
            (perm in ADMIN_PERMISSIONS and access.is_admin)
            or (perm in CONTRIBUTOR_PERMISSIONS and access.has_access)
            or IMPERSONATION_PERMISSIONS.get(perm) in access.impersonation_kinds
        )

    def accessible_organization(self, user: AnyUser, organization_id: str) -> Organization | None:
        """Return the organization with that ID if `user` owns it or contributes to it."""
        if not isinstance(user, User) or not user.is_active:
            return None
        return accessible_organization(user, organization_id)

    def with_perm(
        self,
        perm: str,
        is_active: bool | None = True,
        include_superusers: bool = True,
        obj: Model | None = None,
    ) -> QuerySet[User]:
        """Return the users who have `perm` on the organization `obj`, for Django's `User.objects.with_perm`.

        Operators have no permission merely by being operators, so `include_superusers` changes nothing.
        """
        if not isinstance(obj, Organization) or obj.deleted_at:
            return User.objects.none()
        grants = _grants_with(perm).filter(organization=obj, accepted_at__isnull=False)
        users = User.objects.filter(Q(pk=obj.owner_id) | holders_filter(grants))
        return users if is_active is None else users.filter(is_active=is_active)

    def accessible_organizations(self, user: AnyUser, permission: Can = Can.VIEW) -> Q:
        """Return a filter on `Organization` for those on which `user` has `permission`."""
        if not isinstance(user, User) or not user.is_active:
            return Q(pk__in=[])
        grants = _grants_with(permission).filter(accepted_grants_filter(user))
        return Q(owner=user) | Q(pk__in=grants.values("organization"))

    def roles_of(self, user: AnyUser, organization: Organization) -> tuple[str, ...]:
        """Return the API roles that `user` holds in `organization`; none for an inactive user."""
        if not isinstance(user, User) or not user.is_active or organization.deleted_at:
            return ()
        return effective_access(user, organization).roles


def _grants_with(perm: str) -> QuerySet[AccessGrant]:
    """Return the access grants that give `perm`; none for what only the owner may do."""
    if perm in ADMIN_PERMISSIONS:
        return AccessGrant.objects.filter(is_admin=True)
    if perm in IMPERSONATION_PERMISSIONS:
        return AccessGrant.objects.filter(**{IMPERSONATION_FIELDS[IMPERSONATION_PERMISSIONS[perm]]: True})
    return AccessGrant.objects.all() if perm in CONTRIBUTOR_PERMISSIONS else AccessGrant.objects.none()
