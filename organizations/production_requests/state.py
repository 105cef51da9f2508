"""The state of a request under its lock, and who may still do what with it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from organizations.models import ProductionRequest

Status = ProductionRequest.Status


def lock(request: ProductionRequest) -> ProductionRequest:
    """Return the stored request, which other transactions wait for; call it in one.

    Raises:
        ValidationError: if the requester's account was deleted.
    """
    requests = ProductionRequest.objects.select_for_update(of=("self",))
    locked = requests.select_related("requester", "decided_by").filter(pk=request.pk).first()
    if locked is None:
        raise ValidationError("This request was deleted with the requester's account.", code="deleted")
    return locked


def current(request: ProductionRequest) -> ProductionRequest:
    """Return the stored request as it is now.

    Raises:
        ValidationError: if the requester's account was deleted.
    """
    with transaction.atomic():
        return lock(request)


def require_pending(request: ProductionRequest) -> None:
    """Raise `ValidationError` with the decision, unless the request still waits for one."""
    if request.status != Status.PENDING:
        raise ValidationError(outcome(request), code="decided")


def require_open(request: ProductionRequest) -> None:
    """Raise `ValidationError` with the outcome, unless the request waits for a decision or its creation."""
    if not request.is_open:
        raise ValidationError(outcome(request), code="decided")


def require_unchanged(request: ProductionRequest, seen: datetime | None) -> None:
    """Raise `ValidationError` if the request changed after `seen`, the version that someone decides on."""
    if seen and request.updated_at != seen:
        raise ValidationError(
            "This request changed while you were reading it. Review it again.", code="changed"
        )


def outcome(request: ProductionRequest) -> str:
    """Return who decided the request and how, as a sentence."""
    if request.status == Status.WITHDRAWN:
        return f"{request.requester} withdrew this request."
    who = f" by {request.decided_by}" if request.decided_by else ""
    return f"Already {'declined' if request.status == Status.DECLINED else 'approved'}{who}."
