"""The custom roles that can be granted in an organization."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Actor
from contributors.access_settings import AccessSettings
from contributors.grants.limits import require_grantable
from contributors.grants.roles import MAX_CUSTOM_ROLES, clean_custom_role
from contributors.models import CustomRole
from organizations.access import require
from organizations.models import Organization
from organizations.permissions import Can


def register_custom_roles(organization: Organization, names: Iterable[str], *, by: Actor) -> None:
    """Let custom roles be granted in an organization; those that can be already are no error.

    Raises:
        PermissionDenied: for everyone but the owner, admins and operators.
        NotGrantable: if `by` grants only what they hold, which is no new role.
        ValidationError: for `custom_roles`; says which name can't be used, or that there are too many.
    """
    names = [clean_custom_role(name) for name in names]
    if not names:
        return
    require(by, Can.MANAGE, organization)
    known = set(CustomRole.objects.filter(organization=organization).values_list("name", flat=True))
    new = [name for name in names if name not in known]
    if len(known) + len(new) > MAX_CUSTOM_ROLES:
        raise ValidationError(
            {"custom_roles": f"An organization has at most {MAX_CUSTOM_ROLES} custom roles."}
        )
    require_grantable(by, organization, AccessSettings.create(new))
    for name in new:
        role, created = CustomRole.objects.get_or_create(organization=organization, name=name)
        if created:
            audit_log.record(
                Event.CUSTOM_ROLE_ADDED, by=by, target=role, organization=organization.pk, role=name
            )
