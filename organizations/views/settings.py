"""Settings of an organization."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lib.form_views import render_form
from organizations import deletion, renaming
from organizations.forms import RenameForm
from organizations.http import OrganizationHttpRequest
from organizations.panels import panels_for
from organizations.views.access import open_organization, permissions_of

SETTINGS_AREAS = ("basic", "pair", "danger")


@require_http_methods(["GET", "POST"])
def settings(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show the name and connection of an organization, and rename it."""
    organization = open_organization(request, organization_id)
    form = RenameForm(request.POST or None, initial={"name": organization.name})
    if request.method == "POST" and form.is_valid():
        try:
            renaming.rename(organization, form.cleaned_data["name"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Renamed to {organization.name}")
            return redirect("organizations:settings", organization.pk)
    can = permissions_of(request.user, organization)
    return render_form(
        request,
        "organizations/settings.html",
        form,
        organization=organization,
        can=can,
        panels=panels_for(request.user, organization, SETTINGS_AREAS),
        deletes_staging=can["delete"] and len(deletion.affected(organization, by=request.user)) > 1,
    )
