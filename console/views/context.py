"""The context selector: a page, and the same as regions of a dialog."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.http import wants_region
from console.catalogue_cache import CatalogueUnavailable, catalogue_of
from console.context.choosing import ImpersonationReasonRequired
from console.openapi.operations import Operation
from console.page.selector import Selector, selector_of
from console.tabs.acting import act_as
from console.tabs.creation import TooManyTabs
from console.tabs.opening import NoSuchTab
from console.views.base import get_tab_or_404
from contributors.impersonation.errors import ImpersonationError
from lib import rate_limit
from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can

TEMPLATE = "console/context/page.html"
# The partial that replaces an element, by its ID.
REGIONS = {
    "context-dialog": "selector",
    "context-selector": "selector",
    "context-users": "users",
    "context-foot": "foot",
}


@require_http_methods(["GET", "HEAD", "POST"])
def context(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show whom a tab can act as; a POST chooses, and leads back to the tab."""
    organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    request.organization = organization
    tab = get_tab_or_404(request, organization)
    values = (request.POST if request.method == "POST" else request.GET).dict()
    selector = selector_of(request.user, organization, tab, values)
    if request.method != "POST":
        if selector.is_user_kind:  # reads users of up to 40 companies
            rate_limit.hit_by_user(request.user.pk, "user_search_by_user")
        return _page(request, selector)
    try:
        operation = _operation(organization, selector.operation_key)
        tab_id = act_as(tab, organization, operation, selector.choice, by=request.user)
    except (ImpersonationError, ImpersonationReasonRequired, TooManyTabs) as error:
        return _page(request, selector, str(error), status=422)
    except NoSuchTab as error:
        raise Http404("The user has no such tab.") from error
    except PermissionDenied:
        # The page says which permission is missing, and who can grant it.
        return _page(request, selector, status=422 if request.htmx else 403)
    url = selector.url_of(tab_id)
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else HttpResponseRedirect(url)


def _operation(organization: Organization, key: str) -> Operation | None:
    try:
        return catalogue_of(organization).get(key)
    except CatalogueUnavailable:
        return None


def _page(
    request: OrganizationHttpRequest, selector: Selector, error: str = "", status: int = 200
) -> HttpResponse:
    region = REGIONS.get(request.htmx.target or "", "") if wants_region(request) else ""
    template = f"{TEMPLATE}#{region}" if region else TEMPLATE
    names = {
        "organization": selector.organization,
        "selector": selector,
        "error": error or selector.chosen_problem,
        "oob": region == "foot",
    }
    return render(request, template, names, status=status)
