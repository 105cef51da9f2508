"""From an address to the workbench it means."""

from django.shortcuts import render

from console.catalogue_cache import NoCatalogue
from console.page.page import Workbench, workbench_for
from organizations.access import get_organization_or_404
from organizations.permissions import Can


def workbench(request, organization_id: str) -> Workbench:
    """The console of the organization; 404 for who may not see it, 403 for who may not call its API.

    Raises:
        NoCatalogue: its OrderCloud does not tell its operations.
    """
    organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    request.organization = organization
    return workbench_for(
        request.user, organization, request.GET.get("find", ""), request.GET.get("resource", "")
    )


def unavailable(request, error: NoCatalogue):
    """503 with the reason; the organization's page and everything that needs no OrderCloud still work."""
    context = {"organization": request.organization, "reason": str(error)}
    return render(request, "console/unavailable.html", context, status=503)
