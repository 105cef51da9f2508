"""Pages of organizations: creation, overview and settings."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import AuthenticatedHttpRequest
from accounts.models import User
from environments import endpoints
from environments.ordercloud.errors import OrderCloudError
from lib.form_views import render_form
from organizations import creation, deletion, identifiers, renaming, visits
from organizations.access import get_organization_or_404
from organizations.connections import provisioning
from organizations.forms import CreateForm, RenameForm
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.panels import panels_for
from organizations.permissions import Can
from organizations.views.access import open_organization


@require_http_methods(["GET", "POST"])
def create(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the form for a new Sandbox organization, and create it."""
    form = CreateForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            organization = creation.create_sandbox(
                data["name"], by=request.user, id=data["id"], region=data["region"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        except OrderCloudError as error:
            form.add_error(None, f"Nothing was created. {error}")
        else:
            messages.success(request, f"Created {organization.name}")
            return redirect("organizations:detail", organization.pk)
    return render_form(
        request,
        "organizations/create.html",
        form,
        regions=endpoints.REGIONS,
        can_provision=provisioning.can_provision(),
    )


def check_id(request: HttpRequest) -> HttpResponse:
    """Render the line under the ID field, which says whether the typed ID is free."""
    id, problem = request.GET.get("id", "").strip(), ""
    if id:
        try:
            identifiers.validate(id)
        except ValidationError as error:
            problem = error.messages[0]
    return render(request, "organizations/create.html#id_line", {"id": id, "problem": problem})


def detail(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show an organization with its panels."""
    organization = open_organization(request, organization_id)
    context = {
        "organization": organization,
        "can": permissions_of(request.user, organization),
        "panels": panels_for(request.user, organization),
    }
    return render(request, "organizations/detail.html", context)


@require_POST
def visit(request: AuthenticatedHttpRequest, organization_id: str) -> HttpResponse:
    """Record that the page of the organization was opened; the page requests it once loaded."""
    visits.record(request.user, get_organization_or_404(request.user, organization_id))
    return HttpResponse(status=204)


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
        pair_panels=panels_for(request.user, organization, ("pair",))["pair"],
        deletes_staging=can["delete"] and len(deletion.affected(organization, by=request.user)) > 1,
    )


def permissions_of(user: User, organization: Organization) -> dict[str, bool]:
    """Return whether `user` holds each permission, by its name in lower case, for templates."""
    return {permission.name.lower(): user.has_perm(permission, organization) for permission in Can}
