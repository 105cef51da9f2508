"""What requesters do with their requests until these are decided: submit, change, withdraw."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from lib import clock
from organizations import quotas
from organizations.models import ProductionRequest
from organizations.production_requests import mail, state
from organizations.production_requests.request_details import FIELDS, RequestDetails, normalize, validate

Status = ProductionRequest.Status
# Each request emails the operators.
MAX_REQUESTS_AN_HOUR = 10


def submit(details: RequestDetails, *, by: User) -> ProductionRequest:
    """Store a request and email the requester and the operators.

    The same request sent twice, as by a double click, is stored once.

    Raises:
        ValidationError: with fields of `FIELDS`, or without one if the user's quota is used up.
    """
    with transaction.atomic():
        quotas.lock_for(by)
        if duplicate := _open_duplicate(details, by):
            return duplicate
        details = validate(details, by)
        _require_quota(by)
        now = clock.now()
        request = ProductionRequest(requester=by, created_at=now, updated_at=now, **vars(details))
        _save(request)
        audit_log.record(Event.PRODUCTION_REQUEST_CREATED, by=by, target=request, id=request.organization_id)
        mail.send_received(request)
    return request


def update(request: ProductionRequest, details: RequestDetails, *, by: User) -> ProductionRequest:
    """Change a request until it is decided, and return it.

    Raises:
        PermissionDenied: for everyone but the requester.
        ValidationError: with fields of `FIELDS`, or without one if the request is decided.
    """
    _require_requester(request, by)
    with transaction.atomic():
        request = state.lock(request)
        state.require_pending(request)
        details = validate(details, by, current=request)
        changed = [field for field in FIELDS if getattr(request, field) != getattr(details, field)]
        if not changed:
            return request
        for field in changed:
            setattr(request, field, getattr(details, field))
        request.updated_at = clock.now()
        _save(request)
        audit_log.record(Event.PRODUCTION_REQUEST_UPDATED, by=by, target=request, fields=changed)
    return request


def withdraw(request: ProductionRequest, *, by: User) -> ProductionRequest:
    """Withdraw a request that is not decided, and email both sides; twice is no error.

    Raises:
        PermissionDenied: for everyone but the requester.
        ValidationError: if the request is decided.
    """
    _require_requester(request, by)
    with transaction.atomic():
        request = state.lock(request)
        if request.status == Status.WITHDRAWN:
            return request
        state.require_pending(request)
        request.status, request.updated_at = Status.WITHDRAWN, clock.now()
        request.save(update_fields=["status", "updated_at"])
        audit_log.record(Event.PRODUCTION_REQUEST_WITHDRAWN, by=by, target=request)
        mail.send_withdrawn(request)
    return request


def _open_duplicate(details: RequestDetails, by: User) -> ProductionRequest | None:
    wanted = (details.name.strip(), details.organization_id.strip(), normalize(details.reason))
    # Compared here, because what is not validated yet may be nothing that a database can compare.
    requests = ProductionRequest.objects.filter(requester=by, status__in=ProductionRequest.OPEN)
    same = (item for item in requests if (item.name, item.organization_id, item.reason) == wanted)
    return next(same, None)


def _require_quota(by: User) -> None:
    limit = quotas.quota_of(by).open_requests
    if quotas.open_requests_of(by) >= limit:
        requests = {0: "can't request Production", 1: "have 1 open request"}
        used = requests.get(limit, f"have {limit} open requests")
        advice = "Ask an operator." if limit == 0 else "Withdraw one, or wait for a decision."
        raise ValidationError(f"You {used}, which is your limit. {advice}", code="quota")
    since = clock.now() - timedelta(hours=1)
    if ProductionRequest.objects.filter(requester=by, created_at__gt=since).count() >= MAX_REQUESTS_AN_HOUR:
        raise ValidationError(
            f"You sent {MAX_REQUESTS_AN_HOUR} requests in the last hour. Try again later.", code="rate"
        )


def _require_requester(request: ProductionRequest, by: User) -> None:
    if request.requester_id != by.pk:
        raise PermissionDenied("Only the requester can change a request.")


def _save(request: ProductionRequest) -> None:
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError as error:  # another request for the ID was stored meanwhile
        raise ValidationError(
            {"organization_id": f"{request.organization_id} is already requested."}
        ) from error
