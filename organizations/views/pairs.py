"""What the pages of restores open with."""

from django.http import Http404

from organizations.access import find
from organizations.models import Environment, Organization, StagingPair


def opened_pair(request, organization_id: str) -> tuple[Organization, StagingPair | None]:
    """The organization, and the pair that it is half of. `Http404` for a Sandbox one, never restored."""
    organization = request.organization = find(request.user, organization_id)
    if organization.environment == Environment.SANDBOX:
        raise Http404("A Sandbox organization is never restored.")
    half = "production" if organization.environment == Environment.PRODUCTION else "staging"
    pair = StagingPair.objects.select_related("production", "staging").filter(**{half: organization}).first()
    return organization, pair
