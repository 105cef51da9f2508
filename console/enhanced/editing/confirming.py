"""What a guarded organization requires of a save: one review and one reason for all of its calls."""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.crypto import salted_hmac

from console.context.context import SELLER
from console.enhanced.calls import PlannedCall
from console.enhanced.reading import Reader
from console.guard import rules
from console.guard.confirmation import MAX_REASON_LENGTH, WriteConfirmation
from console.guard.errors import ApprovalRequired
from console.guard.review import Review, review
from console.request.form_data import FormData, first

ENTER_A_REASON = "Enter a reason."
REQUEST_APPROVAL = "request_approval"  # the button of a review that asks a second person
SELLER_CONTEXT = SELLER.to_dict()


@dataclass(frozen=True)
class Confirmed:
    """What the user confirmed about the calls of a save.

    Args:
        unlocked_until: until when this session has unlocked the writes; None while they are locked.
        confirmed: whether the user pressed the button of the review.
        reason: why it is saved.
        plan: the digest of the calls that were reviewed.
        reviewed: the digest of each record as it was reviewed, by the key of its call.
        again: whether the same POST is sent knowingly a second time.
    """

    unlocked_until: datetime | None = None
    confirmed: bool = False
    reason: str = ""
    plan: str = ""
    reviewed: Mapping[str, str] = field(default_factory=dict)
    again: bool = False

    def of(self, call: PlannedCall) -> WriteConfirmation:
        """Return the confirmation of one call."""
        reviewed = self.reviewed.get(call_key(call)) if self.confirmed else None
        return WriteConfirmation(self.unlocked_until, self.reason, reviewed, again=self.again)


NOT_CONFIRMED = Confirmed()


@dataclass(frozen=True)
class Reviewed:
    """The review of all calls of a save, as the page shows it.

    Args:
        reviews: the review of each call with the key of the call.
        plan: the digest of the calls.
        reason: as entered; `error` is what is wrong with it.
    """

    reviews: Sequence[tuple[str, Review]]
    plan: str
    reason: str = ""
    error: str = ""


class ReviewNeeded(Exception):
    """The calls of a save are to be reviewed first."""

    def __init__(self, reviewed: Reviewed):
        super().__init__("Review what this changes before you save it.")
        self.reviewed = reviewed


def confirmed_by(data: FormData, unlocked_until: datetime | None) -> Confirmed:
    """Return what the user confirmed, from the form of the review."""
    prefix = "reviewed."
    return Confirmed(
        unlocked_until,
        first(data, "do") in ("confirm", REQUEST_APPROVAL),
        first(data, "reason")[:MAX_REASON_LENGTH],
        first(data, "plan"),
        {name.removeprefix(prefix): first(data, name) for name in data if name.startswith(prefix)},
        "again" in data,
    )


def require_review(calls: Sequence[PlannedCall], reader: Reader, confirmed: Confirmed) -> None:
    """Let the calls pass where nothing guards the organization, or when exactly these were reviewed.

    Raises:
        WritesLocked: this session has not unlocked the writes.
        ReviewNeeded: the calls are to be reviewed, or there is no reason.
    """
    organization = reader.organization
    if not calls or not rules.is_guarded(organization):
        return
    unlocked = WriteConfirmation(confirmed.unlocked_until, "unused", "unused")
    for call in calls:
        # The review says who approves a delete.
        with suppress(ApprovalRequired):
            rules.require_confirmed(
                call.request, organization, unlocked, by=reader.by, context=SELLER_CONTEXT
            )
    plan = plan_digest(calls)
    if not confirmed.confirmed or confirmed.plan != plan:
        raise ReviewNeeded(read_review(calls, reader, confirmed.reason))
    if not confirmed.reason.strip():
        raise ReviewNeeded(read_review(calls, reader, error=ENTER_A_REASON))


def read_review(calls: Sequence[PlannedCall], reader: Reader, reason: str = "", error: str = "") -> Reviewed:
    """Read what the calls would change, and return it for the page."""
    reviews = [
        (call_key(call), review(call.request, reader.organization, by=reader.by, context=SELLER))
        for call in calls
    ]
    return Reviewed(reviews, plan_digest(calls), reason, error)


def call_key(call: PlannedCall) -> str:
    """Return what names a call in the form of the review."""
    return hashlib.sha256(f"{call.method} {call.request.call.path_and_query}".encode()).hexdigest()[:16]


def plan_digest(calls: Sequence[PlannedCall]) -> str:
    """Return what identifies the calls with their bodies; keyed, because a body may hold a secret."""
    sent = [call.request.call for call in calls]
    text = "\n".join(f"{call.method} {call.path_and_query} {(call.body or b'').decode()}" for call in sent)
    return salted_hmac("console.enhanced.plan", text, algorithm="sha256").hexdigest()
