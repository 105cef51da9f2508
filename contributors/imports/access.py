"""What a line of an import gives: roles, the admin flag and the permissions to impersonate."""

from django.core.exceptions import ValidationError

from contributors.access_settings import ADMIN_FIELD, IMPERSONATION_FIELDS, AccessSettings
from contributors.grants.roles import clean_roles
from contributors.imports.lines import Record, folded
from organizations.models import Organization

# The older portal had one permission for everything that an admin does.
ADMIN_NAMES = ("IsAdmin", "Admin", "ManageContributors")
# `ImpersonateSeller` and `seller` are one.
PERMISSIONS = {
    **{folded(name): ADMIN_FIELD for name in ADMIN_NAMES},
    **{folded(kind): name for kind, name in IMPERSONATION_FIELDS.items()},
    **{folded(name): name for name in IMPERSONATION_FIELDS.values()},
}


def access_in(record: Record, organization: Organization) -> AccessSettings:
    """Return the access that a line gives in `organization`.

    Raises:
        ValidationError: for an unknown role or permission.
    """
    permissions = {_permission_named(name) for name in record.texts("Permissions")}
    if record.flag(*ADMIN_NAMES):
        permissions.add(ADMIN_FIELD)
    permissions.update(name for name in IMPERSONATION_FIELDS.values() if record.flag(name))
    return AccessSettings.create(clean_roles(organization, record.texts("Roles")), permissions)


def _permission_named(name: str) -> str:
    if folded(name) not in PERMISSIONS:
        raise ValidationError(
            f"{name[:100]} is not a permission. There are ManageContributors, ImpersonateSeller, "
            "ImpersonateSupplier and ImpersonateBuyer."
        )
    return PERMISSIONS[folded(name)]
