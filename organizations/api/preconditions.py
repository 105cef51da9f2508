"""The row lock under which a conditional write of an organization, or of what belongs to it, is checked."""

from django.db.models import Q

from accounts.api.auth import ApiRequest
from organizations.models import Organization, StagingPair


def lock_organization(request: ApiRequest, organization_id: str, **path: str) -> bool:
    """Lock the organization, with the other one of its pair, and return whether it exists.

    Every change of an organization or its access takes this lock, in this order.
    """
    organization = Organization.objects.filter(pk__iexact=organization_id).first()
    if organization is None:
        return False
    pairs = StagingPair.objects.filter(Q(production=organization) | Q(staging=organization))
    ids = {organization.pk, *(pk for pair in pairs.values_list("production", "staging") for pk in pair)}
    return bool(Organization.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
