"""What the views of enhanced pages share: the place that an address names, and rendering."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from console.catalogue_cache import catalogue_of
from console.enhanced.editing.confirming import Confirmed, confirmed_by
from console.enhanced.editing.edit import Edit
from console.enhanced.page.listing import read_listing
from console.enhanced.page.page import EnhancedPage
from console.enhanced.place import Place, place_of
from console.enhanced.reading import Reader
from console.enhanced.registry import resource_with
from console.guard.unlocking import unlocked_in
from console.page.guard import GuardPane
from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest
from organizations.permissions import Can

TEMPLATE = "console/enhanced/page.html"


def confirmed_in(request: OrganizationHttpRequest, reader: Reader) -> Confirmed:
    """Return what the user confirmed about the calls that the request makes."""
    unlocked = unlocked_in(request.session, reader.organization)
    return confirmed_by(dict(request.POST.lists()), unlocked.until if unlocked else None)


def open_place(request: OrganizationHttpRequest, organization_id: str, key: str) -> tuple[Place, Reader]:
    """Return the place of a page, and what reads from it.

    Raises:
        Http404: the user may not see the organization, or there is no such resource.
        PermissionDenied: the user may not call its API.
        CatalogueUnavailable: OrderCloud's API description can't be loaded.
    """
    organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    request.organization = organization
    resource = resource_with(key)
    if resource is None:
        raise Http404("There is no such page.")
    catalogue = catalogue_of(organization)
    place = place_of(resource, catalogue, request.GET.dict())
    return place, Reader(organization, request.user, catalogue, place.values())


def build_page(
    request: OrganizationHttpRequest, place: Place, reader: Reader, edit: Edit | None = None, **fields: Any
) -> EnhancedPage:
    """Return the page with its list as the query of the request asks for it."""
    number = request.GET.get("page", "")
    listing = read_listing(
        place,
        reader,
        request.GET.get("search", ""),
        int(number) if number.isdecimal() and 0 < len(number) < 7 else 1,
        edit.record_id if edit else fields.pop("current", ""),
    )
    return EnhancedPage(reader, place, listing, edit, query=request.GET.dict(), **fields)


def render_page(
    request: OrganizationHttpRequest, page: EnhancedPage, region: str = "", status: int = 200
) -> HttpResponse:
    """Return the page, or one region of it."""
    context = {
        "page": page,
        "organization": page.organization,
        "edit": page.edit,
        "guard": GuardPane(page.organization, unlocked_in(request.session, page.organization)),
        "guard_next": request.get_full_path(),
        "guard_beside": page.edit is not None and page.deletion is None,
    }
    return render(request, f"{TEMPLATE}{region}", context, status=status)
