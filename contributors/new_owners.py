"""What follows for access when a Production request makes its requester the owner."""

from accounts.models import User
from contributors.effective_access import clear_access_cache
from contributors.models import AccessGrant
from organizations.models import Organization
from organizations.production_requests import handover


def register() -> None:
    """Register this with `organizations`, which must not import this layer."""
    handover.register_new_owner_hook(remove_own_access)


def remove_own_access(organization: Organization, owner: User) -> None:
    """Remove the owner's own access grant or invitation, which an owner does not need."""
    AccessGrant.objects.filter(organization=organization, user=owner).delete()
    clear_access_cache()
