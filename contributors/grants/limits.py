"""What someone may grant in an organization."""

from django.core.exceptions import PermissionDenied

from accounts.operators import Actor, Operator
from contributors.access_changes import right_in_words
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
        names = ", ".join(map(right_in_words, rights))
        super().__init__(f"Admins of {organization} grant only what they hold. You don't hold: {names}.")


def limit_of(by: Actor, organization: Organization) -> AccessSettings | None:
    """Return the most that `by` gives someone else; None for what has no limit.

    The owner and operators grant everything, and so do admins unless the owner limits them to what they hold.
    """
    if isinstance(by, Operator) or organization.owner_id == by.pk or not admins_are_limited(organization):
        return None
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
    limit = limit_of(by, organization)
    if limit is None:
        return
    beyond = [
        right for right in in_order(wanted.rights) if not (held.includes(right) or limit.includes(right))
    ]
    if beyond:
        raise NotGrantable(organization, beyond)
