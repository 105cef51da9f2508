"""Decisions of operators: approve with what is created or already connected, or decline."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.locking import require_active
from accounts.operators import Operator, user_of
from lib import clock
from organizations.connections import provisioning
from organizations.models import Organization, ProductionRequest
from organizations.production_requests import completion, handover, mail, notes, state
from organizations.production_requests.opening import mark_opened

Status = ProductionRequest.Status


def approve(
    request: ProductionRequest, *, by: Operator, note: str = "", seen: datetime | None = None
) -> ProductionRequest:
    """Approve a request, create its organizations, and return it: approved, or incomplete with the failure.

    The decision is stored before the creation, so that a process that is killed in between loses neither.

    Args:
        note: the operator's words to the requester.
        seen: `updated_at` of the request as the operator read it.

    Raises:
        ValidationError: if the request is decided or was changed since, or nothing can be created here.
    """
    note = notes.validate(note, required=False)
    if not provisioning.can_provision():
        raise ValidationError("This portal can't create organizations. Choose connected ones.")
    with transaction.atomic():
        request = _lock_to_approve(request, by, seen)
        state.require_pending(request)
        _decide(request, Status.INCOMPLETE, by, note)
        audit_log.record(Event.PRODUCTION_REQUEST_APPROVED, by=by, target=request)
    return completion.complete(request)


def approve_connected(
    request: ProductionRequest,
    production: Organization,
    staging: Organization | None = None,
    *,
    by: Operator,
    note: str = "",
    seen: datetime | None = None,
) -> ProductionRequest:
    """Approve a request with organizations that are connected already, and return it.

    They become the requester's. A Staging organization linked to `production` comes along.

    Raises:
        ValidationError: if the request is decided or was changed since, or an organization can't be used.
    """
    note = notes.validate(note, required=False)
    with transaction.atomic():
        request = _lock_to_approve(request, by, seen)
        state.require_open(request)
        failed = request.status == Status.INCOMPLETE
        if not failed:
            audit_log.record(Event.PRODUCTION_REQUEST_APPROVED, by=by, target=request)
        _decide(request, Status.INCOMPLETE, by, note)
        handover.hand_over(request, production, staging, by=by)
        completion.finish(request, production, by=by)
    if failed:
        completion.discard(request.organization_id)
    return request


def decline(
    request: ProductionRequest, *, by: Operator, note: str, seen: datetime | None = None
) -> ProductionRequest:
    """Decline a request with the operator's words, email the requester, and return it.

    An approved request whose organizations could not be created can still be declined.

    Raises:
        ValidationError: with the field `note`, or without one if the request is decided or was changed since.
    """
    note = notes.validate(note)
    with transaction.atomic():
        request = state.lock(request)
        state.require_open(request)
        state.require_unchanged(request, seen)
        was_approved = request.status == Status.INCOMPLETE
        _decide(request, Status.DECLINED, by, note)
        audit_log.record(Event.PRODUCTION_REQUEST_DECLINED, by=by, target=request)
        mail.send_declined(request)
    if was_approved:
        completion.discard(request.organization_id)
    return request


def _lock_to_approve(request: ProductionRequest, by: Operator, seen: datetime | None) -> ProductionRequest:
    request = state.lock(request)
    state.require_open(request)
    state.require_unchanged(request, seen)
    require_active(request.requester)
    return request


def _decide(request: ProductionRequest, status: Status, by: Operator, note: str) -> None:
    mark_opened(request, by=by)
    request.status, request.decision_note = status, note or request.decision_note
    request.decided_by, request.decided_at = user_of(by), clock.now()
    request.failed_step = request.failure = ""
    request.creating_since = None
    request.updated_at = request.decided_at
    request.save()
