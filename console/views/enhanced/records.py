"""The list of a resource, and the form of a record."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import wants_region
from console.catalogue_cache import CatalogueUnavailable
from console.enhanced.address_parts import unescape_id
from console.enhanced.editing import result_store
from console.enhanced.editing.confirming import Reviewed, ReviewNeeded
from console.enhanced.editing.edit import Edit, open_new, open_record, posted_edit, refresh
from console.enhanced.editing.saving import NothingToSave, Saved, save
from console.enhanced.page.addresses import page_url
from console.enhanced.page.listing import Listing
from console.enhanced.page.page import EnhancedPage
from console.enhanced.place import Place, with_query
from console.enhanced.reading import Reader, ReadFailed
from console.enhanced.registry import RESOURCES
from console.guard.errors import WriteRefused
from console.views.base import unavailable
from console.views.enhanced.base import build_page, confirmed_in, open_place, render_page
from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest
from organizations.permissions import Can

NOTHING_CHANGED = "Nothing was changed."


@require_safe
def index(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Lead to the first resource."""
    organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    return redirect("enhanced:list", organization.pk, RESOURCES[0].key)


@require_safe
def record_list(request: OrganizationHttpRequest, organization_id: str, resource: str) -> HttpResponse:
    """Show the list with no record open; htmx requests the list alone."""
    try:
        place, reader = open_place(request, organization_id, resource)
    except CatalogueUnavailable as error:
        return unavailable(request, error)
    results = result_store.kept(request.GET.get("saved", ""), reader.organization, request.user)
    page = build_page(request, place, reader, current=request.GET.get("current", ""), results=results)
    return render_page(request, page, "#list" if wants_region(request, "list") else "")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OrganizationHttpRequest, organization_id: str, resource: str) -> HttpResponse:
    """Show the form of a new record, and create it."""
    return _form(request, organization_id, resource, "")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def record(
    request: OrganizationHttpRequest, organization_id: str, resource: str, record_id: str
) -> HttpResponse:
    """Show the form of a record, and save it."""
    return _form(request, organization_id, resource, unescape_id(record_id))


def _form(request: OrganizationHttpRequest, organization_id: str, key: str, record_id: str) -> HttpResponse:
    try:
        place, reader = open_place(request, organization_id, key)
    except CatalogueUnavailable as error:
        return unavailable(request, error)
    try:
        if request.method == "POST":
            return _post(request, place, record_id, reader)
        edit = open_record(place, record_id, reader) if record_id else open_new(place, reader)
    except ReadFailed as error:
        return _failed(request, place, reader, error)
    results = result_store.kept(request.GET.get("saved", ""), reader.organization, request.user)
    return render_page(request, build_page(request, place, reader, edit, results=results))


def _post(request: OrganizationHttpRequest, place: Place, record_id: str, reader: Reader) -> HttpResponse:
    data, do = dict(request.POST.lists()), request.POST.get("do", "save")
    if do in ("preview", "console"):
        page = _bare_page(reader, place, posted_edit(place, record_id, data), request.GET.dict())
        if do == "preview":
            return render_page(request, page, "#foot")
        return redirect(next((url for call, url in page.calls if not call.key), page.console_url))
    if do == "refresh":
        edit = posted_edit(place, record_id, data)
        refresh(edit, reader)
        return render_page(request, _bare_page(reader, place, edit, request.GET.dict()), "#linked")
    try:
        saved = save(place, record_id, data, reader, confirmed_in(request, reader))
    except NothingToSave:
        messages.info(request, NOTHING_CHANGED)
        return redirect(page_url(reader.organization, place, "record", record_id))
    except ReviewNeeded as needed:
        return _unsent(request, place, record_id, reader, reviewed=needed.reviewed)
    except WriteRefused as refusal:
        return _unsent(request, place, record_id, reader, refusal=str(refusal))
    return _saved(request, place, reader, saved)


def _bare_page(reader: Reader, place: Place, edit: Edit, query: dict[str, str]) -> EnhancedPage:
    """Return the page without its list, for one of its regions."""
    return EnhancedPage(reader, place, Listing(reader.organization, place), edit, query=query)


def _saved(request: OrganizationHttpRequest, place: Place, reader: Reader, saved: Saved) -> HttpResponse:
    """Lead to the saved record; with 422 back to the form when something was not saved."""
    if not saved.done:
        page = build_page(request, place, reader, saved.edit, results=saved.results, repeated=saved.repeated)
        return render_page(request, page, status=422)
    if saved.shown_once:
        return _created(request, place, reader, saved)
    key = result_store.keep(saved.results, reader.organization, request.user)
    # A response that was cut says nothing of the ID of a new record.
    view = "record" if saved.record_id else "list"
    url = page_url(reader.organization, place, view, saved.record_id).partition("?")[0]
    return redirect(with_query(url, {**request.GET.dict(), "saved": key}))


def _created(request: OrganizationHttpRequest, place: Place, reader: Reader, saved: Saved) -> HttpResponse:
    """Show a created record with the value that is shown once, in a response that is not stored."""
    try:
        edit = open_record(place, saved.record_id, reader)
    except ReadFailed:
        edit = saved.edit
    page = build_page(request, place, reader, edit, results=saved.results, shown_once=saved.shown_once)
    response = render_page(request, page)
    add_never_cache_headers(response)
    return response


def _unsent(
    request: OrganizationHttpRequest,
    place: Place,
    record_id: str,
    reader: Reader,
    *,
    refusal: str = "",
    reviewed: Reviewed | None = None,
) -> HttpResponse:
    """Return the form as it was filled in, with its review, or with the reason why nothing was sent."""
    edit = posted_edit(place, record_id, dict(request.POST.lists()))
    refresh(edit, reader)
    page = build_page(request, place, reader, edit, refusal=refusal, reviewed=reviewed)
    error = bool(reviewed and reviewed.error)
    return render_page(request, page, status=403 if refusal else 422 if error else 200)


def _failed(
    request: OrganizationHttpRequest, place: Place, reader: Reader, error: ReadFailed
) -> HttpResponse:
    """Return the page without the record that can't be read."""
    status = error.status if error.status in (403, 404) else 502
    return render_page(request, build_page(request, place, reader, failure=str(error)), status=status)
