"""Creation of what an approved request asks for, step by step, until all of it exists."""

from datetime import timedelta
from functools import partial

import structlog
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor, Operator
from environments.ordercloud.errors import OrderCloudError
from lib import clock
from organizations import claims, creation
from organizations.connections import provisioning
from organizations.models import (
    STAGING_SUFFIX,
    Environment,
    Organization,
    ProductionRequest,
)
from organizations.production_requests import mail, request_details, state

log = structlog.get_logger(__name__)
Status = ProductionRequest.Status
CHECK, PRODUCTION, STAGING, SAVE = (
    "Check both IDs",
    "Create Production",
    "Create Staging",
    "Add both to the portal",
)
# Longer than an attempt can take.
INTERRUPTED_AFTER = timedelta(minutes=3)


def complete(request: ProductionRequest) -> ProductionRequest:
    """Create the organizations of an approved request, and return it: approved, or with what failed.

    Every step may be repeated, also by two processes: one at a time holds the ID, an empty marketplace that
    the other left is replaced, and the rows are stored once, together with the end of the request.
    """
    by, step = Operator(request.decided_by), CHECK
    try:
        with claims.claim(request.organization_id, request.requester):
            production, staging = creation.plan(
                request.name,
                owner=request.requester,
                id=request.organization_id,
                environment=Environment.PRODUCTION,
                region=request.region,
            )
            step = PRODUCTION
            provisioning.provision_new(production)
            step = STAGING
            provisioning.provision_new(staging)
            step = SAVE
            with transaction.atomic():
                locked = state.lock(request)
                if locked.status == Status.INCOMPLETE:
                    creation.save([production, staging], by=by)
                    finish(locked, production, by=by)
    except (ValidationError, OrderCloudError) as error:
        return _record_failure(request, step, error, by)
    if locked.status == Status.DECLINED:  # meanwhile, by another operator
        discard(locked.organization_id)
    return locked


def finish(request: ProductionRequest, production: Organization, *, by: Actor) -> None:
    """Store that a locked request led to `production`, and email the requester.

    Raises:
        ValidationError: if another request led to it.
    """
    request.status, request.production = Status.APPROVED, production
    request.failed_step = request.failure = ""
    request.updated_at = clock.now()
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError as error:
        raise ValidationError(f"{production.pk} belongs to another request.") from error
    audit_log.record(Event.PRODUCTION_REQUEST_COMPLETED, by=by, target=request, organization=production.pk)
    mail.send_approved(request)


def retry(request: ProductionRequest, *, by: Operator, organization_id: str = "") -> ProductionRequest:
    """Try again to create what is missing, and return the request: approved, or with what failed now.

    Args:
        organization_id: another ID that the requester agreed to, if the first one was taken meanwhile.

    Raises:
        ValidationError: with the field `organization_id`, or without one unless the request is incomplete.
    """
    former = ""
    with transaction.atomic():
        request = state.lock(request)
        if request.status != Status.INCOMPLETE:
            raise ValidationError(state.outcome(request), code="decided")
        request.failed_step = request.failure = ""
        request.updated_at = clock.now()
        if organization_id and organization_id != request.organization_id:
            former = request.organization_id
            request.organization_id = request_details.validate_id(
                organization_id, request.region, current=request
            )
            audit_log.record(
                Event.PRODUCTION_REQUEST_UPDATED,
                by=by,
                target=request,
                changes={"organization_id": {"from": former, "to": request.organization_id}},
            )
        request.save()
    if former:
        discard(former)
    return complete(request)


def resume_interrupted() -> int:
    """Complete the requests whose creation a killed process left, and return how many were resumed."""
    interrupted = ProductionRequest.objects.filter(
        status=Status.INCOMPLETE, failure="", updated_at__lt=clock.now() - INTERRUPTED_AFTER
    ).select_related("requester", "decided_by")
    for request in interrupted:
        completed = complete(request)
        if completed.status == Status.INCOMPLETE:
            mail.send_incomplete(completed)
    return len(interrupted)


def discard(organization_id: str) -> None:
    """Remove marketplaces that a failed creation left, so that they don't occupy the ID."""
    if not provisioning.can_provision():
        return
    for portal_id in (organization_id, organization_id + STAGING_SUFFIX):
        if Organization.objects.filter(pk__iexact=portal_id).exists():
            continue
        try:
            provisioning.purge_empty(Organization(id=portal_id))
        except OrderCloudError as error:
            log.warning("marketplace_left", organization=portal_id, error=str(error))


def discard_for(user: User) -> None:
    """Remove what failed creations left for a user whose account is being deleted, once that is committed."""
    incomplete = ProductionRequest.objects.filter(requester=user, status=Status.INCOMPLETE)
    for organization_id in incomplete.values_list("organization_id", flat=True):
        transaction.on_commit(partial(discard, organization_id))


def _record_failure(
    request: ProductionRequest, step: str, error: ValidationError | OrderCloudError, by: Operator
) -> ProductionRequest:
    words = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    with transaction.atomic():
        locked = state.lock(request)
        if locked.status == Status.INCOMPLETE:
            locked.failed_step, locked.failure = step, words[:500]
            locked.updated_at = clock.now()
            locked.save(update_fields=["failed_step", "failure", "updated_at"])
            audit_log.record(
                Event.PRODUCTION_REQUEST_FAILED,
                by=by,
                target=locked,
                result="failed",
                step=step,
                failure=locked.failure,
            )
    return locked
