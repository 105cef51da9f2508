"""Undo of a write: its preview, and the call that undoes it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from console.catalogue_cache import CatalogueUnavailable
from console.guard import unlocking
from console.guard.confirmation import MAX_REASON_LENGTH, WriteConfirmation
from console.guard.errors import WriteRefused
from console.page.guard import GuardPane
from console.records.inverse import CannotInvert
from console.response.explanation import explain
from console.undo.kept_records import get_kept_write_or_404
from console.undoing.execution import AlreadyUndone, undo
from console.undoing.preview import UndoPreview, preview
from console.views.base import unavailable
from organizations.access import get_organization_or_404
from organizations.http import OrganizationHttpRequest
from organizations.models import Environment
from organizations.permissions import Can

CONFIRM_CHANGES = "Confirm that undo may overwrite what has changed since."
NOT_DONE = "OrderCloud refused the call ({status}). Nothing was undone."
NO_RESPONSE = "OrderCloud didn't respond, so it is not known whether the write was undone. Check the record."
DONE_BY_OTHERS = "It was undone a moment ago, or is being undone."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo_write(request: OrganizationHttpRequest, organization_id: str, pk: int) -> HttpResponse:
    """Show what undoing a write would change; by POST undo it."""
    organization = get_organization_or_404(request.user, organization_id, Can.CALL_API)
    request.organization = organization
    try:
        kept = get_kept_write_or_404(request.user, organization, pk)
        if kept.row.undone_at:
            return _render(request, UndoPreview(kept))
        reviewed = request.POST.get("reviewed", "")
        shown = preview(kept, reviewed=reviewed)
    except CatalogueUnavailable as error:
        return unavailable(request, error)
    if request.method != "POST":
        return _render(request, shown)
    if shown.problem:
        return _render(request, shown, status=422)
    if shown.has_changed and "anyway" not in request.POST:
        return _render(request, shown, CONFIRM_CHANGES, status=422)
    return _undo(request, shown, reviewed)


def _undo(request: OrganizationHttpRequest, shown: UndoPreview, reviewed: str) -> HttpResponse:
    confirmation = WriteConfirmation(
        unlocked_until=unlocking.unlocked_until(request.session, request.organization),
        reason=request.POST.get("reason", "")[:MAX_REASON_LENGTH],
        reviewed=reviewed,
    )
    try:
        sent = undo(shown, by=request.user, confirmation=confirmation)
    except AlreadyUndone:
        messages.info(request, DONE_BY_OTHERS)
        return redirect("console:undo", request.organization.pk, shown.kept.row.pk)
    except (WriteRefused, CannotInvert) as refusal:
        return _render(request, shown, str(refusal), status=422)
    if sent.exchange.ok:
        messages.success(request, "Undone")
        return redirect("console:undo", request.organization.pk, shown.kept.row.pk)
    if not sent.exchange.status:
        return _render(request, shown, NO_RESPONSE, status=422)
    explanation = explain(sent.exchange)
    reason = f" {explanation.summary}" if explanation else ""
    return _render(request, shown, NOT_DONE.format(status=sent.exchange.status) + reason, status=422)


def _render(
    request: OrganizationHttpRequest, shown: UndoPreview, error: str = "", *, status: int = 200
) -> HttpResponse:
    organization = request.organization
    context = {
        "organization": organization,
        "preview": shown,
        "row": shown.kept.row,
        "review": shown.review,
        "guard": GuardPane(organization, unlocking.unlocked_in(request.session, organization)),
        "page": {"is_production": organization.environment == Environment.PRODUCTION},
        "reason": request.POST.get("reason", ""),
        "error": error,
    }
    return render(request, "console/undo/undo.html", context, status=status)
