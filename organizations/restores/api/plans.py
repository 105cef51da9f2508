"""Plans in the Portal API: what a restore would change."""

from typing import Any

from django.http import HttpResponse
from ninja import Router, Status

from accounts.api.auth import ApiRequest, PortalBearer
from lib.api.describe import describe
from organizations.restores import lifecycle
from organizations.restores.api import schemas
from organizations.restores.api.lookup import get_pair, get_plan
from organizations.restores.api.polling import accepted, polled
from organizations.restores.api.shapes import plan_dict
from organizations.staging_pairs import restorable_pair_of

router = Router(auth=PortalBearer(), tags=["Restores"])


@router.post(
    "/organizations/{organization_id}/plans",
    response={202: schemas.RestorePlan},
    summary="Plan a restore",
    openapi_extra=describe(headers=("Location", "Retry-After")),
)
def create_plan(request: ApiRequest, response: HttpResponse, organization_id: str) -> Status[dict[str, Any]]:
    """Compare both organizations without changing either; poll the address in `Location` for the plan."""
    pair = restorable_pair_of(get_pair(request, organization_id).staging)
    plan = lifecycle.request_plan(pair, by=request.auth)
    accepted(request, response, plan)
    return Status(202, plan_dict(plan, request.auth))


@router.get(
    "/organizations/{organization_id}/plans/{plan_id}",
    response=schemas.RestorePlan,
    summary="Get a plan",
    operation_id="getPlan",
    openapi_extra=describe(headers=("Retry-After",)),
)
def get_one(
    request: ApiRequest, response: HttpResponse, organization_id: str, plan_id: str
) -> dict[str, Any]:
    """Return a plan with what a restore would change; 404 once it was started or is 7 days old."""
    plan = get_plan(get_pair(request, organization_id), plan_id)
    polled(response, plan)
    return plan_dict(plan, request.auth)
