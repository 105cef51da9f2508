"""The first page after sign-in, and the list of organizations by itself."""

from django.conf import settings
from django.shortcuts import render

from accounts.models import User
from contributors import organization_list
from contributors.invitations.pending import pending_for
from environments import endpoints
from organizations.models import Environment


def home(request):
    """Invitations, what was opened last, and every organization of mine."""
    context = _list_context(request) | {
        "invitations": pending_for(request.user),
        "recent": organization_list.recent(request.user),
        "operators": _operators(),
    }
    return _render(request, "portal/home.html", context)


def _operators() -> dict:
    """How to reach the operators: their email address, or people to name when none is set."""
    operators = User.objects.filter(is_staff=True, is_active=True).order_by("pk")[:3]
    return {"email": settings.OPERATOR_EMAIL, "users": operators}


def organizations(request):
    """Every organization of mine."""
    return _render(request, "organizations/list.html", _list_context(request))


def _list_context(request) -> dict:
    query = organization_list.ListQuery.from_parameters(request.GET)
    return {
        "query": query,
        "page": organization_list.page(request.user, query),
        "counts": organization_list.counts(request.user),
        "environments": Environment.values,
        "regions": endpoints.REGIONS,
        "roles": organization_list.ROLE_LABELS,
    }


def _render(request, template: str, context: dict):
    # htmx asks for the region alone, but a page that the browser restores from history must be whole.
    part = "#list" if request.htmx and not request.htmx.history_restore_request else ""
    return render(request, template + part, context)
