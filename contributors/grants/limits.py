"""What someone may grant in an organization."""

from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.operators import Actor, Operator
from contributors.access_settings import AccessSettings
from contributors.effective_access import effective_access
from contributors.grants.policy import admins_are_limited
from environments.roles import in_order
from organizations.models import Organization


class NotGrantable(PermissionDenied):
    """The organization's admins grant only what they hold, and `rights` are beyond that.

    The message is a sentence for the user.
    """

    def __init__(self, organization: Organization, rights: list[str]):
        self.rights = rights
        super().__init__(
            f"Admins of {organization.pk} grant only what they hold, and you don't hold {', '.join(rights)}."
        )


def is_limited(by: Actor, organization: Organization) -> bool:
    """Return whether `by` grants only what they hold; the owner and operators grant everything."""
    if isinstance(by, Operator) or organization.owner_id == by.pk:
        return False
    return admins_are_limited(organization)


def grantable(by: User, organization: Organization) -> AccessSettings:
    """Return the most that `by` gives someone else when the organization limits them."""
    return effective_access(by, organization).settings


def require_grantable(
    by: Actor,
    organization: Organization,
    wanted: AccessSettings,
    held: AccessSettings = AccessSettings(),  # noqa: B008
) -> None:
    """Require that `by` may let someone who holds `held` by the same grant have `wanted`.

    What they hold already may stay.

    Raises:
        NotGrantable: names what is beyond it.
    """
    if isinstance(by, Operator) or not is_limited(by, organization):
        return
    limit = grantable(by, organization)
    beyond = [
        right for right in in_order(wanted.rights) if not (held.includes(right) or limit.includes(right))
    ]
    if beyond:
        raise NotGrantable(organization, beyond)
