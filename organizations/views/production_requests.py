"""Production requests: the list, the form, and the page of each from request to decision."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedHttpRequest
from accounts.models import User
from lib import rate_limit
from lib.form_views import add_errors, render_form
from organizations import id_suggestions, quotas
from organizations.connections import provisioning
from organizations.models import STAGING_SUFFIX, ProductionRequest
from organizations.permissions import Can
from organizations.production_request_forms import NoteForm, ProductionRequestForm
from organizations.production_requests import notes, overview, request_details, submission
from organizations.production_requests.request_details import FIELDS
from organizations.production_requests.steps import steps_of

FORM = "organizations/production_requests/form.html"
DETAIL = "organizations/production_requests/detail.html"
PAGE_SIZE = 50
MAX_BESIDE = 10  # of the user's requests under one of them


def own_request_or_404(user: User, pk: int) -> ProductionRequest:
    """Return the request if `user` made it."""
    request = ProductionRequest.objects.filter(requester=user, pk=pk)
    found = request.select_related("requester", "decided_by", "opened_by", "built_in", "production").first()
    if found is None:
        raise Http404("No such request of this user.")
    return found


@require_GET
def listing(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show all requests of the user."""
    requests = Paginator(overview.requests_of(request.user), PAGE_SIZE)
    context = {"page": requests.get_page(request.GET.get("page"))}
    return render(request, "organizations/production_requests/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the form of a new request, and submit it."""
    initial = _filled_in(request) or {"built_in": request.GET.get("built_in")}
    form = ProductionRequestForm(request.user, _submitted(request), initial=initial)
    if form.is_valid():
        try:
            submitted = submission.submit(form.details, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"Requested Production for {submitted.name}")
            return redirect("production_requests:detail", submitted.pk)
    return _render_form(request, form)


@require_http_methods(["GET", "POST"])
def edit(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show the form of a pending request, and change it."""
    current = own_request_or_404(request.user, pk)
    initial = _filled_in(request) or {field: getattr(current, field) for field in FIELDS}
    form = ProductionRequestForm(request.user, _submitted(request), initial=initial)
    if current.status != ProductionRequest.Status.PENDING:
        messages.error(request, "This request is decided and can't be changed.")
        return redirect("production_requests:detail", pk)
    if form.is_valid():
        try:
            submission.update(current, form.details, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Saved your request")
            return redirect("production_requests:detail", pk)
    return _render_form(request, form, current)


@require_GET
def check_id(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render the line under the ID, and the two organizations with the typed ID."""
    rate_limit.hit(request, "organization_id")
    current = _own_request(request.user, request.GET.get("request", ""))
    context = _id_line(request, ProductionRequestForm(request.user, request.GET), current)
    return render(request, f"{FORM}#id_line", {**context, "if_approved": True})


@require_GET
def detail(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show a request to its requester; an operator continues in the admin."""
    if request.user.is_staff and ProductionRequest.objects.exclude(requester=request.user).filter(pk=pk):
        return redirect("admin:organizations_productionrequest_change", pk)
    return _render_detail(request, own_request_or_404(request.user, pk), NoteForm())


@require_POST
def reply(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Send the requester's note to the operators."""
    current = own_request_or_404(request.user, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            notes.add(current, form.cleaned_data["note"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "Sent your reply")
            return redirect("production_requests:detail", pk)
    return _render_detail(request, current, form)


@require_http_methods(["GET", "POST"])
def withdraw(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Ask whether to withdraw a request, and withdraw it."""
    current = own_request_or_404(request.user, pk)
    if request.method == "GET":
        if current.status != ProductionRequest.Status.PENDING:
            return redirect("production_requests:detail", pk)
        context = {"production_request": current}
        return render(request, "organizations/production_requests/withdraw.html", context)
    try:
        submission.withdraw(current, by=request.user)
    except ValidationError as error:
        messages.error(request, f"Not withdrawn. {error.messages[0]}")
    else:
        messages.success(request, f"Withdrew the request for {current.name}")
    return redirect("production_requests:detail", pk)


def _submitted(request: HttpRequest) -> Any:
    """Return what was submitted, unless a button only fills in a suggested ID."""
    return request.POST if request.method == "POST" and "suggestion" not in request.POST else None


def _filled_in(request: HttpRequest) -> dict[str, Any]:
    """Return the form as it was typed, with the suggested ID that was chosen."""
    if "suggestion" not in request.POST:
        return {}
    return {**request.POST.dict(), "organization_id": request.POST["suggestion"]}


def _own_request(user: User, pk: str) -> ProductionRequest | None:
    is_number = pk.isascii() and pk.isdigit() and len(pk) < 10
    return ProductionRequest.objects.filter(requester=user, pk=pk).first() if is_number else None


def _id_line(
    request: AuthenticatedHttpRequest, form: BaseForm, current: ProductionRequest | None
) -> dict[str, Any]:
    """Return the context of the line under the ID, from the form as it is typed."""
    typed, region = str(form["organization_id"].value() or "").strip(), str(form["region"].value())
    errors: list[ValidationError] = []
    if typed:
        try:
            request_details.validate_id(typed, region, current=current)
        except ValidationError as error:
            errors = error.error_dict["organization_id"]
    suggestions = []
    if any(error.code == "taken" for error in errors):
        suggestions = id_suggestions.suggest(
            typed, str(form["name"].value() or ""), request.user, region, request_details.free_ids
        )
    return {
        "id": typed,
        "staging_id": f"{typed}{STAGING_SUFFIX}",
        "problem": " ".join(message for error in errors for message in error.messages),
        "suggestions": suggestions,
    }


def _render_form(
    request: AuthenticatedHttpRequest, form: ProductionRequestForm, current: ProductionRequest | None = None
) -> HttpResponse:
    return render_form(
        request,
        FORM,
        form,
        production_request=current,
        open_requests=quotas.open_requests_of(request.user),
        quota=quotas.quota_of(request.user),
        can_provision=provisioning.can_provision(),
        **_id_line(request, form, current),
    )


def _render_detail(
    request: AuthenticatedHttpRequest, current: ProductionRequest, form: NoteForm
) -> HttpResponse:
    written = list(current.notes.select_related("author"))
    asked = bool(written) and written[-1].by_operator
    led_to = [item for item in overview.led_to(current) if request.user.has_perm(Can.VIEW, item)]
    return render_form(
        request,
        f"{DETAIL}#progress" if request.htmx else DETAIL,
        form,
        production_request=current,
        steps=steps_of(current),
        led_to=led_to,
        restorable_until=None if led_to else overview.restorable_until(current),
        notes=written,
        notes_wait=asked,
        reply_to=written[-1].author if asked else None,
        requests=overview.requests_of(request.user)[:MAX_BESIDE],
    )
