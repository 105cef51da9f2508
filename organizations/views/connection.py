"""The connection in the settings of an organization: its test, another secret, other credentials."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import reauthentication
from lib import rate_limit
from lib.form_views import add_errors, render_form
from organizations.connection_forms import CredentialsForm, SecretForm
from organizations.connections import abilities, changing, connecting
from organizations.connections.report import Report
from organizations.http import OrganizationHttpRequest
from organizations.models import Connection
from organizations.panels import panels_for
from organizations.permissions import Can
from organizations.views.access import open_organization, permissions_of

TYPES = (Connection.Type.API_CLIENT, Connection.Type.HOSTED_PORTAL)


@require_POST
def test(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Test the stored connection; htmx replaces its section of the settings."""
    connection = _open(request, organization_id)
    rate_limit.hit(request, "connection_test")
    try:
        changing.retest(connection, by=request.user)
    except ValidationError as error:
        raise Http404("Nothing to test.") from error
    organization = connection.organization
    if request.htmx:
        context = {
            "organization": organization,
            "can": permissions_of(request.user, organization),
            "api_rows": panels_for(request.user, organization, ("api",))["api"],
        }
        return render(request, "organizations/settings/_connection.html", context)
    return redirect(_section(connection))


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def rotate(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Ask for a new secret, and replace the stored one when the new one works."""
    connection = _open(request, organization_id)
    if connection.status == Connection.Status.DISCONNECTED:
        return redirect("organizations:change_connection", organization_id)
    form, report = SecretForm(request.POST or None), None
    if form.is_valid():
        rate_limit.hit(request, "connection_test")
        try:
            changing.rotate_secret(connection, form.cleaned_data["secret"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        except connecting.TestFailed as error:
            report = error.report
        else:
            messages.success(request, "Replaced the secret")
            return redirect(_section(connection))
    return _render(request, "rotate_secret", form, connection, report)


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def change(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Ask for other credentials, and use them when they work; also for a connection that was dropped."""
    connection = _open(request, organization_id)
    initial = {"type": connection.type, "client_id": connection.client_id, "base_url": connection.base_url}
    form, report = CredentialsForm(request.POST or None, initial=initial), None
    if form.is_valid():
        rate_limit.hit(request, "connection_test")
        try:
            changing.change_credentials(connection, form.credentials(), by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        except connecting.TestFailed as error:
            report = error.report
        else:
            messages.success(request, "Changed the connection")
            return redirect(_section(connection))
    rows = [(type.value, type.label, abilities.of_type(type)) for type in TYPES]
    return _render(request, "change_connection", form, connection, report, abilities=rows)


@require_http_methods(["GET", "POST"])
@never_cache
def secret(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Ask whether to show the stored secret, and show it to someone who has just confirmed who they are."""
    connection = _open(request, organization_id)
    if connection.status == Connection.Status.DISCONNECTED:
        raise Http404("There is no secret.")
    if not changing.can_reveal(connection, request.user):
        raise PermissionDenied(changing.NOT_YOUR_ACCOUNT)
    return _show_secret(request, connection)


@reauthentication.required
def _show_secret(request: OrganizationHttpRequest, connection: Connection) -> HttpResponse:
    shown = changing.reveal_secret(connection, by=request.user) if request.method == "POST" else ""
    context = {"organization": connection.organization, "connection": connection, "secret": shown}
    return render(request, "organizations/secret.html", context)


def _open(request: OrganizationHttpRequest, organization_id: str) -> Connection:
    """Return the connection of the organization, which has credentials.

    Raises:
        Http404: it has none, or the user may not see the organization.
        PermissionDenied: the user may not manage the connection.
    """
    organization = open_organization(request, organization_id, Can.CONNECT)
    if organization.connection.type == Connection.Type.EMULATOR:
        raise Http404("This connection has no credentials.")
    return organization.connection


def _render(
    request: OrganizationHttpRequest,
    page: str,
    form: SecretForm,
    connection: Connection,
    report: Report | None,
    **context: Any,
) -> HttpResponse:
    return render_form(
        request,
        f"organizations/{page}.html",
        form,
        invalid=bool(form.errors) or report is not None,
        organization=connection.organization,
        connection=connection,
        report=report,
        settings_url=_section(connection),
        **context,
    )


def _section(connection: Connection) -> str:
    return reverse("organizations:settings", args=[connection.organization_id]) + "#connection"
