"""The requests that a person sent to an organization, and one of them."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import wants_region
from console.context import signing
from console.context.context import Context
from console.history.entries import SELLER_CHOICE, HistoryQuery, get_entry_or_404, history_list
from console.history.shown_entry import ShownEntry
from console.models import HistoryEntry
from console.prefill import HISTORY
from environments.ordercloud.client import SAFE_METHODS
from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest
from organizations.permissions import Can


@never_cache
@require_safe
def history(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """List the user's own requests, newest first; htmx requests only the list."""
    organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    request.organization = organization
    query = HistoryQuery.from_parameters(request.GET)
    context = {
        "organization": organization,
        "list": history_list(request.user, organization, query),
        "seller": SELLER_CHOICE,
        "days": settings.HISTORY_DAYS,
    }
    region = "#list" if wants_region(request, "list") else ""
    return render(request, f"console/history/list.html{region}", context)


@never_cache
@require_safe
def history_entry(request: OrganizationHttpRequest, organization_id: str, pk: int) -> HttpResponse:
    """Show one of the user's own requests with its response."""
    organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    request.organization = organization
    entry = get_entry_or_404(request.user, organization, pk)
    context = {
        "organization": organization,
        "entry": entry,
        "shown": ShownEntry(entry),
        "days": settings.HISTORY_DAYS,
        **_links(entry, request),
    }
    return render(request, "console/history/entry.html", context)


def _links(entry: HistoryEntry, request: OrganizationHttpRequest) -> dict[str, Any]:
    """Return the addresses that open the request again in a new tab, in the context in which it was sent."""
    organization = request.organization
    context = signing.sign(Context.from_dict(entry.context), None, request.user, organization)
    url = reverse("console:operation", args=[organization.pk, entry.operation])
    pairs = {HISTORY: str(entry.pk), "context": context}
    reads = entry.method in SAFE_METHODS
    again = {**pairs, "do": "send"} if reads else pairs
    return {"open_url": f"{url}?{urlencode(pairs)}", "again_url": f"{url}?{urlencode(again)}", "reads": reads}
