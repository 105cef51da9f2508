"""The contributors of an organization: the list, and each person with why they may do what they may."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audit import log
from accounts.audit.events import Event
from accounts.audit.pages import page_of
from accounts.audit.rows import organization_row
from accounts.http import wants_region
from accounts.models import AuditEntry
from contributors import contributor_list
from contributors.access_changes import PERMISSION_LABELS
from contributors.access_explanation import explain, without
from contributors.activity import last_active, last_console_request
from contributors.contributor_list import MAX_PAGE, Contributor
from contributors.models import AccessGrant
from lib.query_string import search_text, whole_number
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can
from organizations.views.access import open_organization

ACCESS_EVENTS = (
    *(Event.CONTRIBUTOR_INVITED, Event.INVITATION_RESENT, Event.INVITATION_REVOKED),
    *(Event.INVITATION_ACCEPTED, Event.INVITATION_DECLINED, Event.ACCESS_CHANGED),
    *(Event.CONTRIBUTOR_REMOVED, Event.CONTRIBUTOR_LEFT),
)


@never_cache
@require_safe
def contributor_page(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """List the contributors; htmx requests only the list when something is searched."""
    organization = open_organization(request, organization_id)
    current = whole_number(request.GET.get("current"))  # who is open beside a list that htmx searches
    is_region = wants_region(request, "people")
    context = {
        "organization": organization,
        "current": current,
        "is_region": is_region,
        **list_context(request, organization),
    }
    return render(
        request, "contributors/layout.html#people" if is_region else "contributors/list.html", context
    )


@never_cache
@require_safe
def detail(request: OrganizationHttpRequest, organization_id: str, user_id: int) -> HttpResponse:
    """Show the effective access of a person: each right with its sources, or each source with its rights."""
    organization, person = _open(request, organization_id, user_id)
    preview = whole_number(request.GET.get("without"))
    hidden = next((grant for grant in person.access.grants if grant.pk == preview), None)
    explanation = explain(person.access)
    return _render(
        request,
        organization,
        person,
        "contributors/detail.html",
        explanation=explanation,
        by_source=request.GET.get("by") == "source",
        removable=[row for row in explanation.by_source if row.source.grant],
        hidden=hidden,
        lost=[PERMISSION_LABELS.get(right, right) for right in without(person.access, hidden.pk)]
        if hidden
        else [],
    )


@never_cache
@require_safe
def direct(request: OrganizationHttpRequest, organization_id: str, user_id: int) -> HttpResponse:
    """Show what the person's direct access gives, who invited them and who changed it last."""
    organization, person = _open(request, organization_id, user_id)
    grants = AccessGrant.objects.accepted().filter(organization=organization, user=user_id)
    grant = grants.select_related("invited_by", "changed_by").first()
    return _render(request, organization, person, "contributors/direct.html", grant=grant)


@never_cache
@require_safe
def changes(request: OrganizationHttpRequest, organization_id: str, user_id: int) -> HttpResponse:
    """Show what was changed about the person's access, and by whom."""
    organization, person = _open(request, organization_id, user_id, of_log=True)
    page = page_of(_changes(organization, person), request.GET.dict())
    rows = [organization_row(entry) for entry in page.entries]
    return _render(request, organization, person, "contributors/entries.html", page=page, rows=rows)


@never_cache
@require_safe
def calls(request: OrganizationHttpRequest, organization_id: str, user_id: int) -> HttpResponse:
    """Show the person's requests in the console."""
    organization, person = _open(request, organization_id, user_id, of_log=True)
    sent = log.console_requests_of(person.user, organization.pk, since=organization.created_at)
    page = page_of(sent, request.GET.dict())
    rows = [organization_row(entry) for entry in page.entries]
    return _render(
        request, organization, person, "contributors/entries.html", page=page, rows=rows, is_calls=True
    )


def _open(
    request: OrganizationHttpRequest, organization_id: str, user_id: int, *, of_log: bool = False
) -> tuple[Organization, Contributor]:
    """Return the organization and the person.

    Args:
        of_log: whether the page is of the audit log, which a person may read of themselves.
    """
    organization = open_organization(request, organization_id)
    person = contributor_list.contributor(organization, user_id)
    if person is None:
        raise Http404
    if of_log and person.user != request.user:
        open_organization(request, organization_id, Can.VIEW_AUDIT_LOG)
    return organization, person


def _changes(organization: Organization, person: Contributor) -> QuerySet[AuditEntry]:
    return log.entries_about(
        person.user, organization.pk, events=ACCESS_EVENTS, since=organization.created_at
    )


def _render(
    request: OrganizationHttpRequest,
    organization: Organization,
    person: Contributor,
    template: str,
    **context: Any,
) -> HttpResponse:
    is_region = wants_region(request, "person")
    last_request = last_console_request(organization, person.user)
    sees_log = person.user == request.user or request.user.has_perm(Can.VIEW_AUDIT_LOG, organization)
    context |= {
        "organization": organization,
        "person": person,
        "current": person.user.pk,
        "is_owner": person.user == organization.owner,
        "is_self": person.user == request.user,
        "can_manage": request.user.has_perm(Can.MANAGE, organization),
        "sees_log": sees_log,
        "change_count": _changes(organization, person).count() if sees_log else 0,
        "last_request": last_request,
        "last_active": None
        if last_request
        else last_active(organization, [person.user.pk]).get(person.user.pk),
        **({} if is_region else list_context(request, organization)),
    }
    return render(request, template + ("#person" if is_region else ""), context)


def list_context(request: OrganizationHttpRequest, organization: Organization) -> dict[str, Any]:
    """Return the context of the list on the left."""
    search = search_text(request.GET.get("search"))
    number = whole_number(request.GET.get("page"), maximum=MAX_PAGE) or 1
    can_manage = request.user.has_perm(Can.MANAGE, organization)
    listed = contributor_list.listing(organization, search, number, with_invitations=can_manage)
    return {"search": search, "listed": listed, "can_manage": can_manage}
