"""Search indexes of an organization: their state, and rebuilding."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods

from environments.grants import CannotGrant
from environments.ordercloud.errors import OrderCloudError
from organizations import search_indexes
from organizations.connections.organization_api import PlatformRefusal
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can
from organizations.views.access import open_organization

STATUS_WORDS = {"WaitingToBuild": "Waiting to build"}


@require_http_methods(["GET", "POST"])
def indexes(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """List the search indexes; an admin has one rebuilt."""
    organization = open_organization(request, organization_id)
    problem = ""
    if request.method == "POST":
        type = request.POST.get("type", "")
        try:
            search_indexes.rebuild(organization, type, by=request.user)
        except (CannotGrant, PlatformRefusal, OrderCloudError, ValidationError) as error:
            problem = _in_words(error)
        else:
            messages.success(request, f"Rebuilding the search index of {type.lower()}")
            return redirect("organizations:search_indexes", organization.pk)
    context = {
        "organization": organization,
        "can_rebuild": request.user.has_perm(Can.MANAGE, organization),
        "problem": problem,
        "types": search_indexes.TYPES,
        **_listed(request, organization),
    }
    return render(request, "organizations/search_indexes.html", context, status=422 if problem else 200)


def _listed(request: OrganizationHttpRequest, organization: Organization) -> dict[str, Any]:
    """Return the rows of the table, or why there are none."""
    try:
        found = search_indexes.list_indexes(organization, by=request.user)
    except CannotGrant as error:
        return {"unavailable": str(error)}
    except (PlatformRefusal, OrderCloudError) as error:
        return {"unreadable": _in_words(error)}
    rows = [
        {
            "type": index.get("Type"),
            "id": index.get("IndexID"),
            "status": STATUS_WORDS.get(str(index.get("Status")), index.get("Status")),
            "percent": index.get("PercentComplete"),
            "is_building": index.get("Status") in ("Building", "Rebuilding"),
            "is_active": index.get("IsActiveIndex") is True,
            "created_at": parse_datetime(str(index.get("DateCreated"))),
        }
        for index in found
    ]
    return {"rows": rows}


def _in_words(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return error.messages[0]
    return error.reason.message if isinstance(error, OrderCloudError) else str(error)
