"""What a deletion of organizations takes away from the restores of their pairs."""

from collections.abc import Sequence

from django.db.models import Q

from organizations.deletion import losses
from organizations.deletion.losses import Count
from organizations.models import Organization
from organizations.restores.models import Restore


def register() -> None:
    """Register this with `organizations`, which must not import this layer."""
    losses.register(lost_restores)


def lost_restores(organizations: Sequence[Organization]) -> list[Count]:
    """Return how many reports of restores go, and how many restores stop now."""
    restores = Restore.objects.filter(
        Q(pair__production__in=organizations) | Q(pair__staging__in=organizations)
    )
    reports = restores.filter(started_at__isnull=False, ended_at__isnull=False).count()
    active = restores.filter(state__in=Restore.ACTIVE).count()
    counts = [Count(reports, "restore report" if reports == 1 else "restore reports")] if reports else []
    return counts + ([Count(active, "restore that is running stops")] if active else [])
