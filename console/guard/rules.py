"""Which organizations guard their writes, and what a write needs there."""

from console.guard.confirmation import WriteConfirmation
from console.guard.errors import ReasonRequired, RecordChanged, ReviewRequired, WritesLocked
from console.openapi.operations import Operation
from lib import clock
from organizations.models import Environment, Organization

WRITE_NOT_SENT = (
    "Writes to {environment} are locked: {operation} was not sent and nothing was changed. "
    "Unlock writes to send it."
)
WRITE_LOCKED = "Writes to {environment} are locked."


def is_guarded(organization: Organization) -> bool:
    """Return whether writes to the organization are locked until they are unlocked, and then reviewed."""
    return organization.environment == Environment.PRODUCTION


def require_confirmed(
    operation: Operation, organization: Organization, confirmation: WriteConfirmation
) -> None:
    """Let a read pass, and a write that was confirmed as the organization requires.

    Raises:
        WriteRefused: it was not; see `console.guard.errors`.
    """
    if operation.reads or not is_guarded(organization):
        return
    if confirmation.unlocked_until is None or confirmation.unlocked_until <= clock.now():
        raise WritesLocked(
            WRITE_NOT_SENT.format(environment=organization.environment, operation=operation.id)
        )
    if confirmation.reviewed is None:
        raise ReviewRequired("Review what this request changes before you send it.")
    if not confirmation.reason.strip():
        raise ReasonRequired("Enter a reason.")


def require_unchanged(digest: str, organization: Organization, confirmation: WriteConfirmation) -> None:
    """Let a write pass if the record is still the one that was reviewed.

    Args:
        digest: of the record as it is now.

    Raises:
        RecordChanged: it is not.
    """
    if is_guarded(organization) and confirmation.reviewed != digest:
        raise RecordChanged("The record changed since you reviewed it. Nothing was sent.")


def lock_reason(operation: Operation, organization: Organization, unlocked: bool) -> str:
    """Return why `operation` can't be sent from here as long as writes are locked; empty when it can."""
    locked = is_guarded(organization) and not operation.reads and not unlocked
    return WRITE_LOCKED.format(environment=organization.environment) if locked else ""
