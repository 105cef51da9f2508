"""What restores keep only for a while: plans that nobody carried out, and captured secrets."""

from datetime import timedelta

from lib import clock
from organizations.restores.models import Restore, RestoreCapture

KEPT = timedelta(days=7)


def forget_old() -> int:
    """Removes plans, and captures of runs that have ended, both older than a week; returns how many went.

    The run of a report stays. Its captures hold addresses and keys of Staging, which stand there again.
    """
    before = clock.now() - KEPT
    plans, _each = Restore.objects.filter(state=Restore.State.PLANNED, created_at__lt=before).delete()
    captures, _each = RestoreCapture.objects.filter(restore__ended_at__lt=before).delete()
    return plans + captures
