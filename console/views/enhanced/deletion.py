"""Deleting a record."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from console.catalogue_cache import CatalogueUnavailable
from console.enhanced.address_parts import unescape_id
from console.enhanced.editing import result_store
from console.enhanced.editing.confirming import REQUEST_APPROVAL, Reviewed, ReviewNeeded
from console.enhanced.editing.deletion import delete, plan_deletion, request_deletion_approval
from console.enhanced.editing.edit import open_record
from console.enhanced.editing.results import CallResult
from console.enhanced.page.addresses import page_url
from console.enhanced.place import Place, with_query
from console.enhanced.reading import Reader, ReadFailed
from console.guard.errors import WriteRefused
from console.views.base import unavailable
from console.views.enhanced.base import build_page, confirmed_in, open_place, render_page
from lib import rate_limit
from organizations.http import OrganizationHttpRequest


@require_http_methods(["GET", "HEAD", "POST"])
def delete_record(
    request: OrganizationHttpRequest, organization_id: str, resource: str, record_id: str
) -> HttpResponse:
    """Name what depends on a record, and delete it."""
    try:
        place, reader = open_place(request, organization_id, resource)
    except CatalogueUnavailable as error:
        return unavailable(request, error)
    record_id = unescape_id(record_id)
    if not reader.may(place.operation_id("Delete")):
        raise PermissionDenied(f"Your roles don't let you delete this {place.resource.noun.lower()}.")
    try:
        return _delete(request, place, record_id, reader)
    except ReadFailed as error:
        page = build_page(request, place, reader, failure=str(error))
        return render_page(request, page, status=error.status if error.status in (403, 404) else 502)


def _delete(request: OrganizationHttpRequest, place: Place, record_id: str, reader: Reader) -> HttpResponse:
    """Ask for a deletion, or make it. Raises `ReadFailed` when the record can't be read."""
    if request.method != "POST":
        return _ask(request, place, record_id, reader)
    confirmed = confirmed_in(request, reader)
    try:
        if request.POST.get("do") == REQUEST_APPROVAL:
            approval = request_deletion_approval(place, record_id, reader, confirmed)
            messages.success(request, "Asked for approval")
            return redirect("console:delete_approval", reader.organization.pk, approval.pk)
        result = delete(place, record_id, reader, confirmed)
    except ReviewNeeded as needed:
        return _ask(request, place, record_id, reader, reviewed=needed.reviewed)
    except (WriteRefused, rate_limit.RateLimited) as refusal:
        return _ask(request, place, record_id, reader, refusal=str(refusal))
    except ValidationError as error:
        return _ask(request, place, record_id, reader, refusal=" ".join(error.messages))
    if not result.ok:
        return _ask(request, place, record_id, reader, result=result)
    messages.success(request, f"Deleted {record_id}")
    key = result_store.keep([result], reader.organization, request.user)
    url = page_url(reader.organization, place).partition("?")[0]
    return redirect(with_query(url, {**place.query, "saved": key}))


def _ask(
    request: OrganizationHttpRequest,
    place: Place,
    record_id: str,
    reader: Reader,
    *,
    result: CallResult | None = None,
    refusal: str = "",
    reviewed: Reviewed | None = None,
) -> HttpResponse:
    page = build_page(
        request,
        place,
        reader,
        open_record(place, record_id, reader),
        deletion=plan_deletion(place, record_id, reader),
        results=[result] if result else [],
        refusal=refusal,
        reviewed=reviewed,
    )
    return render_page(
        request, page, status=422 if result or (reviewed and reviewed.error) else 403 if refusal else 200
    )
