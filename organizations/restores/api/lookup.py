"""The pair and the rows of restores that a URL of the API names."""

from django.db.models import Count, Q

from accounts.api.auth import ApiRequest
from lib.api.errors import not_found
from lib.query_string import whole_number
from organizations.access import get_organization_or_404
from organizations.models import StagingPair
from organizations.restores.models import Restore, RestoreFinding, RestoreQuerySet
from organizations.staging_pairs import visible_pair_of

State = Restore.State
DRIFTED = Count("findings", filter=Q(findings__type=RestoreFinding.Type.DRIFT))
# A comparison that ended without a result.
FAILED_PLANS = Q(state__in=[State.FAILED, State.CANCELLED], started_at=None)


def get_pair(request: ApiRequest, organization_id: str) -> StagingPair:
    """Return the pair of an organization, from either side.

    Raises:
        Http404: The user doesn't see the organization.
        ApiError: 404 without a pair, or if the user or their limited token can't see Staging.
    """
    organization = get_organization_or_404(request.auth, organization_id)
    pair = visible_pair_of(organization, request.auth)
    if pair is None or not request.credential.admits(pair.staging_id):
        raise not_found("StagingPair", organization.pk)
    return pair


def row_number(text: str) -> int:
    """Return the number of a row in a path, or 0, which no row has."""
    return whole_number(text) or 0


def restores_of(pair: StagingPair) -> RestoreQuerySet:
    """Return the restores of the pair with what their responses show."""
    rows = Restore.objects.runs().filter(pair=pair).annotate(drift_count=DRIFTED)
    return rows.select_related("pair__production", "pair__staging__owner", "requested_by")


def get_restore(request: ApiRequest, organization_id: str, restore_id: str) -> Restore:
    """Return a restore.

    Raises:
        Http404: The user doesn't see the organization.
        ApiError: 404 if it is unknown, or of another pair.
    """
    restore = restores_of(get_pair(request, organization_id)).filter(pk=row_number(restore_id)).first()
    if restore is None:
        raise not_found("Restore", restore_id)
    return restore


def get_plan(pair: StagingPair, plan_id: str) -> Restore:
    """Return a plan that has not become a restore.

    Raises:
        ApiError: 404 if it is unknown, or of another pair.
    """
    plans = Restore.objects.filter(Q(state__in=Restore.PLANS) | FAILED_PLANS, pair=pair)
    plans = plans.select_related("pair__production", "pair__staging__owner", "requested_by")
    plan: Restore | None = plans.filter(pk=row_number(plan_id)).first()
    if plan is None:
        raise not_found("RestorePlan", plan_id)
    return plan
