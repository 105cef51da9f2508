"""The home page, and the page with the list of organizations."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import AuthenticatedHttpRequest
from accounts.models import User
from contributors import organization_list
from contributors.invitations.pending import pending_for
from environments import endpoints
from organizations.models import Environment


def dashboard(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show invitations, recently opened organizations, and all organizations of the user."""
    context = _list_context(request) | {
        "invitations": pending_for(request.user),
        "recent": organization_list.recent(request.user),
        "operators": _operators(),
    }
    return _render(request, "portal/home.html", context)


def _operators() -> dict[str, Any]:
    """Return the operators' email address, and operators to name if none is set."""
    operators = User.objects.filter(is_staff=True, is_active=True).order_by("pk")[:3]
    return {"email": settings.OPERATOR_EMAIL, "users": operators}


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
    # htmx requests only the list, except for a page that the browser restores from its history.
    partial = "#list" if request.htmx and not request.htmx.history_restore_request else ""
    return render(request, template + partial, context)
