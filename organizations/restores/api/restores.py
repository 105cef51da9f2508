"""Restores in the Portal API: start one, wait for it, and read its report and its drift."""

from typing import Any

from django.http import HttpResponse
from ninja import Router, Status

from accounts.api.auth import ApiRequest, PortalBearer
from lib.api.describe import ErrorCase, describe, list_parameters
from lib.api.errors import not_found
from lib.api.page import ListPage
from lib.api.pagination import ListQuery, paginate_queryset
from organizations.restores import lifecycle
from organizations.restores.api import schemas
from organizations.restores.api.lookup import get_pair, get_plan, get_restore, restores_of
from organizations.restores.api.polling import accepted, polled
from organizations.restores.api.shapes import drift_dict, report_dict, restore_dict
from organizations.restores.models import Restore
from organizations.restores.report import is_outdated
from organizations.staging_pairs import restorable_pair_of

router = Router(auth=PortalBearer(), tags=["Restores"])
FIELDS = {"State": "state", "Trigger": "trigger"}
NOT_ENDED = ErrorCase(409, "Restore.NotEnded", "The restore has not ended. Wait until it has.")
NOT_PLANNED = ErrorCase(409, "RestorePlan.NotPlanned", "The comparison of this plan has no result.")
OUTDATED = ErrorCase(409, "RestorePlan.Outdated", "A restore ran since this plan. Compare again.")
COMPLETE = (Restore.State.FINISHED, Restore.State.INCOMPLETE)


@router.get(
    "/organizations/{organization_id}/restores",
    response=ListPage[schemas.Restore],
    summary="List restores",
    openapi_extra=describe(parameters=list_parameters(FIELDS, FIELDS)),
)
def list_restores(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """List the restores of a pair, newest first; filtered by `State` and `Trigger`."""
    pair = get_pair(request, organization_id)
    query = ListQuery.parse(request.GET, fields=FIELDS, searched=list(FIELDS), order="-pk")
    return paginate_queryset(query, restores_of(pair), lambda restore: restore_dict(restore, request.auth))


@router.post(
    "/organizations/{organization_id}/restores",
    response={202: schemas.Restore, 200: schemas.Restore},
    summary="Start a restore",
    openapi_extra=describe(NOT_PLANNED, OUTDATED, headers=("Location", "Retry-After")),
)
def start_restore(
    request: ApiRequest,
    response: HttpResponse,
    organization_id: str,
    body: schemas.RestoreRequest | None = None,
) -> Status[dict[str, Any]]:
    """Start a restore of Staging from Production (202), or return the one that is active already (200).

    It overwrites Staging, and deletes the records that only Staging has. With `PlanId` a plan becomes the
    restore and keeps its ID. Poll the address in `Location` until the restore has ended.
    """
    pair = restorable_pair_of(get_pair(request, organization_id).staging)
    plan = get_plan(pair, str(body.PlanId)) if body and body.PlanId else None
    if plan and plan.state != Restore.State.PLANNED:
        raise NOT_PLANNED.exception()
    if plan and is_outdated(plan):
        raise OUTDATED.exception()
    started, new = lifecycle.request_restore(pair, by=request.auth, plan=plan)
    restore = restores_of(pair).get(pk=started.pk)
    accepted(request, response, restore)
    return Status(202 if new else 200, restore_dict(restore, request.auth))


@router.get(
    "/organizations/{organization_id}/restores/{restore_id}",
    response=schemas.Restore,
    summary="Get a restore",
    operation_id="getRestore",
    openapi_extra=describe(headers=("Retry-After",)),
)
def get_one(
    request: ApiRequest, response: HttpResponse, organization_id: str, restore_id: str
) -> dict[str, Any]:
    """Return a restore with its progress, or its result; `Retry-After` says when to ask again."""
    restore = get_restore(request, organization_id, restore_id)
    polled(response, restore)
    return restore_dict(restore, request.auth)


@router.post(
    "/organizations/{organization_id}/restores/{restore_id}/cancel",
    response=schemas.Restore,
    summary="Cancel a restore",
    openapi_extra=describe(headers=("Retry-After",)),
)
def cancel_restore(
    request: ApiRequest, response: HttpResponse, organization_id: str, restore_id: str
) -> dict[str, Any]:
    """Request that a restore stops, which it does within seconds; what it changed stays changed.

    One that has ended does not change.
    """
    restore = get_restore(request, organization_id, restore_id)
    lifecycle.cancel(restore, by=request.auth)
    restore = restores_of(restore.pair).get(pk=restore.pk)
    polled(response, restore)
    return restore_dict(restore, request.auth)


@router.get(
    "/organizations/{organization_id}/restores/{restore_id}/report",
    response=schemas.RestoreReport,
    summary="Get the report of a restore",
    openapi_extra=describe(NOT_ENDED),
)
def get_report(request: ApiRequest, organization_id: str, restore_id: str) -> dict[str, Any]:
    """Return by resource what is equal, kept different, failed and could not be read, and why."""
    restore = _ended(get_restore(request, organization_id, restore_id))
    return report_dict(restore, request.auth)


@router.get(
    "/organizations/{organization_id}/restores/{restore_id}/drift",
    response=schemas.Drift,
    summary="Get the drift of a restore",
    openapi_extra=describe(NOT_ENDED),
)
def get_drift(request: ApiRequest, organization_id: str, restore_id: str) -> dict[str, Any]:
    """Return the records that a restore left different and that need attention."""
    restore = _ended(get_restore(request, organization_id, restore_id))
    return drift_dict(restore, request.auth)


@router.get(
    "/organizations/{organization_id}/drift",
    response=schemas.Drift,
    summary="Get the drift of the last restore",
)
def get_last_drift(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """Return the drift of the last restore that came to its end; 404 before the first."""
    pair = get_pair(request, organization_id)
    restore = restores_of(pair).filter(state__in=COMPLETE).first()
    if restore is None:
        raise not_found("Drift", organization_id)
    return drift_dict(restore, request.auth)


def _ended(restore: Restore) -> Restore:
    if restore.is_unfinished:
        raise NOT_ENDED.exception()
    return restore
