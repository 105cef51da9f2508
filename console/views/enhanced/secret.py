"""A secret of a record, shown on request."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import reauthentication
from console.catalogue_cache import CatalogueUnavailable
from console.enhanced.address_parts import unescape_id
from console.enhanced.editing.secret_fields import reveal
from console.enhanced.labels import is_secret, label_of
from console.enhanced.page.addresses import page_url
from console.enhanced.reading import ReadFailed
from console.views.base import unavailable
from console.views.enhanced.base import open_place
from organizations.http import OrganizationHttpRequest


@never_cache
@require_http_methods(["GET", "POST"])
def secret(
    request: OrganizationHttpRequest, organization_id: str, resource: str, record_id: str, field: str
) -> HttpResponse:
    """Ask whether to show a secret, and show it to someone who has just confirmed who they are."""
    try:
        place, reader = open_place(request, organization_id, resource)
    except CatalogueUnavailable as error:
        return unavailable(request, error)
    if place.resource.secret_event is None or not is_secret(field):
        raise Http404("This page shows no such secret.")
    record_id = unescape_id(record_id)
    context = {
        "organization": reader.organization,
        "resource": place.resource,
        "record_id": record_id,
        "label": label_of(field),
        "record_url": page_url(reader.organization, place, "record", record_id),
        "list_url": page_url(reader.organization, place),
    }

    @reauthentication.required
    def show(request: OrganizationHttpRequest) -> HttpResponse:
        try:
            value = reveal(place, record_id, field, reader) if request.method == "POST" else ""
        except ReadFailed as error:
            status = error.status if error.status in (403, 404) else 502
            return render(
                request, "console/enhanced/secret.html", context | {"failure": str(error)}, status=status
            )
        return render(request, "console/enhanced/secret.html", context | {"secret": value})

    return show(request)
