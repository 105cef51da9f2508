"""The first page after sign-in, and the list of organizations by itself."""

from django.shortcuts import render

from contributors import listing
from contributors.invitations import pending_for
from environments import endpoints
from organizations.models import Environment


def home(request):
    """Invitations, what was opened last, and every organization of mine."""
    context = _list_context(request) | {
        "invitations": pending_for(request.user),
        "latest": listing.latest(request.user),
    }
    return _render(request, "portal/home.html", context)


def organizations(request):
    """Every organization of mine."""
    return _render(request, "organizations/list.html", _list_context(request))


def _list_context(request) -> dict:
    query = listing.Query.from_parameters(request.GET)
    return {
        "query": query,
        "page": listing.page_of(request.user, query),
        "counts": listing.counts(request.user),
        "environments": Environment.values,
        "regions": endpoints.REGIONS,
        "roles": listing.ROLES,
    }


def _render(request, template: str, context: dict):
    # htmx asks for the region alone, but a page that the browser restores from history must be whole.
    part = "#list" if request.htmx and not request.htmx.history_restore_request else ""
    return render(request, template + part, context)
