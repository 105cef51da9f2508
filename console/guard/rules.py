"""Which organizations guard their writes, and what a write needs there."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from console.guard.approvals.decision import usable_approval
from console.guard.confirmation import WriteConfirmation
from console.guard.errors import (
    ApprovalRequired,
    ReasonRequired,
    RecordChanged,
    ReviewRequired,
    WritesLocked,
)
from console.guard.settings import cached_settings_of, settings_of
from console.models import DeleteApproval
from console.openapi.operations import Operation
from console.request.request import Request
from lib import clock
from organizations.models import Environment, Organization

WRITE_NOT_SENT = (
    "Writes to {environment} are locked: {operation} was not sent and nothing was changed. "
    "Unlock writes to send it."
)
WRITE_LOCKED = "Writes to {environment} are locked."
APPROVAL_REQUIRED = "A second person has to approve this delete. Review it in the console to ask for it."
CHANGED = "The record changed since you reviewed it. Nothing was sent."
CHANGED_AFTER_APPROVAL = (
    "The record changed since the delete was approved. Nothing was sent. Ask for another approval."
)


def is_guarded(organization: Organization) -> bool:
    """Return whether writes to the organization are locked until they are unlocked, and then reviewed.

    It may be old by a moment; `require_confirmed` reads what holds now.
    """
    production = organization.environment == Environment.PRODUCTION
    return production or cached_settings_of(organization).requires_review


def require_confirmed(
    request: Request,
    organization: Organization,
    confirmation: WriteConfirmation,
    *,
    by: User,
    context: Mapping[str, Any],
) -> DeleteApproval | None:
    """Let a read pass, and a write that was confirmed as the organization requires.

    Args:
        context: who the request acts as, as `Context.to_dict`.

    Returns: the approval of a delete that needs one, to be used right before the call.

    Raises:
        WriteRefused: it was not; see `console.guard.errors`.
    """
    operation = request.operation
    if operation.reads:
        return None
    production = organization.environment == Environment.PRODUCTION
    deletes = operation.verb == "DELETE"
    settings = None if production and not deletes else settings_of(organization)
    if not production and settings and not settings.requires_review:
        return None
    if confirmation.unlocked_until is None or confirmation.unlocked_until <= clock.now():
        raise WritesLocked(
            WRITE_NOT_SENT.format(environment=organization.environment, operation=operation.id)
        )
    if confirmation.reviewed is None:
        raise ReviewRequired("Review what this request changes before you send it.")
    if not confirmation.reason.strip():
        raise ReasonRequired("Enter a reason.")
    if not (deletes and settings and settings.deletes_need_approval):
        return None
    approval = usable_approval(confirmation.approval_id, request, organization, by=by, context=context)
    if approval is None:
        raise ApprovalRequired(APPROVAL_REQUIRED)
    return approval


def require_unchanged(
    digest: str, confirmation: WriteConfirmation, approval: DeleteApproval | None = None
) -> None:
    """Let a write pass if the record is still the one that was reviewed, and that was approved.

    Args:
        digest: of the record as it is now.

    Raises:
        RecordChanged: it is not.
    """
    if confirmation.reviewed is not None and confirmation.reviewed != digest:
        raise RecordChanged(CHANGED)
    if approval is not None and approval.reviewed != digest:
        raise RecordChanged(CHANGED_AFTER_APPROVAL)


def lock_reason(operation: Operation, organization: Organization, unlocked: bool) -> str:
    """Return why `operation` can't be sent from here as long as writes are locked; empty when it can."""
    locked = not operation.reads and not unlocked and is_guarded(organization)
    return WRITE_LOCKED.format(environment=organization.environment) if locked else ""
