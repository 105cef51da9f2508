"""What follows for access when a Production request makes its requester the owner."""

from accounts.models import User
from contributors.effective_access import clear_access_cache
from contributors.models import AccessGrant
from contributors.token_revocation import revoke_tokens_on_commit
from organizations.models import Organization
from organizations.production_requests import handover


def register() -> None:
    """Register this with `organizations`, which must not import this layer."""
    handover.register_new_owner_hook(settle_access)


def settle_access(organization: Organization, former: User, new: User) -> None:
    """Remove the new owner's own access grant or invitation, and end the tokens of the former owner."""
    AccessGrant.objects.filter(organization=organization, user=new).delete()
    clear_access_cache()
    revoke_tokens_on_commit(organization.pk, [former.pk])
