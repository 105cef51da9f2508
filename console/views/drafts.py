"""The draft of an operation in a tab: save it, ask whether another window changed it, discard it."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from console.catalogue_cache import CatalogueUnavailable
from console.models import ConsoleTab
from console.page.page import RequestPage
from console.request.request import Request
from console.tabs import drafts, last_response
from console.tabs.creation import TooManyTabs
from console.tabs.drafts import DraftTooLarge, save_draft
from console.tabs.opening import OpenTab
from console.views.base import get_console_page, get_operation_or_404, unavailable
from lib.query_string import whole_number
from organizations.http import OrganizationHttpRequest

SAVED = "console/tabs/_saved.html"
STATE = "console/tabs/_draft.html"


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: OrganizationHttpRequest, organization_id: str, key: str) -> HttpResponse:
    """Save the posted draft; on GET say whether another window saved it since."""
    try:
        page = get_draft_page(request, organization_id, key)
    except CatalogueUnavailable as error:
        return unavailable(request, error)
    return save(request, page) if request.method == "POST" else state(request, page)


def save(request: OrganizationHttpRequest, page: RequestPage) -> HttpResponse:
    """Return what changes on the page with the saved draft; with 422 why it was not saved."""
    tab = page.open_tab
    seen = request.POST.get("revision", "")
    try:
        saved = save_draft(
            page.user,
            page.organization,
            page.operation,
            dict(request.POST.lists()),
            tab_id=tab.tab_id,
            key=tab.key,
            context=tab.context,
            seen=whole_number(seen),
        )
    except ConsoleTab.DoesNotExist as error:
        raise Http404("No such tab of this user.") from error
    except (TooManyTabs, DraftTooLarge) as error:
        notice = {"draft_notice": str(error), "draft_revision": seen}
        return render(request, STATE, page.context() | notice, status=422)
    page = replace(page, open_tab=OpenTab(saved.tab.pk, tab.context))
    context = {"draft_revision": saved.revision, "replaced_at": saved.replaced_at, "created": saved.created}
    return render(request, SAVED, page.context() | context)


def state(request: OrganizationHttpRequest, page: RequestPage) -> HttpResponse:
    """Say whether another window saved the draft since the page showed it."""
    seen = whole_number(request.GET.get("revision"))
    newer_at = None
    if page.open_tab.tab_id and seen is not None:
        newer_at = drafts.newer_draft(page.user, page.open_tab.tab_id, page.operation.key, seen)
    return render(request, STATE, page.context() | {"newer_at": newer_at, "draft_revision": seen})


@require_POST
def discard(request: OrganizationHttpRequest, organization_id: str, key: str) -> HttpResponse:
    """Discard the draft, and show the operation as it was before anything was filled in."""
    try:
        page = get_draft_page(request, organization_id, key)
    except CatalogueUnavailable as error:
        return unavailable(request, error)
    if tab_id := page.open_tab.tab_id:
        drafts.discard_draft(page.user, tab_id, key)
        last_response.forget(page.user, str(tab_id), key, page.acting_as)
    return redirect(f"{page.url}{page.tab_query}")


def get_draft_page(request: OrganizationHttpRequest, organization_id: str, key: str) -> RequestPage:
    """Return the page of the operation; its form is not filled in.

    Raises:
        Http404: the user may not see the organization, has no such tab in it, or it has no such operation.
        PermissionDenied: the user may not call its API.
        CatalogueUnavailable: OrderCloud's API description can't be loaded.
    """
    page = get_console_page(request, organization_id)
    return page.open(Request(get_operation_or_404(page, key)))
