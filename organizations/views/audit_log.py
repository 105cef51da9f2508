"""The audit log of an organization for its owner and admins, as a page and as CSV."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audit import log
from accounts.audit.details import shown_details
from accounts.audit.events import Event
from accounts.audit.export import csv_response
from accounts.audit.filters import PORTAL, Filters, organization_events
from accounts.audit.links import links_of
from accounts.audit.pages import NEWEST_FIRST, page_of
from accounts.audit.rows import (
    THE_PORTAL,
    is_by_operator,
    organization_row,
    result_of,
    target_of,
    visible_ip,
)
from accounts.audit.sentences import CODE_EVENTS, describe
from accounts.http import wants_region
from accounts.models import AuditEntry
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can
from organizations.views.access import open_organization

# Only what the page shows: a search must not tell what else an entry contains.
SEARCH_FIELDS = (
    *("actor_name", "impersonated", "result", "request_id"),
    *("details__reason", "details__operation", "details__path"),
)
EVENT_FIELDS = (
    (Event.ORGANIZATION_RENAMED, "details__before"),
    (Event.ORGANIZATION_RENAMED, "details__after"),
    *((event, "details__purpose") for event in CODE_EVENTS),
)
CSV_COLUMNS = (
    *("time_utc", "actor", "username", "as_operator", "event", "description", "target", "acting_as"),
    *("reason", "result", "ip", "request_id", "details"),
)


@never_cache
@require_safe
def audit_log(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show a page of what happened to the organization; htmx requests only the entries."""
    organization = open_organization(request, organization_id, Can.VIEW_AUDIT_LOG)
    filters = Filters.from_parameters(request.GET.dict())
    entries = _entries(organization)
    page = page_of(filters.apply(entries, SEARCH_FIELDS, EVENT_FIELDS), request.GET.dict())
    people = log.people_in(entries)
    links = links_of(page.entries, request.user)
    context = {
        "organization": organization,
        "filters": filters,
        "page": page,
        "rows": [organization_row(entry, links.get(entry.pk)) for entry in page.entries],
        "people": people,
        "person": next((user for user in people if str(user.pk) == filters.person), None),
        "portal": PORTAL,
        "events": organization_events(),
    }
    partial = "#entries" if wants_region(request) else ""
    return render(request, "organizations/audit_log.html" + partial, context)


@never_cache
@require_safe
def audit_log_csv(request: OrganizationHttpRequest, organization_id: str) -> StreamingHttpResponse:
    """Send all entries that pass the page's filters."""
    organization = open_organization(request, organization_id, Can.VIEW_AUDIT_LOG)
    filters = Filters.from_parameters(request.GET.dict())
    entries = filters.apply(_entries(organization), SEARCH_FIELDS, EVENT_FIELDS)
    rows = entries.select_related("actor").order_by(*NEWEST_FIRST).iterator(chunk_size=1000)
    return csv_response(f"audit-log-{organization.pk}.csv", CSV_COLUMNS, map(_cells, rows))


def _entries(organization: Organization) -> QuerySet[AuditEntry]:
    return log.entries_of(organization.pk, since=organization.created_at)


def _cells(entry: AuditEntry) -> Iterator[object]:
    details = dict(shown_details(entry.event, entry.details))
    yield entry.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    yield entry.actor_name or THE_PORTAL
    yield entry.actor.username if entry.actor else None
    yield "yes" if is_by_operator(entry) else "no"
    yield entry.event
    yield describe(entry.event, entry.details)
    yield target_of(entry)
    yield entry.impersonated
    yield details.pop("Reason", None)
    yield result_of(entry)[0]
    yield visible_ip(entry)
    yield entry.request_id
    yield "; ".join(f"{label}: {value}" for label, value in details.items())
