"""The console of one organization: its operations, one request in the making, and its answer."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from console import exchange_store
from console.catalogue_cache import NoCatalogue
from console.guard.production import WriteRefused
from console.openapi.operations import Operation
from console.page.page import Workbench
from console.request.request import Request
from console.send import send
from console.views.base import unavailable, workbench
from console.views.live_update import drawn
from lib.form_views import render_form

PAGE = "console/page.html"


@require_safe
def console(request, organization_id: str):
    """All operations, to choose from; htmx asks for the list alone."""
    try:
        bench = workbench(request, organization_id)
    except NoCatalogue as error:
        return unavailable(request, error)
    return render(
        request, f"{PAGE}#operations" if asks_for(request, "operations") else PAGE, {"bench": bench}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def operation(request, organization_id: str, key: str):
    """One operation: its form; on Send its answer. A write is sent by POST only."""
    try:
        bench = workbench(request, organization_id)
    except NoCatalogue as error:
        return unavailable(request, error)
    bench.operation = found(bench, key)
    if asks_for(request, "operations"):
        return render(request, f"{PAGE}#operations", {"bench": bench})
    posted = request.POST if request.method == "POST" else request.GET
    bench.request = Request(bench.operation, dict(posted.lists()))
    bench.tab, bench.faulty = posted.get("tab", ""), "faulty" in posted
    if request.htmx and posted.get("do") == "draw":
        return drawn(request, bench)
    if posted.get("do") == "send" and (bench.operation.reads or request.method == "POST"):
        return sent(request, bench, posted)
    recall(request, bench, posted)
    region = "#request" if asks_for(request, "request") else ""
    return render(request, f"{PAGE}{region}", {"bench": bench})


def recall(request, bench: Workbench, posted) -> None:
    """Show again the answer that the page held, when it is still kept."""
    exchange = exchange_store.kept(posted.get("answer", ""), bench.organization, request.user)
    if exchange:
        bench.show(exchange, posted["answer"], dict(posted.lists()))


def sent(request, bench: Workbench, posted) -> HttpResponse:
    """The answer to what was filled in, or, with 422, the form with what is to be mended."""
    if bench.request.mends and not bench.write_refusal:
        return to_mend(request, bench, posted)
    try:
        exchange = send(bench.request, bench.organization, by=request.user)
    except WriteRefused as refusal:
        return refused(request, bench, posted, str(refusal))
    had_faults, bench.faulty = bench.faulty, False
    key = exchange_store.keep(exchange, bench.organization, request.user)
    bench.show(exchange, key, dict(posted.lists()))
    bench.tab = "answer"
    if not request.htmx:
        return render(request, PAGE, {"bench": bench})
    region = "request" if had_faults else "answer"
    answer = render(request, f"{PAGE}#{region}", {"bench": bench, "beside": True})
    answer["HX-Retarget"] = f"#{region}"
    if bench.operation.reads:
        answer["HX-Push-Url"] = bench.address
    return answer


def to_mend(request, bench: Workbench, posted) -> HttpResponse:
    """The form with its sentences, and with the last answer beside it."""
    recall(request, bench, posted)
    bench.faulty = True
    if bench.request.body and bench.request.body.broken:
        bench.tab = "json"
    template = f"{PAGE}#request" if request.htmx else PAGE
    answer = render_form(request, template, invalid=True, bench=bench)
    answer["HX-Retarget"] = "#request"
    return answer


def refused(request, bench: Workbench, posted, sentence: str) -> HttpResponse:
    """The form as it was filled in, with the sentence that says why it was not sent.

    403; for htmx 422, the status with which it replaces a form.
    """
    recall(request, bench, posted)
    bench.refusal = sentence
    status = 422 if request.htmx else 403
    answer = render(request, f"{PAGE}#request" if request.htmx else PAGE, {"bench": bench}, status=status)
    answer["HX-Retarget"] = "#request"
    return answer


def found(bench: Workbench, key: str) -> Operation:
    """The operation with that key, or 404."""
    operation = bench.catalogue.get(key)
    if operation is None:
        raise Http404("The document of this environment has no such operation.")
    return operation


def asks_for(request, region: str) -> bool:
    """Whether htmx wants one region rather than the page."""
    return bool(request.htmx) and not request.htmx.history_restore_request and request.htmx.target == region
