"""Creation of a Sandbox organization."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import AuthenticatedHttpRequest
from environments import endpoints
from environments.ordercloud.errors import OrderCloudError
from lib.form_views import render_form
from organizations import creation, identifiers
from organizations.connections import provisioning
from organizations.forms import CreateForm


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
