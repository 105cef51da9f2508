"""Deletion of old plans and captured secrets."""

from datetime import timedelta

from lib import clock
from organizations.restores.models import Restore, RestoreCapture

RETENTION = timedelta(days=7)


def purge_old() -> int:
    """Delete plans, and captures of runs that have ended, older than `RETENTION`; return how many.

    Runs and their reports stay. Captures contain URLs and keys of Staging, which Staging has again by then.
    """
    before = clock.now() - RETENTION
    plans, _by_model = Restore.objects.filter(state=Restore.State.PLANNED, created_at__lt=before).delete()
    captures, _by_model = RestoreCapture.objects.filter(restore__ended_at__lt=before).delete()
    return plans + captures
