"""Production requests in the operator admin: the list, and the page on which operators decide."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html

from accounts.operators import Operator, user_in_admin
from lib.admin import ReadOnlyAdmin
from lib.form_views import add_errors
from organizations import quotas
from organizations.connections import provisioning
from organizations.models import STAGING_SUFFIX, Organization, ProductionRequest
from organizations.production_request_forms import DecisionForm
from organizations.production_requests import completion, decision, notes, opening, request_details

Status = ProductionRequest.Status
TAGS = {
    Status.PENDING: "tag-warn",
    Status.INCOMPLETE: "tag-danger",
    Status.APPROVED: "tag-ok",
    Status.DECLINED: "tag-danger",
}
# Open requests before decided ones.
WAITING_FIRST = Case(When(status__in=ProductionRequest.OPEN, then=Value(0)), default=Value(1))


@admin.register(ProductionRequest)
class ProductionRequestAdmin(ReadOnlyAdmin):
    """Requests with those that wait first; a decision is made on the page of each."""

    list_display = ["name", "organization_id", "requester", "region", "created_at", "state"]
    list_filter = ["status", "region"]
    list_select_related = ["requester"]
    search_fields = ["name", "organization_id", "requester__username", "requester__email", "requester__name"]
    show_full_result_count = False
    ordering = [WAITING_FIRST, "-created_at"]

    @admin.display(description="Status", ordering="status")
    def state(self, request: ProductionRequest) -> str:
        tag = TAGS.get(Status(request.status), "")
        return format_html('<span class="tag {}">{}</span>', tag, request.get_status_display())

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a request with its form, and do what the pressed button names."""
        shown = self.get_object(request, object_id)
        if not self.has_view_permission(request, shown):
            raise PermissionDenied
        if shown is None:
            raise Http404
        form = DecisionForm(shown, request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._require_change(request)
            try:
                self._act(request, shown, form)
            except ValidationError as error:
                add_errors(form, error)
            if form.is_valid():
                return redirect("admin:organizations_productionrequest_change", shown.pk)
        return self._render(request, shown, form)

    def _require_change(self, request: HttpRequest) -> None:
        if not request.user.has_perm("organizations.change_productionrequest"):
            raise PermissionDenied

    def _act(self, request: HttpRequest, shown: ProductionRequest, form: DecisionForm) -> None:
        act, note, seen = request.POST.get("act"), form.cleaned_data["note"], form.cleaned_data["seen"]
        by = Operator(user_in_admin(request), reason=note)
        if act == "open":
            opening.open_review(shown, by=by)
        elif act == "ask":
            notes.add(shown, note, by=by)
            messages.success(request, f"Sent your note to {shown.requester}")
        elif act == "decline":
            decision.decline(shown, by=by, note=note, seen=seen)
            messages.success(request, f"Declined {shown}")
        elif act == "approve":
            self._approve(request, shown, form, by)
        elif act == "retry":
            new_id = form.cleaned_data.get("organization_id", "")
            self._report(request, completion.retry(shown, by=by, organization_id=new_id))

    def _approve(
        self, request: HttpRequest, shown: ProductionRequest, form: DecisionForm, by: Operator
    ) -> None:
        production, staging = form.organization("production"), form.organization("staging")
        if form.errors:
            return
        note, seen = form.cleaned_data["note"], form.cleaned_data["seen"]
        if production:
            decided = decision.approve_connected(shown, production, staging, by=by, note=note, seen=seen)
        elif staging or shown.status == Status.INCOMPLETE:
            raise ValidationError({"production": "Enter the ID of the Production organization."})
        elif problem := _problem(shown):
            raise ValidationError(
                f"{problem} Ask the requester for another ID, enter connected organizations, or decline."
            )
        else:
            decided = decision.approve(shown, by=by, note=note, seen=seen)
        self._report(request, decided)

    def _report(self, request: HttpRequest, decided: ProductionRequest) -> None:
        if decided.status == Status.APPROVED:
            messages.success(request, f"Approved {decided}. {decided.requester} was emailed.")
        elif decided.is_being_created:
            messages.info(request, completion.RUNNING.format(decided))
        else:
            messages.error(request, f"“{decided.failed_step}” failed: {decided.failure}")

    def _render(self, request: HttpRequest, shown: ProductionRequest, form: DecisionForm) -> TemplateResponse:
        requests = ProductionRequest.objects.select_related(
            "requester", "built_in", "opened_by", "decided_by", "production"
        )
        shown = get_object_or_404(requests, pk=shown.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": shown,
            "title": str(shown),
            "tag": TAGS.get(Status(shown.status), ""),
            "form": form,
            "staging_id": shown.organization_id + STAGING_SUFFIX,
            "problem": _problem(shown),
            "notes": shown.notes.select_related("author"),
            "owned": Organization.objects.active().filter(owner=shown.requester).count(),
            "open_requests": quotas.open_requests_of(shown.requester),
            "quota": quotas.quota_of(shown.requester),
            "can_provision": provisioning.can_provision(),
            "can_decide": shown.is_open and request.user.has_perm("organizations.change_productionrequest"),
        }
        template = "admin/organizations/productionrequest/decide.html"
        return TemplateResponse(request, template, context, status=422 if form.errors else 200)


def _problem(request: ProductionRequest) -> str:
    """Return why the requested IDs can't be created now, or an empty text."""
    if not request.is_open:
        return ""
    try:
        request_details.validate_id(request.organization_id, request.region, current=request)
    except ValidationError as error:
        staging_id = request.organization_id + STAGING_SUFFIX
        return f"{request.organization_id} and {staging_id} can't be created: {error.messages[0]}"
    return ""
