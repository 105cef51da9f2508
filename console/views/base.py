"""What the views of the console share: the page of a request, and the page for when it is unavailable."""

from django.http import HttpResponse
from django.shortcuts import render

from console.catalogue_cache import CatalogueUnavailable
from console.page.page import ConsolePage, console_page
from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest
from organizations.permissions import Can


def get_console_page(request: OrganizationHttpRequest, organization_id: str) -> ConsolePage:
    """Return the console of the organization.

    Raises:
        Http404: the user may not see the organization.
        PermissionDenied: the user may not call its API.
        CatalogueUnavailable: OrderCloud's API description can't be loaded.
    """
    organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    request.organization = organization
    return console_page(
        request.user, organization, request.GET.get("find", ""), request.GET.get("resource", "")
    )


def unavailable(request: OrganizationHttpRequest, error: CatalogueUnavailable) -> HttpResponse:
    """Return the page for an unavailable catalogue, with status 503 and the reason."""
    context = {"organization": request.organization, "reason": str(error)}
    return render(request, "console/unavailable.html", context, status=503)
