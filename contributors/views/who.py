"""Who holds a role or permission in an organization, and why."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contributors.access_changes import PERMISSION_LABELS
from contributors.access_explanation import explain_right
from contributors.contributor_list import MAX_PAGE, Contributor, listing
from contributors.effective_access import effective_access
from contributors.grants.roles import custom_roles, right_named
from environments.roles import FULL_ACCESS, ROLE_GROUPS
from lib.query_string import search_text, whole_number
from organizations.http import OrganizationHttpRequest
from organizations.views.access import open_organization


@never_cache
@require_safe
def who(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show everyone who holds the chosen right with each of its sources."""
    organization = open_organization(request, organization_id)
    custom = custom_roles(organization)
    right = right_named(request.GET.get("right", ""), custom)
    search = search_text(request.GET.get("search"))
    number = whole_number(request.GET.get("page"), maximum=MAX_PAGE) or 1
    listed = listing(organization, search, number, right=right) if right else None
    people = listed.people if listed else []
    if listed and listed.owner:
        people = [Contributor(listed.owner, effective_access(listed.owner, organization)), *people]
    return render(
        request,
        "contributors/who.html",
        {
            "organization": organization,
            "right": right,
            "search": search,
            "permissions": PERMISSION_LABELS,
            "groups": ROLE_GROUPS,
            "full_access": FULL_ACCESS,
            "custom": custom,
            "page": listed.page if listed else None,
            "total": listed.total if listed else 0,
            "found": explain_right(people, right),
        },
    )
