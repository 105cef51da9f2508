"""The home page, and the page with the list of organizations."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import AuthenticatedHttpRequest, wants_region
from contributors import organization_list
from contributors.invitations.overview import waiting_for
from environments import endpoints
from organizations import deletion
from organizations.models import Environment
from organizations.production_requests.overview import in_progress_for
from organizations.restores.attention import needing_attention

CONTENT = "content"  # the ID of the element that is replaced when an invitation is accepted


def dashboard(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show what waits for the user, recently opened organizations, and all organizations."""
    context = _list_context(request)
    if not _wants_list(request):
        context |= {
            "invitations": waiting_for(request.user),
            "recent": organization_list.recent(request.user),
            "restores": needing_attention(request.user),
            "requests": in_progress_for(request.user),
            "deleted": deletion.recoverable_for(request.user),
        }
    return _render(request, "portal/home.html", context)


def organization_list_page(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show all organizations of the user."""
    return _render(request, "organizations/list.html", _list_context(request))


def _list_context(request: AuthenticatedHttpRequest) -> dict[str, Any]:
    query = organization_list.ListQuery.from_parameters(request.GET)
    counts = organization_list.counts(request.user)
    vars(request)["organization_count"] = counts["all"]  # for the navigation
    return {
        "query": query,
        "page": organization_list.page(request.user, query, counts),
        "counts": counts,
        "environments": Environment.values,
        "regions": endpoints.REGIONS,
        "roles": organization_list.ROLE_LABELS,
    }


def _render(request: AuthenticatedHttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template + ("#list" if _wants_list(request) else ""), context)


def _wants_list(request: AuthenticatedHttpRequest) -> bool:
    """Return whether htmx replaces the list only, and not all of the page."""
    return wants_region(request) and request.htmx.target != CONTENT
