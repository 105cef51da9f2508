"""Creation of what an approved request asks for, step by step, until all of it exists."""

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
from organizations.production_requests import leases, mail, request_details, state

log = structlog.get_logger(__name__)
Status = ProductionRequest.Status
RUNNING = "{} is being created. Wait for the outcome."
CHECK, PRODUCTION, STAGING, SAVE = (
    "Check both IDs",
    "Create Production",
    "Create Staging",
    "Add both to the portal",
)
# Until then the process that stored the decision may be about to begin.
INTERRUPTED_AFTER = leases.DURATION


def complete(request: ProductionRequest, *, unattended: bool = False) -> ProductionRequest:
    """Create the organizations of an approved request, and return it: approved, or with what failed.

    It is returned without either while another process completes it, or creates something by the same ID.
    Every step may be repeated: an empty marketplace that a killed process left is replaced, and the rows are
    stored once, together with the end of the request.

    Args:
        unattended: whether the operators are emailed a failure, because none of them is looking.

    Raises:
        ValidationError: if the requester's account was deleted.
    """
    lease = leases.take(request)
    request = state.current(request)
    if lease is None:
        return request
    try:
        _create(request, lease, unattended)
    except claims.Held:
        lease.release()
    except leases.Lost:
        log.info("production_request_lost", request=request.pk)
        lease.release()
        discard(request.organization_id)
    except Exception:
        lease.release()
        raise
    return state.current(request)


def _create(request: ProductionRequest, lease: leases.Lease, unattended: bool) -> None:
    by, step = Operator(request.decided_by), CHECK
    try:
        with claims.claim(request.organization_id, request.requester, staging=True) as extend_claim:
            production, staging = creation.plan(
                request.name,
                owner=request.requester,
                id=request.organization_id,
                environment=Environment.PRODUCTION,
                region=request.region,
            )
            step = PRODUCTION
            lease.renew()
            provisioning.provision_new(production)
            step = STAGING
            lease.renew()
            extend_claim()
            provisioning.provision_new(staging)
            step = SAVE
            extend_claim()
            with transaction.atomic():
                locked = _lock(request, lease)
                creation.save([production, staging], by=by)
                finish(locked, production, by=by)
    except claims.Held:
        raise
    except (ValidationError, OrderCloudError) as error:
        _record_failure(request, lease, step, error, by, unattended=unattended)


def finish(request: ProductionRequest, production: Organization, *, by: Actor) -> None:
    """Store that a locked request led to `production`, and email the requester.

    Raises:
        ValidationError: if another request led to it.
    """
    request.status, request.production = Status.APPROVED, production
    request.failed_step = request.failure = ""
    request.creating_since = None
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
        changes_id = organization_id not in ("", request.organization_id)
        if leases.is_held(request):
            if changes_id:
                raise ValidationError({"organization_id": RUNNING.format(request)}, code="running")
            return request
        request.failed_step = request.failure = ""
        request.updated_at = clock.now()
        if changes_id:
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
    """Complete the requests whose creation a killed process left, and return how many were resumed.

    One that can't be resumed does not prevent the others.
    """
    interrupted = ProductionRequest.objects.filter(
        leases.free(),
        status=Status.INCOMPLETE,
        failure="",
        updated_at__lt=clock.now() - INTERRUPTED_AFTER,
    )
    resumed = list(interrupted.order_by("updated_at", "pk"))
    for request in resumed:
        try:
            complete(request, unattended=True)
        except Exception as error:
            log.exception("production_request_not_resumed", request=request.pk, error=type(error).__name__)
    return len(resumed)


def discard(organization_id: str) -> None:
    """Remove marketplaces that a failed creation left, so that they don't occupy the ID.

    What another creation makes at the moment stays: it replaces what was left.
    """
    if not provisioning.can_provision():
        return
    try:
        with claims.claim(organization_id, None, staging=True):
            for portal_id in (organization_id, organization_id + STAGING_SUFFIX):
                _purge_left(portal_id)
    except claims.Held:
        log.info("marketplace_in_use", organization=organization_id)


def _purge_left(portal_id: str) -> None:
    if Organization.objects.filter(pk__iexact=portal_id).exists():
        return
    try:
        provisioning.purge_empty(Organization(id=portal_id))
    except OrderCloudError as error:
        log.warning("marketplace_left", organization=portal_id, error=str(error))


def discard_for(user: User) -> None:
    """Remove what failed creations left for a user whose account is being deleted, once that is committed."""
    incomplete = ProductionRequest.objects.filter(requester=user, status=Status.INCOMPLETE)
    for organization_id in incomplete.values_list("organization_id", flat=True):
        transaction.on_commit(partial(discard, organization_id))


def _lock(request: ProductionRequest, lease: leases.Lease) -> ProductionRequest:
    """Lock a request whose creation this process runs.

    Raises:
        Lost: if it ended meanwhile, or another process took over.
    """
    locked = ProductionRequest.objects.select_for_update(of=("self",)).filter(pk=request.pk).first()
    if locked is None or locked.organization_id != request.organization_id:
        raise leases.Lost
    lease.require(locked)
    return locked


def _record_failure(
    request: ProductionRequest,
    lease: leases.Lease,
    step: str,
    error: ValidationError | OrderCloudError,
    by: Operator,
    *,
    unattended: bool,
) -> None:
    words = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    with transaction.atomic():
        locked = _lock(request, lease)
        if not locked.delayed_at:  # the requester is emailed the first failure only
            locked.delayed_at = clock.now()
            mail.send_delayed(locked)
        locked.failed_step, locked.failure = step, words[:500]
        locked.creating_since, locked.updated_at = None, clock.now()
        locked.save(update_fields=["failed_step", "failure", "creating_since", "delayed_at", "updated_at"])
        audit_log.record(
            Event.PRODUCTION_REQUEST_FAILED,
            by=by,
            target=locked,
            result="failed",
            step=step,
            failure=locked.failure,
        )
        if unattended:
            mail.send_incomplete(locked)
