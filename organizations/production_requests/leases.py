"""The lease of a request: one process at a time creates what it asks for, and a killed one loses it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from lib import clock
from organizations.models import ProductionRequest

# Longer than a step takes; each step renews it.
DURATION = timedelta(minutes=3)


class Lost(Exception):
    """The request ended meanwhile, or another process took over."""


@dataclass
class Lease:
    """The right to create what a request asks for, since its last renewal."""

    request_id: int
    since: datetime

    def renew(self) -> None:
        """Hold it for its whole duration again.

        Raises:
            Lost: if this process has no right to continue.
        """
        now = clock.now()
        if not self._held().update(creating_since=now):
            raise Lost
        self.since = now

    def release(self) -> None:
        """Let the next process take it, unless it is another's already."""
        self._held().update(creating_since=None)

    def require(self, locked: ProductionRequest) -> None:
        """Raise `Lost` unless the locked request is still this process's to complete."""
        if locked.status != ProductionRequest.Status.INCOMPLETE or locked.creating_since != self.since:
            raise Lost

    def _held(self) -> QuerySet[ProductionRequest]:
        return _incomplete(self.request_id).filter(creating_since=self.since)


def take(request: ProductionRequest) -> Lease | None:
    """Take the lease of an approved request; None if its creation is running or has ended."""
    now = clock.now()
    taken = _incomplete(request.pk).filter(free()).update(creating_since=now)
    return Lease(request.pk, now) if taken else None


def is_held(request: ProductionRequest) -> bool:
    """Return whether a process is creating what a request asks for."""
    since = request.creating_since
    return since is not None and since >= clock.now() - DURATION


def free() -> Q:
    """Return the condition for requests whose creation no process is running."""
    return Q(creating_since=None) | Q(creating_since__lt=clock.now() - DURATION)


def _incomplete(request_id: int) -> QuerySet[ProductionRequest]:
    return ProductionRequest.objects.filter(pk=request_id, status=ProductionRequest.Status.INCOMPLETE)
