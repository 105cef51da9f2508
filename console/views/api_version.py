"""Checking of the API version, on request."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from console import catalogue_cache
from console.catalogue_cache import CatalogueUnavailable
from console.panels import version_panel
from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest


@require_POST
def check_version(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Read the document of the organization's environment, and return to its settings; htmx gets the row."""
    organization = get_organization_or_404(request.user, organization_id)
    message = ""
    try:
        catalogue_cache.refresh_of(organization)
    except CatalogueUnavailable as error:
        message = str(error)
    if request.htmx:
        panel = version_panel(request.user, organization) | {"error": message}
        return render(request, "console/_api_version.html", {"panel": panel})
    if message:
        messages.error(request, message)
    return redirect("organizations:settings", organization.pk)
