"""Bodies of the Portal API that say what a user or a team may do in an organization."""

from pydantic import Field, StrictBool

from contributors.access_settings import ADMIN_FIELD, AccessSettings
from contributors.api.shapes import IMPERSONATION_MEMBERS
from contributors.grants.roles import clean_roles
from lib.api.describe import ErrorCase, example
from lib.api.schema import CaseInsensitiveSchema
from organizations.models import Organization

NOT_GRANTABLE = ErrorCase(
    403,
    "Access.NotGrantable",
    "You can grant only what you have yourself.",
    {"Rights": ["ProductAdmin"]},
)
_PSEUDO_ROLES = {member.lower(): name for member, name in IMPERSONATION_MEMBERS.items()}


class OrgAssignmentRequest(CaseInsensitiveSchema):
    """What a user or a team may do. A member that is missing leaves what there is.

    The vendor's type has no permissions to impersonate, so their names may also stand among the roles.
    """

    model_config = example(Roles=["ProductAdmin", "OrderReader"], IsAdmin=False, ImpersonateBuyer=True)

    Roles: list[str] | None = Field(None, description="Roles of OrderCloud's API.")
    IsAdmin: StrictBool | None = None
    ImpersonateSeller: StrictBool | None = None
    ImpersonateSupplier: StrictBool | None = None
    ImpersonateBuyer: StrictBool | None = None

    def wanted(
        self,
        organization: Organization,
        held: AccessSettings = AccessSettings(),  # noqa: B008
    ) -> AccessSettings:
        """Return the access that the body asks for, of someone who holds `held`.

        Raises:
            ValidationError: for unknown roles.
        """
        permissions = set(held.permissions)
        for name, value in self._permissions().items():
            if value is not None:
                permissions.discard(name)
                permissions |= {name} if value else set()
        permissions.update(_PSEUDO_ROLES[role.lower()] for role in self.Roles or [] if _is_pseudo(role))
        if self.Roles is None:
            return AccessSettings.create(held.roles, permissions)
        roles = clean_roles(organization, [role for role in self.Roles if not _is_pseudo(role)])
        return AccessSettings.create(roles, permissions)

    def _permissions(self) -> dict[str, bool | None]:
        impersonation = {name: getattr(self, member) for member, name in IMPERSONATION_MEMBERS.items()}
        return {ADMIN_FIELD: self.IsAdmin, **impersonation}


def _is_pseudo(role: str) -> bool:
    """Return whether the name of a role is that of a permission to impersonate, in any case of letters."""
    return role.lower() in _PSEUDO_ROLES
