"""The steps of a request as its page shows them, each with who did what and when."""

from dataclasses import dataclass
from datetime import datetime

from organizations.models import ProductionRequest

Status = ProductionRequest.Status


@dataclass(frozen=True)
class Step:
    """One step; `state` is done, current, failed or waiting."""

    title: str
    detail: str
    state: str
    at: datetime | None = None
    quote: str = ""


def steps_of(request: ProductionRequest) -> list[Step]:
    """Return the steps up to the end that is still possible."""
    submitted = Step("Requested", "by you, with a reason", "done", request.created_at)
    if request.status == Status.WITHDRAWN:
        return [submitted, Step("Withdrawn", "by you", "failed", request.updated_at)]
    review = _review(request)
    if request.status == Status.DECLINED:
        return [submitted, review]
    return [submitted, review, _creation(request), _email(request)]


def _review(request: ProductionRequest) -> Step:
    by_whom = f"by {request.decided_by}" if request.decided_by else "by an operator"
    if request.status == Status.DECLINED:
        return Step("Declined", by_whom, "failed", request.decided_at, request.decision_note)
    if request.status != Status.PENDING:
        return Step("Approved", by_whom, "done", request.decided_at, request.decision_note)
    if request.opened_at:
        who = request.opened_by or "An operator"
        return Step(
            "In review", f"{who} opened it. Questions and replies appear here.", "current", request.opened_at
        )
    return Step("Review", "An operator opens it within one business day.", "current")


def _creation(request: ProductionRequest) -> Step:
    title, where = "Production and Staging created", f"in {request.get_region_display()}"
    if request.status == Status.APPROVED:
        if request.production is None:
            return Step(title, "deleted since", "done", request.updated_at)
        return Step(title, f"in {request.production.get_region_display()}", "done", request.updated_at)
    if request.status == Status.INCOMPLETE and request.failure:
        step = f"“{request.failed_step}” failed. We're on it."
        return Step(
            "Production and Staging not created yet", step, "failed", request.updated_at, request.failure
        )
    if request.status == Status.INCOMPLETE:
        return Step("Creating Production and Staging", where, "current")
    return Step(title, f"{where}, both or neither", "waiting")


def _email(request: ProductionRequest) -> Step:
    if request.status == Status.APPROVED:
        return Step("We emailed you", "with a link to each organization", "done", request.updated_at)
    return Step("We email you", "and both appear in your list", "waiting")
