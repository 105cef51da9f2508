"""Answers that are still kept: another view of one, a part of it, or its bytes."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console import exchange_store
from console.catalogue_cache import NoCatalogue
from console.request.request import Request
from console.response.exchange import Content, Exchange
from console.views.base import unavailable, workbench
from organizations.access import get_organization_or_404
from organizations.models import Organization
from organizations.permissions import Can


@require_safe
def answer(request, organization_id: str, key: str):
    """One view of an answer; htmx puts it into the console's page."""
    organization, exchange = kept(request, organization_id, key)
    try:
        bench = workbench(request, organization.pk)
    except NoCatalogue as error:
        return unavailable(request, error)
    bench.operation = bench.catalogue.get(exchange.operation)
    if bench.operation is None:
        raise Http404("The document of this environment no longer has the operation.")
    bench.request = Request(bench.operation, {name: [value] for name, value in exchange.filled})
    bench.show(exchange, key, dict(request.GET.lists()))
    return render(
        request,
        "console/page.html#answer" if request.htmx else "console/response/page.html",
        {"bench": bench},
    )


@require_safe
def body(request, organization_id: str, key: str):
    """The body as it came, as a file."""
    organization, exchange = kept(request, organization_id, key)
    answer = HttpResponse(exchange.body, content_type="application/octet-stream")
    ending = {Content.JSON: "json", Content.HTML: "html"}.get(exchange.content, "txt")
    answer["Content-Disposition"] = f'attachment; filename="{organization.pk}-answer.{ending}"'
    answer["Cache-Control"] = "no-store"
    return answer


def kept(request, organization_id: str, key: str) -> tuple[Organization, Exchange]:
    """The organization and the answer; 404 when it is no longer kept."""
    organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    request.organization = organization
    exchange = exchange_store.kept(key, organization, request.user)
    if exchange is None:
        raise Http404("This answer is no longer kept.")
    return organization, exchange
