"""The console of one organization: its operations, the request being filled in, and its response."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import wants_region
from console import exchange_store
from console.catalogue_cache import CatalogueUnavailable
from console.context.permission import ContextLost
from console.guard.errors import RepeatedPost, WriteRefused
from console.page.page import RequestPage
from console.prefill import prefilled
from console.request.curl import curl_command
from console.request.request import Request
from console.send import send
from console.tabs.draft_data import has_values
from console.tabs.last_response import noted_send
from console.views.base import get_console_page, get_operation_or_404, unavailable
from console.views.drafts_on_page import keep_without_scripts, show_draft
from console.views.live_update import live_update
from console.views.review import SENDS, confirmation_of, is_reviewed, render_review, request_delete_approval
from lib.form_views import render_form
from organizations.http import OrganizationHttpRequest

TEMPLATE = "console/page.html"


@require_safe
def console(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show all operations; htmx requests the list alone."""
    try:
        page = get_console_page(request, organization_id)
    except CatalogueUnavailable as error:
        return unavailable(request, error)
    region = "#operations" if wants_region(request, "operations") else ""
    return render(request, f"{TEMPLATE}{region}", page.context())


@require_http_methods(["GET", "HEAD", "POST"])
def operation(request: OrganizationHttpRequest, organization_id: str, key: str) -> HttpResponse:
    """Show the form of an operation; on Send its response. A write is sent by POST only."""
    try:
        page = get_console_page(request, organization_id)
    except CatalogueUnavailable as error:
        return unavailable(request, error)
    posted = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and not request.htmx and not ("do" in posted or has_values(posted)):
        return show_draft(request, page, key)
    known = get_operation_or_404(page, key)
    start = prefilled(dict(posted.lists()), known, page.catalogue, page.organization, request.user)
    filled_in = Request(known, start.values)
    opened = page.open(
        filled_in, tab=posted.get("tab", ""), submitted="faulty" in posted, notice=start.notice
    )
    if wants_region(request, "operations"):
        return render(request, f"{TEMPLATE}#operations", opened.context())
    if request.htmx and posted.get("do") == "update":
        return live_update(request, opened)
    if posted.get("do") == "request_approval" and request.method == "POST" and not filled_in.problems:
        return request_delete_approval(request, opened, posted)
    if posted.get("do") == "curl":
        return show_curl(request, opened, posted)
    if not request.htmx:
        opened = keep_without_scripts(opened, posted, is_own_form=is_own_form(request))
    if is_for_an_address(request, opened, posted):
        return redirect(f"{opened.form.bookmark_url}{opened.tab_parameter}")
    if posted.get("do") in SENDS and (opened.operation.reads or request.method == "POST"):
        return send_request(request, opened, posted)
    region = "#request" if wants_region(request, "request") else ""
    return render(request, f"{TEMPLATE}{region}", with_stored_response(opened, posted).context())


def is_own_form(request: OrganizationHttpRequest) -> bool:
    """Return whether the request comes from a form of the console, not from a link elsewhere."""
    from_here = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return request.method == "POST" or ("tab_id" in request.GET and "tab_key" in request.GET and from_here)


def is_for_an_address(request: OrganizationHttpRequest, page: RequestPage, posted: QueryDict) -> bool:
    """Return whether a browser without JavaScript sends a read that fits an address, so that it gets one."""
    is_read = request.method == "POST" and not request.htmx and page.operation.reads
    is_sendable = posted.get("do") == "send" and not page.request.problems
    return is_read and is_sendable and bool(page.form.bookmark_url)


def show_curl(request: OrganizationHttpRequest, page: RequestPage, posted: QueryDict) -> HttpResponse:
    """Return the request as a curl command: to a script as text, otherwise on the page."""
    endpoint, call = page.organization.endpoint, page.request.call
    command = curl_command(call, endpoint.base_url if call.unversioned else endpoint.api_url)
    if request.headers.get("Accept") == "text/plain":
        return HttpResponse(command, content_type="text/plain; charset=utf-8")
    return render(request, TEMPLATE, with_stored_response(page, posted).context() | {"curl": command})


def with_stored_response(page: RequestPage, posted: QueryDict) -> RequestPage:
    """Add the response that the page showed before, if it is still stored."""
    key = posted.get("response", "")
    exchange = exchange_store.load(key, page.organization, page.user)
    return page.show(exchange, key, dict(posted.lists())) if exchange else page


def send_request(request: OrganizationHttpRequest, page: RequestPage, posted: QueryDict) -> HttpResponse:
    """Return the response to the request, or, with 422, the form with what has to be fixed."""
    if page.request.problems and not page.form.write_refusal:
        return render_invalid(request, page, posted)
    try:
        with noted_send(
            request.user, page.open_tab.name, page.operation.key, page.acting_as
        ) as note_response:
            sent = send(
                page.request,
                page.organization,
                by=request.user,
                context=page.acting_as,
                confirmation=confirmation_of(posted, page),
            )
            exchange = sent.exchange
            key = exchange_store.save(exchange, page.organization, request.user)
            note_response(key)
    except (WriteRefused, ContextLost) as refusal:
        if isinstance(refusal, WriteRefused) and is_reviewed(refusal, posted):
            return render_review(request, page, posted, refusal)
        if isinstance(refusal, RepeatedPost):
            page = page.ask_again()
        return render_refused(request, page, posted, str(refusal))
    # The links of a response, such as those to its pages, change the form too.
    region = "request" if page.submitted or wants_region(request, "request") else "response"
    page = page.change(tab="response", submitted=False).show(exchange, key, dict(posted.lists()))
    if not request.htmx:
        return render(request, TEMPLATE, page.context())
    context = page.context() | {"out_of_band": True}
    response = render(request, f"{TEMPLATE}#{region}", context)
    response["HX-Retarget"] = f"#{region}"
    if page.operation.reads:
        bookmark = page.form.bookmark_url
        response["HX-Push-Url"] = f"{bookmark}{page.tab_parameter}" if bookmark else "false"
    return response


def render_invalid(request: OrganizationHttpRequest, page: RequestPage, posted: QueryDict) -> HttpResponse:
    """Return the form with its problems, and with the last response beside it."""
    broken = page.request.body and page.request.body.syntax_error
    page = page.change(tab="json" if broken else page.tab, submitted=True)
    page = with_stored_response(page, posted)
    template = f"{TEMPLATE}#request" if request.htmx else TEMPLATE
    response = render_form(request, template, invalid=True, **page.context())
    response["HX-Retarget"] = "#request"
    return response


def render_refused(
    request: OrganizationHttpRequest, page: RequestPage, posted: QueryDict, reason: str
) -> HttpResponse:
    """Return the form as it was filled in, with the reason why it was not sent.

    403; for htmx 422, the status with which it replaces a form.
    """
    page = with_stored_response(page.refuse(reason), posted)
    template = f"{TEMPLATE}#request" if request.htmx else TEMPLATE
    response = render(request, template, page.context(), status=422 if request.htmx else 403)
    response["HX-Retarget"] = "#request"
    return response
