"""Settings of an organization."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.audit import log
from environments import endpoints
from lib.form_views import add_errors, render_form
from organizations import deletion, renaming
from organizations.access import require
from organizations.forms import RenameForm
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization, ProductionRequest
from organizations.panels import panels_for
from organizations.permissions import Can
from organizations.views.access import open_organization, permissions_of

SETTINGS_AREAS = ("api", "basic", "pair", "danger")
MAX_RENAMES = 20


@require_http_methods(["GET", "POST"])
def settings(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show the name and connection of an organization, and rename it."""
    organization = open_organization(request, organization_id)
    form = RenameForm(request.POST or None, initial={"name": organization.name})
    if request.method == "POST":
        require(request.user, Can.RENAME, organization)
        if _renamed(form, organization, request):
            messages.success(request, f"Renamed to {organization.name}")
            return redirect("organizations:settings", organization.pk)
    return render_form(request, "organizations/settings.html", form, **_context(request, organization))


def _renamed(form: RenameForm, organization: Organization, request: OrganizationHttpRequest) -> bool:
    """Rename the organization if the form is valid; otherwise the form has the errors."""
    if not form.is_valid():
        return False
    try:
        renaming.rename(organization, form.cleaned_data["name"], by=request.user)
    except ValidationError as error:
        add_errors(form, error)
    return form.is_valid()


def _context(request: OrganizationHttpRequest, organization: Organization) -> dict[str, Any]:
    can = permissions_of(request.user, organization)
    return {
        "organization": organization,
        "region": endpoints.get_region(organization.region),
        "request_for_production": ProductionRequest.objects.filter(production=organization)
        .select_related("decided_by")
        .first(),
        "renames": _renames(organization) if can["view_audit_log"] else [],
        "can": can,
        "panels": panels_for(request.user, organization, SETTINGS_AREAS),
        "deletes_staging": can["delete"] and len(deletion.affected(organization, by=request.user)) > 1,
    }


def _renames(organization: Organization) -> list[Any]:
    """Return the last renames from the audit log, newest first: only for those who may read it."""
    return list(log.renames_of(organization.pk, since=organization.created_at)[:MAX_RENAMES])
