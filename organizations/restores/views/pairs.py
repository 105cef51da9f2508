"""The organization and the pair that the pages of restores are about."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest
from organizations.models import Environment, Organization, StagingPair
from organizations.permissions import Can
from organizations.staging_pairs import pair_of


def get_pair_or_404(
    request: OrganizationHttpRequest, organization_id: str
) -> tuple[Organization, StagingPair | None]:
    """Return the organization and its pair, or None without a pair or if the user can't see Staging.

    Raises:
        Http404: The organization is unknown to the user, or in Sandbox, which is never restored.
    """
    organization, pair = get_linked_pair_or_404(request, organization_id)
    if pair and not request.user.has_perm(Can.VIEW, pair.staging):
        return organization, None
    return organization, pair


def get_linked_pair_or_404(
    request: OrganizationHttpRequest, organization_id: str
) -> tuple[Organization, StagingPair | None]:
    """Return the same also if the user can't see Staging; show them nothing about the other organization."""
    organization = request.organization = get_organization_or_404(request.user, organization_id)
    if organization.environment == Environment.SANDBOX:
        raise Http404("A Sandbox organization is never restored.")
    return organization, pair_of(organization)


def require_managed(
    request: OrganizationHttpRequest, organization: Organization, pair: StagingPair | None, refusal: str
) -> StagingPair:
    """Return `pair` for those who manage the restores of `organization`.

    Raises:
        PermissionDenied: The user doesn't; `refusal` says who does.
        Http404: There is no pair that the page may show.
    """
    if not request.user.has_perm(Can.RESTORE, organization):
        raise PermissionDenied(refusal)
    if pair is None:
        raise Http404("The organization isn't linked to another one.")
    return pair
