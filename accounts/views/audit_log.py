"""One's own audit trail, as a page and as a file."""

import csv

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache

from accounts.audit import log as audit_log
from lib.query_string import search_words, whole_number

A_PAGE = 50
COLUMNS = ("at", "actor_name", "verb", "target_name", "organization", "as_whom", "result", "ip", "request_id")


@never_cache
def trail(request):
    """Newest first; `before` is the number of the row to go on from, `search` and `since` sift."""
    entries = _sifted(request)
    before = whole_number(request.GET.get("before"))
    shown = entries if before is None else entries.filter(pk__lt=before)
    rows = list(shown.order_by("-pk")[: A_PAGE + 1])
    context = {
        "entries": rows[:A_PAGE],
        "mine": str(request.user.pk),
        "total": entries.count(),
        "older": rows[A_PAGE - 1].pk if len(rows) > A_PAGE else None,
        "search": request.GET.get("search", ""),
        "since": request.GET.get("since", ""),
        "query": request.GET.copy(),
    }
    context["query"].pop("before", None)
    return render(request, "accounts/audit_log.html", context)


@never_cache
def trail_csv(request):
    """Exactly what the page sifts, as CSV."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="audit-trail.csv"'
    lines = csv.writer(answer)
    lines.writerow(COLUMNS)
    for entry in _sifted(request).order_by("-pk").iterator(chunk_size=1000):
        lines.writerow([_harmless(str(getattr(entry, column) or "")) for column in COLUMNS])
    return answer


def _sifted(request):
    entries = audit_log.concerning(request.user)
    for word in search_words(request.GET.get("search")):
        anywhere = Q()
        for column in ("verb", "target_name", "target_id", "organization", "result"):
            anywhere |= Q(**{f"{column}__icontains": word})
        entries = entries.filter(anywhere)
    since = _date(request.GET.get("since", ""))
    return entries.filter(at__date__gte=since) if since else entries


def _date(text: str):
    try:
        return parse_date(text)
    except ValueError:
        return None


def _harmless(cell: str) -> str:
    """A spreadsheet takes what begins like a formula for one."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
