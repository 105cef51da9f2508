"""Stored responses: another view of one, a part of it, or its body."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console import exchange_store
from console.catalogue_cache import CatalogueUnavailable
from console.request.request import Request
from console.response.exchange import Content, Exchange
from console.views.base import get_console_page, unavailable
from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can


@require_safe
def response(request: OrganizationHttpRequest, organization_id: str, key: str) -> HttpResponse:
    """Show one view of a response; htmx puts it into the console's page."""
    organization, exchange = get_exchange_or_404(request, organization_id, key)
    try:
        page = get_console_page(request, organization.pk)
    except CatalogueUnavailable as error:
        return unavailable(request, error)
    operation = page.catalogue.get(exchange.operation)
    if operation is None:
        raise Http404("The API description of this environment no longer has the operation.")
    sent = Request(operation, {name: [value] for name, value in exchange.form_values})
    shown = page.open(sent).show(exchange, key, dict(request.GET.lists()))
    template = "console/page.html#response" if request.htmx else "console/response/page.html"
    return render(request, template, shown.context())


@require_safe
def body(request: OrganizationHttpRequest, organization_id: str, key: str) -> HttpResponse:
    """Download the body unchanged."""
    organization, exchange = get_exchange_or_404(request, organization_id, key)
    extension = {Content.JSON: "json", Content.HTML: "html"}.get(exchange.content, "txt")
    filename = f"{organization.pk}-response.{extension}"
    return HttpResponse(
        exchange.body,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{filename}"',
            "Cache-Control": "no-store",
        },
    )


def get_exchange_or_404(
    request: OrganizationHttpRequest, organization_id: str, key: str
) -> tuple[Organization, Exchange]:
    """Return the organization and the exchange; 404 when it is no longer stored."""
    organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    request.organization = organization
    exchange = exchange_store.load(key, organization, request.user)
    if exchange is None:
        raise Http404("This response is no longer stored.")
    return organization, exchange
