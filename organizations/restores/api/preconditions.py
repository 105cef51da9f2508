"""The row locks under which conditional writes of restores are checked."""

from django.db.models import Q

from accounts.api.auth import ApiRequest
from organizations.api.preconditions import lock_organization
from organizations.models import StagingPair
from organizations.restores.models import StagingRestoreWebhook


def lock_webhook(request: ApiRequest, organization_id: str, **path: str) -> bool:
    """Lock the restore webhook, and the organization for the case that there is none yet."""
    exists = lock_organization(request, organization_id)
    webhooks = StagingRestoreWebhook.objects.filter(organization__pk__iexact=organization_id)
    list(webhooks.select_for_update(of=("self",)))
    return exists


def lock_pair(request: ApiRequest, organization_id: str, **path: str) -> bool:
    """Lock the pair of the organization, and return whether it has one."""
    sides = Q(production__pk__iexact=organization_id) | Q(staging__pk__iexact=organization_id)
    return bool(StagingPair.objects.select_for_update(of=("self",)).filter(sides))
