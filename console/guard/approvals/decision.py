"""The decision of a second person about a delete, and the one delete that it lets through."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from console.guard.approvals import mail
from console.guard.approvals.approvers import may_decide
from console.guard.approvals.matching import is_for
from console.guard.errors import ApprovalRequired
from console.models import DeleteApproval
from console.request.request import Request
from lib import clock
from organizations.models import Organization

ALREADY_DECIDED = "{name} already {decision} this delete."
EXPIRED = "This request expired. {name} can ask again."


def decide(
    approval: DeleteApproval, *, by: User, approve: bool, roles: tuple[str, ...], note: str = ""
) -> DeleteApproval:
    """Approve or decline a delete, and email the requester.

    Args:
        roles: the roles any one of which the delete needs.
        note: for the requester.

    Raises:
        PermissionDenied: `by` requested it, or could not send it.
        ValidationError: it is decided or expired.
    """
    if not may_decide(by, approval, roles):
        raise PermissionDenied("Another admin has to decide this.")
    with transaction.atomic():
        row = DeleteApproval.objects.select_for_update().get(pk=approval.pk)
        if row.approved is not None:
            decision = "approved" if row.approved else "declined"
            raise ValidationError(ALREADY_DECIDED.format(name=row.decided_by or "Someone", decision=decision))
        if row.expires_at <= clock.now():
            raise ValidationError(EXPIRED.format(name=row.requested_by))
        row.approved, row.decided_by, row.decided_at, row.note = approve, by, clock.now(), note.strip()
        row.save(update_fields=["approved", "decided_by", "decided_at", "note"])
        audit_log.record(
            Event.DELETE_APPROVAL_APPROVED if approve else Event.DELETE_APPROVAL_DECLINED,
            by=by,
            target=row,
            organization=row.organization_id,
            method="DELETE",
            path=row.path,
            reason=row.note,
        )
        mail.send_decided(row)
    return row


def usable_approval(
    approval_id: int | None,
    request: Request,
    organization: Organization,
    *,
    by: User,
    context: Mapping[str, Any],
) -> DeleteApproval | None:
    """Return the approval if it lets exactly this delete of `by` through; None when it doesn't.

    One by someone who may no longer give it lets nothing through.
    """
    if approval_id is None:
        return None
    approvals = DeleteApproval.objects.filter(
        pk=approval_id,
        organization=organization,
        requested_by=by,
        operation=request.operation.key,
        approved=True,
        used_at=None,
        expires_at__gt=clock.now(),
    )
    approval = approvals.select_related("decided_by").first()
    if approval is None or approval.decided_by is None or not is_for(approval, request, context):
        return None
    approval.organization = organization
    return approval if may_decide(approval.decided_by, approval, request.operation.roles) else None


def use(approval: DeleteApproval) -> None:
    """Use the approval for the one delete that it lets through.

    Raises:
        ApprovalRequired: another request used it first.
    """
    used = DeleteApproval.objects.filter(pk=approval.pk, used_at=None).update(used_at=clock.now())
    if not used:
        raise ApprovalRequired("This approval was used already. Ask for another one.")
