"""Opening of a request by an operator, which tells the requester that someone reviews it."""

from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Operator, user_of
from lib import clock
from organizations.models import ProductionRequest
from organizations.production_requests import mail, state


def open_review(request: ProductionRequest, *, by: Operator) -> None:
    """Mark a pending request as in review and email the requester; the first operator is named.

    Raises:
        ValidationError: if the request is decided or withdrawn.
    """
    with transaction.atomic():
        request = state.lock(request)
        state.require_pending(request)
        if not request.opened_at:
            mark_opened(request, by=by)
            mail.send_in_review(request)


def mark_opened(request: ProductionRequest, *, by: Operator) -> None:
    """Do the same for a request that the caller has locked; every act of an operator opens it."""
    if request.opened_at:
        return
    request.opened_at, request.opened_by = clock.now(), user_of(by)
    request.save(update_fields=["opened_at", "opened_by"])
    audit_log.record(Event.PRODUCTION_REQUEST_OPENED, by=by, target=request)
