"""The console only reads in Production."""

from django.core.exceptions import PermissionDenied

from console.openapi.operations import Operation
from organizations.models import Environment, Organization

WRITE_NOT_SENT = (
    "Production is read-only in the console: {operation} was not sent and nothing was changed. "
    "Make this change in Sandbox or Staging, or with your own API client."
)
WRITE_LOCKED = "Production is read-only in the console, so this request can't be sent from here."


class WriteRefused(PermissionDenied):
    """The console doesn't send this request. The message is a sentence for the user."""


def write_refusal(operation: Operation, organization: Organization) -> str:
    """Why `operation` can't be sent to `organization` from the console; "" when it can."""
    read_only = organization.environment == Environment.PRODUCTION
    return WRITE_LOCKED if read_only and not operation.reads else ""


def require_sendable(operation: Operation, organization: Organization) -> None:
    """Let a read pass, and a write outside Production.

    Raises:
        WriteRefused: `operation` would write to Production.
    """
    if write_refusal(operation, organization):
        raise WriteRefused(WRITE_NOT_SENT.format(operation=operation.id))
