"""The band of a guarded organization: whether its writes are locked, and until when they are unlocked."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import ceil

from console.guard import rules
from console.guard.unlocking import Unlocked
from lib import clock
from organizations.models import Organization


@dataclass(frozen=True)
class GuardPane:
    """`unlocked` is since and until when this session may write; None while it may not."""

    organization: Organization
    unlocked: Unlocked | None = None

    @cached_property
    def is_guarded(self) -> bool:
        """Whether writes to the organization are locked until they are unlocked."""
        return rules.is_guarded(self.organization)

    @property
    def unlocked_at(self) -> datetime | None:
        return self.unlocked.at if self.unlocked else None

    @property
    def unlocked_until(self) -> datetime | None:
        return self.unlocked.until if self.unlocked else None

    @property
    def method(self) -> str:
        """How the user confirmed who they are, such as "passkey"."""
        return self.unlocked.method if self.unlocked else ""

    @cached_property
    def seconds_left(self) -> int:
        """For how many seconds writes stay unlocked; 0 while they are locked."""
        left = (self.unlocked.until - clock.now()).total_seconds() if self.unlocked else 0
        return max(0, ceil(left))

    @property
    def minutes_left(self) -> int:
        return ceil(self.seconds_left / 60)
