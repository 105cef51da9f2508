"""Emails about deletes that a second person approves."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from accounts.mail import messages as mail_messages
from accounts.models import User
from console.models import DeleteApproval


def send_requested(approval: DeleteApproval, approvers: Sequence[User]) -> None:
    """Send the request to everyone who may decide it. Call it in the transaction of the request."""
    for user in approvers:
        if user.is_active:
            _send("delete_approval_requested", user, approval)


def send_decided(approval: DeleteApproval) -> None:
    """Send the decision to the requester. Call it in the transaction of the decision."""
    if approval.requested_by.is_active:
        _send("delete_approval_decided", approval.requested_by, approval)


def _send(template: str, to: User, approval: DeleteApproval) -> None:
    path = reverse("console:delete_approval", args=[approval.organization_id, approval.pk])
    mail_messages.send_template(
        f"console/mail/{template}",
        to,
        approval=approval,
        organization=approval.organization,
        url=settings.SITE_URL + path,
    )
