"""What the views of the console share: the page of a request, and the page for when it is unavailable."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from console.catalogue_cache import CatalogueUnavailable
from console.guard.unlocking import unlocked_in
from console.openapi.operations import Operation
from console.page.page import ConsolePage, console_page
from console.tabs.opening import NoSuchTab, OpenTab, open_tab
from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can


def get_console_page(request: OrganizationHttpRequest, organization_id: str) -> ConsolePage:
    """Return the console of the organization.

    Raises:
        Http404: the user may not see the organization, or has no such tab in it.
        PermissionDenied: the user may not call its API.
        CatalogueUnavailable: OrderCloud's API description can't be loaded.
    """
    organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    request.organization = organization
    return console_page(
        request.user,
        organization,
        request.GET.get("find", ""),
        request.GET.get("resource", ""),
        open_tab=get_tab_or_404(request, organization),
        unlocked=unlocked_in(request.session, organization),
    )


def get_tab_or_404(request: OrganizationHttpRequest, organization: Organization) -> OpenTab:
    """Return the tab of the request, by the fields of the page's form or by the address."""
    posted = request.POST if request.method == "POST" else request.GET
    tab_id = posted.get("tab_id") or request.GET.get("tab_id", "")
    match = request.resolver_match
    try:
        return open_tab(
            request.user,
            organization,
            tab_id,
            posted.get("context", ""),
            operation=match.kwargs.get("key", "") if match else "",
            key=posted.get("tab_key", ""),
        )
    except NoSuchTab as error:
        raise Http404("The user has no such tab.") from error


def get_operation_or_404(page: ConsolePage, key: str) -> Operation:
    operation = page.catalogue.get(key)
    if operation is None:
        raise Http404("The API description of this environment has no such operation.")
    return operation


def unavailable(request: OrganizationHttpRequest, error: CatalogueUnavailable) -> HttpResponse:
    """Return the page for an unavailable catalogue, with status 503 and the reason."""
    context = {"organization": request.organization, "reason": str(error)}
    return render(request, "console/unavailable.html", context, status=503)
