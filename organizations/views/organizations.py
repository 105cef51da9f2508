"""Pages of organizations: create, look, rename."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from environments import endpoints
from environments.ordercloud.errors import OrderCloudError
from lib.form_views import render_form
from organizations import creation, deletion, identifiers, renaming, visits
from organizations.access import get_organization_or_404
from organizations.connections import provisioning
from organizations.forms import CreateForm, RenameForm
from organizations.panels import panels_for
from organizations.permissions import Can


@require_http_methods(["GET", "POST"])
def create(request):
    """The form for a new Sandbox organization, and making it."""
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
    context = {"regions": endpoints.REGIONS, "possible": provisioning.can_provision()}
    return render_form(request, "organizations/create.html", form, **context)


def check_id(request):
    """The line under the id field: whether it is free. For htmx, as it is typed."""
    wanted, problem = request.GET.get("id", "").strip(), ""
    if wanted:
        try:
            identifiers.validate(wanted)
        except ValidationError as error:
            problem = error.messages[0]
    return render(request, "organizations/create.html#id_line", {"wanted": wanted, "problem": problem})


def detail(request, organization_id):
    """One organization: what one may do there, and from where."""
    organization = request.organization = get_organization_or_404(request.user, organization_id)
    context = {
        "organization": organization,
        "can": permissions_of(request.user, organization),
        "panels": panels_for(request.user, organization),
    }
    return render(request, "organizations/detail.html", context)


@require_POST
def visit(request, organization_id):
    """Remembers that the page of the organization was opened; the page asks for it once it is there."""
    visits.record(request.user, get_organization_or_404(request.user, organization_id))
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
def settings(request, organization_id):
    """Name and connection; admins may rename."""
    organization = request.organization = get_organization_or_404(request.user, organization_id)
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
    context = {
        "organization": organization,
        "can": can,
        "pair_panels": panels_for(request.user, organization, ("pair",))["pair"],
        "deletes_staging": can["delete"] and len(deletion.affected(organization, by=request.user)) > 1,
    }
    return render_form(request, "organizations/settings.html", form, **context)


def permissions_of(user, organization) -> dict[str, bool]:
    """For templates: each permission's short name and whether `user` holds it on `organization`."""
    return {permission.name.lower(): user.has_perm(permission, organization) for permission in Can}
