"""Asking a second person to approve a delete."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from console.audit import address_without_secrets
from console.guard.approvals import mail
from console.guard.approvals.approvers import approvers_of
from console.guard.approvals.matching import form_data_of, is_for
from console.guard.settings import settings_of
from console.models import DeleteApproval
from console.request.request import Request
from lib import clock, rate_limit
from organizations.access import require
from organizations.models import Organization
from organizations.permissions import Can

LIFETIME = timedelta(hours=24)
NO_APPROVER = "No one else can approve this delete: it needs another admin with a sufficient role."


def request_approval(
    request: Request,
    organization: Organization,
    *,
    by: User,
    context: Mapping[str, Any],
    reviewed: str,
    reason: str,
) -> DeleteApproval:
    """Ask the owner and the admins to approve a delete that `by` has reviewed, and email them.

    A delete that already waits is returned as it is, so that a second click emails no one.

    Args:
        context: who the delete acts as, as `Context.to_dict`.
        reviewed: the digest of the record that was reviewed.

    Raises:
        PermissionDenied: `by` may not call the API of the organization, or the request needs no approval.
        ValidationError: there is no reason, or no one else who could approve it.
        RateLimited: `by` asked too often within an hour.
    """
    require(by, Can.CALL_API, organization)
    if request.operation.verb != "DELETE" or not settings_of(organization).deletes_need_approval:
        raise PermissionDenied("This request needs no approval.")
    if not reason.strip():
        raise ValidationError("Enter a reason.", code="reason")
    approvers = approvers_of(request.operation, organization, by)
    with transaction.atomic():
        # Of two clicks at the same time, the second finds the request of the first.
        User.objects.select_for_update().get(pk=by.pk)
        if found := _waiting(request, organization, by, context, reviewed):
            return found
        if not approvers:
            raise ValidationError(NO_APPROVER)
        rate_limit.hit_by_user(by.pk, "delete_approval_by_user")
        now = clock.now()
        approval = DeleteApproval.objects.create(
            organization=organization,
            requested_by=by,
            requested_at=now,
            expires_at=now + LIFETIME,
            operation=request.operation.key,
            path=address_without_secrets(request),
            form_data=json.dumps(form_data_of(request)),
            reviewed=reviewed,
            context=dict(context),
            reason=reason.strip(),
        )
        audit_log.record(
            Event.DELETE_APPROVAL_REQUESTED,
            by=by,
            target=approval,
            organization=organization.pk,
            method=request.operation.verb,
            path=approval.path,
            reason=approval.reason,
        )
        mail.send_requested(approval, approvers)
    return approval


def _waiting(
    request: Request, organization: Organization, by: User, context: Mapping[str, Any], reviewed: str
) -> DeleteApproval | None:
    """Return the request for the same delete that waits already; None without one."""
    waiting = DeleteApproval.objects.filter(
        organization=organization,
        requested_by=by,
        operation=request.operation.key,
        path=address_without_secrets(request),
        reviewed=reviewed,
        approved=None,
        expires_at__gt=clock.now(),
    )
    return next((approval for approval in waiting if is_for(approval, request, context)), None)
