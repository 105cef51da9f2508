"""Connecting of an organization that exists on OrderCloud: a form, its test, and the connection."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthenticatedHttpRequest
from environments import endpoints
from lib import clock, rate_limit
from lib.form_views import add_errors, render_form
from organizations import pairing
from organizations.connection_forms import ConnectForm
from organizations.connections import abilities, candidates, connecting
from organizations.connections.report import Report
from organizations.models import Connection, Environment, Organization

TYPES = (Connection.Type.API_CLIENT, Connection.Type.HOSTED_PORTAL)


@dataclass(frozen=True)
class Test:
    """What the panel shows of a test; `counterpart` is the organization that will be linked."""

    report: Report
    counterpart: Organization | None


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def connect(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the form; test what was entered, or connect it. htmx replaces only the panel of the test."""
    form = ConnectForm(request.POST or None)
    is_test = request.POST.get("action") == "test"
    test = None
    if form.is_valid():
        rate_limit.hit(request, "connection_test")
        data = form.cleaned_data
        try:
            connection = candidates.build(
                data["id"], data["environment"], data["region"], form.credentials(), by=request.user
            )
            if not is_test:
                organization = connecting.connect(connection, owner=request.user, by=request.user)
                messages.success(request, f"Connected {organization.pk}")
                return redirect("organizations:detail", organization.pk)
            test = _test(connection, request)
        except ValidationError as error:
            if own := _own(form, request):
                messages.info(request, f"{own.pk} is already in your list.")
                return redirect("organizations:detail", own.pk)
            add_errors(form, error)
        except connecting.TestFailed as error:
            test = Test(error.report, None)
    if request.htmx and is_test:
        return render(request, "organizations/connect.html#test", {"form": form, **_context(form, test)})
    failed = test is not None and not is_test
    return render_form(
        request,
        "organizations/connect.html",
        form,
        invalid=bool(form.errors) or failed,
        **_context(form, test),
    )


@require_GET
def place(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render the line under the ID: where calls go, and which ID the organization gets here."""
    rate_limit.hit(request, "organization_id")
    return render(request, "organizations/connect.html#place", {"place": _place(request.GET.dict())})


def _own(form: ConnectForm, request: AuthenticatedHttpRequest) -> Organization | None:
    """Return the organization that the user asks for and connected already, as by a second click."""
    if request.POST.get("action") == "test":
        return None
    entered_id, environment = form.cleaned_data["id"], form.cleaned_data["environment"]
    try:
        organization_id = candidates.portal_id_of(entered_id, environment)
    except ValidationError:
        return None
    own = Organization.objects.active().filter(owner=request.user, environment=environment)
    hosted = own.exclude(connection__type=Connection.Type.EMULATOR)
    return hosted.filter(pk=organization_id, region=form.cleaned_data["region"]).first()


def _test(connection: Connection, request: AuthenticatedHttpRequest) -> Test:
    report = connecting.test(connection, by=request.user)
    counterpart = pairing.counterpart_to_link(connection.organization, request.user)
    return Test(report, counterpart if report.passed else None)


def _context(form: ConnectForm, test: Test | None) -> dict[str, Any]:
    entered = {name: form[name].value() or "" for name in ("environment", "region", "id", "base_url")}
    return {
        "test": test,
        "tested_at": clock.now() if test else None,
        "place": _place(entered),
        "environments": [Environment.SANDBOX, Environment.STAGING, Environment.PRODUCTION],
        "abilities": [(type.value, type.label, abilities.of_type(type)) for type in TYPES],
        "connect_url": reverse("organizations:connect"),
    }


def _place(entered: dict[str, str]) -> dict[str, str]:
    """Return where calls go and how the organization is shown, as far as what was entered says it."""
    environment, region = entered.get("environment", ""), entered.get("region", "")
    shown_as = ""
    try:
        url = (
            entered.get("base_url", "").strip()[:200]
            or endpoints.hosted_endpoint(environment, region).base_url
        )
        if entered.get("id", "").strip():
            shown_as = candidates.portal_id_of(entered["id"], environment)
    except ValidationError as error:
        return {"problem": error.messages[0]}
    except ValueError:  # no such environment or region
        return {}
    return {"url": url, "shown_as": shown_as[:120]}
