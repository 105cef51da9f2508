"""Search indexes in the Portal API."""

from typing import Any

from django.http import Http404
from ninja import Router, Status

from accounts.api.auth import ApiRequest, PortalBearer
from lib.api.describe import describe
from lib.query_string import whole_number
from organizations import search_indexes
from organizations.access import get_organization_or_404
from organizations.api import synchronization_schemas as schemas
from organizations.api.platform_errors import EXCEEDS_REBUILD_LIMIT, OF_PLATFORM
from organizations.permissions import Can

router = Router(auth=PortalBearer(), tags=["Search and synchronization"])
MAX_INDEX_ID = 10**18 - 1


@router.get(
    "/organizations/{organization_id}/searchindexes",
    response=schemas.SearchIndexResponse,
    summary="List search indexes",
    openapi_extra=describe(*OF_PLATFORM),
)
def list_search_indexes(
    request: ApiRequest,
    organization_id: str,
    type: schemas.SearchIndexType | None = None,
    status: schemas.SearchIndexStatus | None = None,
) -> dict[str, Any]:
    """List the search indexes of an organization, with what the platform says of each."""
    organization = get_organization_or_404(request.auth, organization_id)
    found = search_indexes.list_indexes(organization, by=request.auth, type=type or "", status=status or "")
    return {"SearchIndexes": found}


@router.get(
    "/organizations/{organization_id}/searchindexes/{index_id}/errors",
    response=schemas.SearchIndexErrorResponse,
    summary="List errors of a search index",
    openapi_extra=describe(*OF_PLATFORM),
)
def list_search_index_errors(request: ApiRequest, organization_id: str, index_id: str) -> dict[str, Any]:
    """List up to 100 records that an index leaves out."""
    organization = get_organization_or_404(request.auth, organization_id)
    if (number := whole_number(index_id, maximum=MAX_INDEX_ID)) is None:
        raise Http404("No such index.")
    found = search_indexes.list_errors(organization, number, by=request.auth)
    return {"SearchIndexErrors": found}


@router.post(
    "/organizations/{organization_id}/searchindexes/{type}/rebuild",
    response={204: None},
    summary="Rebuild a search index",
    openapi_extra=describe(EXCEEDS_REBUILD_LIMIT, *OF_PLATFORM),
)
def rebuild_search_index(
    request: ApiRequest,
    organization_id: str,
    type: str,
    body: schemas.SearchIndexRebuildRequest | None = None,
) -> Status[None]:
    """Build a new index of `Products` or `Orders`, as often as the platform allows."""
    organization = get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    search_indexes.rebuild(organization, type, by=request.auth)
    return Status(204, None)
