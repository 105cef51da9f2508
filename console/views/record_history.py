"""What happened to one record: the kept writes that the user may see, and their own requests."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from console.catalogue_cache import CatalogueUnavailable, catalogue_of
from console.history.record import requests_of_record
from console.undo.kept_records import visible_writes_of
from console.views.base import unavailable
from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest
from organizations.permissions import Can

MAX_PATH_LENGTH = 1000


@never_cache
@require_safe
def record_history(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show the history of the record whose path the query names."""
    organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    request.organization = organization
    path = request.GET.get("path", "").replace("\0", "").partition("?")[0][:MAX_PATH_LENGTH]
    try:
        writes = visible_writes_of(request.user, organization, catalogue_of(organization), path)
    except CatalogueUnavailable as error:
        return unavailable(request, error)
    context = {
        "organization": organization,
        "path": path,
        "writes": writes,
        "entries": requests_of_record(request.user, organization, path),
    }
    return render(request, "console/history/record.html", context)
