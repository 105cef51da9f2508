"""The page of an organization."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.http import AuthenticatedHttpRequest
from organizations import visits
from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest
from organizations.panels import panels_for
from organizations.views.access import open_organization, permissions_of


def detail(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show an organization with its panels."""
    organization = open_organization(request, organization_id)
    context = {
        "organization": organization,
        "can": permissions_of(request.user, organization),
        "panels": panels_for(request.user, organization),
    }
    return render(request, "organizations/detail.html", context)


@require_POST
def visit(request: AuthenticatedHttpRequest, organization_id: str) -> HttpResponse:
    """Record that the page of the organization was opened; the page requests it once loaded."""
    visits.record(request.user, get_organization_or_404(request.user, organization_id))
    return HttpResponse(status=204)
