"""The band of a guarded organization: unlocking its writes, locking them, and its state."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import reauthentication
from accounts.login.session import last_method_label
from console.guard import unlocking
from console.page.guard import GuardPane
from lib import next_url
from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest
from organizations.models import Environment, Organization
from organizations.permissions import Can


@require_safe
def writes(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show the band alone, once the writes are locked again; without htmx, the console."""
    organization = _open(request, organization_id)
    if not request.htmx:
        return redirect("console:console", organization.pk)
    guard = GuardPane(organization, unlocking.unlocked_in(request.session, organization))
    context = {
        "guard": guard,
        "guard_next": _next(request, organization),
        "guard_beside": "beside" in request.GET,
        "page": {"is_production": organization.environment == Environment.PRODUCTION},
    }
    return render(request, "console/guard/_band.html", context)


@require_http_methods(["GET", "POST"])
def unlock(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Unlock the writes for an hour, once the user has confirmed who they are, and return to the page."""
    organization = _open(request, organization_id)
    if request.method != "POST":
        return redirect(_next(request, organization))
    return _unlock(request, organization)


@reauthentication.required
def _unlock(request: OrganizationHttpRequest, organization: Organization) -> HttpResponse:
    method = last_method_label(request)
    unlocking.unlock(request.session, organization, by=request.user, method=method)
    return redirect(_next(request, organization))


@require_POST
def lock(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Lock the writes again, and return to the page."""
    organization = _open(request, organization_id)
    unlocking.lock(request.session, organization, by=request.user)
    return redirect(_next(request, organization))


def _open(request: OrganizationHttpRequest, organization_id: str) -> Organization:
    request.organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    return request.organization


def _next(request: OrganizationHttpRequest, organization: Organization) -> str:
    return next_url.requested(request) or reverse("console:console", args=[organization.pk])
