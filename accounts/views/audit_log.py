"""The signed-in user's own audit log, as a page and as CSV."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.audit import log
from accounts.audit.export import csv_response
from accounts.audit.filters import Filters
from accounts.audit.pages import NEWEST_FIRST, page_of
from accounts.audit.rows import own_row
from accounts.audit.sentences import describe
from accounts.http import AuthenticatedHttpRequest

SEARCH_FIELDS = ("target_name", "target_id", "organization", "result", "details__provider")
CSV_COLUMNS = (
    *("created_at", "actor_name", "event", "description", "target_name", "organization"),
    *("impersonated", "result", "ip", "request_id"),
)


@never_cache
def audit_log(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show a page of what the user did and what was done to their account."""
    filters = Filters.from_parameters(request.GET.dict())
    page = page_of(filters.apply(log.entries_for(request.user), SEARCH_FIELDS), request.GET.dict())
    rows = [own_row(entry, request.user) for entry in page.entries]
    return render(request, "accounts/audit_log.html", {"filters": filters, "page": page, "rows": rows})


@never_cache
def audit_log_csv(request: AuthenticatedHttpRequest) -> StreamingHttpResponse:
    """Send all entries that pass the page's filters."""
    filters = Filters.from_parameters(request.GET.dict())
    entries = filters.apply(log.entries_for(request.user), SEARCH_FIELDS).order_by(*NEWEST_FIRST)
    cells = (
        vars(entry) | {"description": describe(entry.event, entry.details)}
        for entry in entries.iterator(chunk_size=1000)
    )
    return csv_response(
        "audit-log.csv", CSV_COLUMNS, ([row[column] for column in CSV_COLUMNS] for row in cells)
    )
