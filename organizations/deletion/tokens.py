"""The end of the tokens that people hold of a deleted organization, where the platform can revoke them."""

from lib.background import enqueue_on_commit
from organizations.connections import provisioning
from organizations.deletion.purging import can_purge
from organizations.models import Organization

REVOKE_TASK = "organizations.tasks.revoke_tokens"


def revoke_on_commit(organization: Organization) -> None:
    """Have a worker end the tokens as soon as the deletion is committed."""
    enqueue_on_commit(REVOKE_TASK, organization.pk)


def revoke(organization_id: str) -> bool:
    """End the tokens of an organization that is still deleted; return whether there was anything to do.

    The portal gives out no token of it any more. OrderCloud itself can't revoke one, so there they expire.

    Raises:
        Unreachable: if the emulator doesn't respond.
    """
    deleted = Organization.objects.filter(pk=organization_id, deleted_at__isnull=False)
    organization = deleted.select_related("connection").first()
    if organization is None or not can_purge(organization):
        return False
    provisioning.revoke_tokens(organization)
    return True
