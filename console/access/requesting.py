"""Requests for a missing role, by email to those who can grant it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.mail.messages import send_template
from accounts.models import User
from console.access.granters import granters_of
from console.models import RoleRequest
from contributors.effective_access import effective_access
from lib import clock, rate_limit
from organizations.access import require
from organizations.models import Organization
from organizations.permissions import Can

RATE = "role_request_by_user"
MAX_ROLE_LENGTH = 100


def request_role(organization: Organization, role: str, *, by: User, operation: str = "") -> RoleRequest:
    """Email everyone who can grant `role` that `by` asks for it, and return the request.

    A second request on the same day, in UTC, sends nothing and returns the first.

    Args:
        operation: the ID of the operation that needs the role.

    Raises:
        PermissionDenied: `by` may not call the API of `organization`.
        ValidationError: `by` has the role already.
        RateLimited: `by` has asked for too many.
    """
    require(by, Can.CALL_API, organization)
    if effective_access(by, organization).settings.includes(role):
        raise ValidationError(f"You have {role} already. Reload the page.")
    if earlier := requested_today(organization, role, by):
        return earlier
    rate_limit.hit_by_user(by.pk, RATE)
    try:
        with transaction.atomic():
            now = clock.now()
            request = RoleRequest.objects.create(
                user=by,
                organization=organization,
                role=role[:MAX_ROLE_LENGTH],
                operation=operation[:200],
                requested_at=now,
                day=now.date(),
            )
            audit_log.record(
                Event.ROLE_REQUESTED,
                by=by,
                target=organization,
                organization=organization.pk,
                role=request.role,
                operation=request.operation,
            )
            _email(request)
    except IntegrityError:  # another click came first
        earlier = requested_today(organization, role, by)
        if earlier is None:
            raise
        return earlier
    return request


def requested_today(organization: Organization, role: str, user: User) -> RoleRequest | None:
    """Return the request for `role` that `user` made today, in UTC; None without one."""
    today = clock.now().date()
    return RoleRequest.objects.filter(
        user=user, organization=organization, role=role[:MAX_ROLE_LENGTH], day=today
    ).first()


def _email(request: RoleRequest) -> None:
    organization, person = request.organization, request.user
    url = settings.SITE_URL + reverse("contributors:edit", args=[organization.pk, person.pk])
    for granter in granters_of(request.role, organization):
        send_template(
            "console/mail/role_requested",
            granter.user,
            person=person,
            organization=organization,
            role=request.role,
            operation=request.operation,
            url=url,
        )
