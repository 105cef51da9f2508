"""The page of the search, whose results the palette of every page shows too."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import AuthenticatedHttpRequest, wants_region
from lib import rate_limit
from lib.query_string import search_text
from portal.search import results
from portal.search.organizations import find_organizations
from portal.search.teams import find_teams

PALETTE_REGION = "palette-results"

results.register(20, find_organizations)
results.register(30, find_teams)


@require_GET
def search_page(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the results for `q`: a page, its region for htmx, or the region of the palette."""
    rate_limit.hit(request, "search")
    text = search_text(request.GET.get("q"))
    in_palette = bool(request.htmx) and request.htmx.target == PALETTE_REGION
    limit = results.MAX_IN_PALETTE if in_palette else results.MAX_ON_PAGE
    context = {"text": text, "groups": results.search(request.user, text, limit), "in_palette": in_palette}
    if in_palette:
        return render(request, "portal/_search_options.html", context)
    partial = "#results" if wants_region(request) else ""
    return render(request, f"portal/search.html{partial}", context)
