"""What the pages of restores open with."""

from django.http import Http404

from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest
from organizations.models import Environment, Organization, StagingPair
from organizations.permissions import Can
from organizations.staging_pairs import pair_of


def opened_pair(
    request: OrganizationHttpRequest, organization_id: str
) -> tuple[Organization, StagingPair | None]:
    """The organization, and the pair that it belongs to. `Http404` for a Sandbox one, never restored.

    From Production the pair is there only for who may see Staging: restores are about Staging.
    """
    organization, pair = linked_pair(request, organization_id)
    if pair and not request.user.has_perm(Can.VIEW, pair.staging):
        return organization, None
    return organization, pair


def linked_pair(
    request: OrganizationHttpRequest, organization_id: str
) -> tuple[Organization, StagingPair | None]:
    """The same, also for who may see one of the two organizations alone; show them nothing of the other."""
    organization = request.organization = get_organization_or_404(request.user, organization_id)
    if organization.environment == Environment.SANDBOX:
        raise Http404("A Sandbox organization is never restored.")
    return organization, pair_of(organization)
