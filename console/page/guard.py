"""The band of a guarded organization: whether its writes are locked, and until when they are unlocked."""

from dataclasses import dataclass
from datetime import datetime

from console.guard import rules
from organizations.models import Organization


@dataclass(frozen=True)
class GuardPane:
    """`unlocked_until` is until when this session may write; None while it may not."""

    organization: Organization
    unlocked_until: datetime | None = None

    @property
    def is_guarded(self) -> bool:
        """Whether writes to the organization are locked until they are unlocked."""
        return rules.is_guarded(self.organization)
