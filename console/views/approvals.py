"""The page of a delete that waits for a second person: for those who may decide it, and the requester."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import reauthentication
from console.catalogue_cache import CatalogueUnavailable, catalogue_of
from console.context.context import Context
from console.context.signing import sign
from console.guard.approvals.approvers import may_decide
from console.guard.approvals.decision import decide
from console.guard.approvals.matching import stored_form
from console.models import DeleteApproval
from console.openapi.operations import Operation
from console.views.base import unavailable
from lib import clock
from lib.plain_text import one_line
from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can


@require_http_methods(["GET", "POST"])
def delete_approval(request: OrganizationHttpRequest, organization_id: str, pk: int) -> HttpResponse:
    """Show the request; a POST with `decision` approves or declines it."""
    organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    request.organization = organization
    approval = get_approval_or_404(request, organization, pk)
    try:
        operation = catalogue_of(organization).get(approval.operation)
    except CatalogueUnavailable as error:
        return unavailable(request, error)
    if operation is None:
        raise Http404("The API description of this environment no longer has the operation.")
    if request.method == "POST":
        return _decide(request, approval, operation)
    return _render(request, approval, operation)


@reauthentication.required
def _decide(request: OrganizationHttpRequest, approval: DeleteApproval, operation: Operation) -> HttpResponse:
    approve = request.POST.get("decision") == "approve"
    note = one_line(request.POST.get("note", ""))[:500]
    try:
        decide(approval, by=request.user, approve=approve, roles=operation.roles, note=note)
    except ValidationError as error:
        return _render(request, approval, operation, " ".join(error.messages))
    messages.success(request, "Approved the delete" if approve else "Declined the delete")
    return redirect("console:delete_approval", approval.organization_id, approval.pk)


def _render(
    request: OrganizationHttpRequest, approval: DeleteApproval, operation: Operation, error: str = ""
) -> HttpResponse:
    is_own = approval.requested_by_id == request.user.pk
    context = {
        "organization": approval.organization,
        "approval": approval,
        "operation": operation,
        "acting_as": Context.from_dict(approval.context).in_words(approval.organization),
        "is_expired": approval.expires_at <= clock.now(),
        "is_own": is_own,
        "may_decide": may_decide(request.user, approval, operation.roles),
        "fields": [(name, value) for name, values in stored_form(approval).items() for value in values],
        "signed_context": sign(
            Context.from_dict(approval.context), None, request.user, approval.organization
        ),
        "error": error,
    }
    return render(request, "console/guard/approval.html", context, status=422 if error else 200)


def get_approval_or_404(
    request: OrganizationHttpRequest, organization: Organization, pk: int
) -> DeleteApproval:
    """Return the request; 404 unless the user made it or manages the organization."""
    rows = DeleteApproval.objects.filter(organization=organization, pk=pk)
    approval = rows.select_related("organization", "requested_by", "decided_by").first()
    visible = approval and (
        approval.requested_by_id == request.user.pk or request.user.has_perm(Can.MANAGE, organization)
    )
    if approval is None or not visible:
        raise Http404("No such request of this user.")
    approval.organization = organization
    return approval
