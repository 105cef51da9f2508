"""What a person confirmed about a write before it is sent."""

from dataclasses import dataclass
from datetime import datetime

MAX_REASON_LENGTH = 500


@dataclass(frozen=True)
class WriteConfirmation:
    """The confirmation of one write.

    Attributes:
        unlocked_until: until when this session has unlocked the organization's writes; None while locked.
        reason: why the write is made; it goes to the audit log.
        reviewed: the digest of the reviewed record (`console.records.before`); None without a review.
        approval_id: the approval of a second person.
        again: whether the same POST is sent knowingly a second time.
    """

    unlocked_until: datetime | None = None
    reason: str = ""
    reviewed: str | None = None
    approval_id: int | None = None
    again: bool = False


NOT_CONFIRMED = WriteConfirmation()
