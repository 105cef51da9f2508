"""Who holds a role or permission in an organization, and why."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contributors.access_changes import PERMISSION_LABELS
from contributors.access_explanation import holders_of_right
from contributors.access_settings import PERMISSION_FIELDS
from contributors.grants.roles import custom_roles
from environments.roles import API_ROLES, FULL_ACCESS, ROLE_GROUPS
from lib.query_string import whole_number
from organizations.http import OrganizationHttpRequest
from organizations.views.access import open_organization

PAGE_SIZE = 50


@never_cache
@require_safe
def who(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show everyone who holds the chosen right with each of its sources."""
    organization = open_organization(request, organization_id)
    custom = custom_roles(organization)
    known = {*PERMISSION_FIELDS, *API_ROLES, *custom}
    right = request.GET.get("right", "")
    right = right if right in known else ""
    paginator: Paginator[Any] = Paginator(holders_of_right(organization, right) if right else [], PAGE_SIZE)
    return render(
        request,
        "contributors/who.html",
        {
            "organization": organization,
            "right": right,
            "permissions": PERMISSION_LABELS,
            "groups": ROLE_GROUPS,
            "full_access": FULL_ACCESS,
            "custom": custom,
            "page": paginator.get_page(whole_number(request.GET.get("page")) or 1),
        },
    )
