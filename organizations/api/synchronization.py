"""Processing of subscriptions and synchronization in the Portal API."""

from typing import Any, NoReturn

from ninja import Router, Status

from accounts.api.auth import ApiRequest, PortalBearer
from lib.api.describe import describe
from lib.api.errors import not_found
from organizations import synchronization
from organizations.access import get_organization_or_404
from organizations.api import synchronization_schemas as schemas
from organizations.api.platform_errors import EXCEEDS_JOB_LIMIT, OF_PLATFORM
from organizations.permissions import Can

router = Router(auth=PortalBearer(), tags=["Search and synchronization"])


@router.post(
    "/organizations/{organization_id}/processsubscriptions",
    response=schemas.ProcessSubscriptionsResponse,
    summary="Process subscriptions",
    openapi_extra=describe(EXCEEDS_JOB_LIMIT, *OF_PLATFORM),
)
def process_subscriptions(
    request: ApiRequest, organization_id: str, body: schemas.ProcessSubscriptionsRequest | None = None
) -> dict[str, Any]:
    """Process the subscriptions of an organization now instead of at the next full hour."""
    organization = get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    remaining = synchronization.process_subscriptions(organization, by=request.auth)
    return {"HourlyJobsRemaining": remaining}


@router.post(
    "/organizations/{organization_id}/synchronizecatalog",
    response={204: None},
    summary="Synchronize a catalog",
    openapi_extra=describe(*OF_PLATFORM),
)
def synchronize_catalog(
    request: ApiRequest, organization_id: str, body: schemas.SyncCatalogRequest | None = None
) -> Status[None]:
    """Synchronize all catalogs, one catalog, or a category of it."""
    organization = get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    values = body or schemas.SyncCatalogRequest()
    synchronization.synchronize_catalog(
        organization,
        by=request.auth,
        catalog_id=values.CatalogID or "",
        category_id=values.CategoryID or "",
    )
    return Status(204, None)


@router.post(
    "/organizations/{organization_id}/synchronizeorders",
    response={204: None},
    summary="Synchronize orders",
    openapi_extra=describe(*OF_PLATFORM),
)
def synchronize_orders(
    request: ApiRequest, organization_id: str, body: schemas.SyncOrdersRequest | None = None
) -> Status[None]:
    """Synchronize the orders between two dates."""
    organization = get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    values = body or schemas.SyncOrdersRequest()
    synchronization.synchronize_orders(
        organization, by=request.auth, start=values.StartDate or "", end=values.EndDate or ""
    )
    return Status(204, None)


@router.get(
    "/organizations/{organization_id}/entitysyncmetadata",
    response=list[schemas.EntitySyncModel],
    summary="List entities to synchronize",
    openapi_extra=describe(*OF_PLATFORM),
)
def list_entity_sync_metadata(request: ApiRequest, organization_id: str) -> list[dict[str, Any]]:
    """List the entities that can be synchronized, with their attributes."""
    organization = get_organization_or_404(request.auth, organization_id)
    return synchronization.list_entities(organization, by=request.auth)


@router.get(
    "/organizations/{organization_id}/authurls/backbonelogin",
    response=schemas.BackboneLoginUrl,
    summary="Get the sign-in address of the vendor's cloud",
)
def get_backbone_login(request: ApiRequest, organization_id: str) -> NoReturn:
    """Respond with 404: no organization here is linked to the vendor's cloud."""
    organization = get_organization_or_404(request.auth, organization_id)
    raise not_found("BackboneLoginUrl", organization.pk)
