"""Creation of a Sandbox organization."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthenticatedHttpRequest
from environments import endpoints
from environments.ordercloud.errors import OrderCloudError
from lib import rate_limit
from lib.form_views import render_form
from organizations import creation, id_suggestions, identifiers, quotas, regions
from organizations.connections import provisioning
from organizations.forms import CreateForm
from organizations.models import Environment


@require_http_methods(["GET", "POST"])
def create(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the form for a new Sandbox organization, and create it."""
    initial = {"region": regions.first_open(), "generated_id": identifiers.generate()}
    form = CreateForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            organization = creation.create_sandbox(by=request.user, **form.cleaned_data)
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
        regions=regions.choices(),
        can_provision=provisioning.can_provision(),
        used=quotas.sandbox_organizations_of(request.user),
        allowed=quotas.quota_of(request.user).sandbox_organizations,
        **_id_line(request, form["id"].value() or "", form.errors.as_data().get("id", [])),
    )


@require_GET
def check_id(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render the line under the ID field: whether the typed ID is free, or free ones in its place."""
    rate_limit.hit(request, "organization_id")
    id, region = request.GET.get("id", "").strip(), request.GET.get("region", endpoints.DEFAULT_REGION)
    errors: list[ValidationError] = []
    if id:
        try:
            identifiers.validate(id, environment=Environment.SANDBOX, region=region)
        except ValidationError as error:
            errors = error.error_dict["id"]
    return render(request, "organizations/create.html#id_line", _id_line(request, id, errors))


def _id_line(request: AuthenticatedHttpRequest, id: str, errors: list[ValidationError]) -> dict[str, Any]:
    """Return the context of the line under the ID field; `request` has the form's other fields."""
    is_taken = any(error.code == "taken" for error in errors)
    typed = request.POST or request.GET
    region = typed.get("region", endpoints.DEFAULT_REGION)
    return {
        "id": id,
        "is_taken": is_taken,
        "problem": " ".join(message for error in errors for message in error.messages),
        "suggestions": id_suggestions.suggest(id, typed.get("name", ""), request.user, region)
        if is_taken
        else [],
    }
