"""The progress of a run."""

import pytest

from lib import clock
from organizations.restores.models import Restore, RestoreStep
from organizations.restores.progress import progress_of


@pytest.mark.parametrize(
    ("state", "started", "stages"),
    [
        ("comparing", False, ["Capture", "Compare"]),
        ("planned", False, ["Capture", "Compare"]),
        ("failed", False, ["Capture", "Compare"]),
        ("waiting", False, ["Capture", "Compare", "Delete", "Write", "Verify"]),
        ("running", True, ["Capture", "Compare", "Delete", "Write", "Verify"]),
    ],
)
def test_a_dry_run_has_its_own_stages_only(cast, state, started, stages):
    restore = Restore.objects.create(
        pair=cast.pair, state=state, trigger="manual", started_at=clock.now() if started else None
    )
    RestoreStep.objects.create(restore=restore, resource="Products", phase="compare", planned=2, done=1)
    assert [stage.name for stage in progress_of(restore).stages] == stages
