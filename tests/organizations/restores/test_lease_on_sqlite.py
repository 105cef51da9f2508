"""Lease, fencing and steps in SQLite, which the embedded default uses."""

import os
import subprocess
import sys

import pytest

from tests.architecture.repository import ROOT
from tests.running_portal import TEST_VARIABLES

SCRIPT = """
import django
django.setup()
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models.functions import Now
from environments.restore.journal import Counts, LeaseLost, Phase, Step
from organizations.models import Organization, StagingPair
from organizations.restores import lifecycle
from organizations.restores.models import Restore
from organizations.restores.journal import DatabaseJournal
from organizations.restores.lease import claim

assert connection.vendor == "sqlite"
owner = get_user_model().objects.create_user("olive", "olive@example.com")
organizations = [
    Organization.objects.create(id=id, name="x", environment=environment, owner=owner)
    for id, environment in (("x", "Production"), ("x_Staging", "Staging"))
]
pair = StagingPair.objects.create(production=organizations[0], staging=organizations[1])
restore, first = lifecycle.restore_here(pair)
assert lifecycle.restore_here(pair) == (restore, None)
journal = DatabaseJournal(first)
for done in (1, 2):
    journal.record_progress([Step("Products", Phase.WRITE, Counts(planned=5, done=done))])
first._heartbeat()
assert claim(restore.pk) is None
Restore.objects.update(lease_expires_at=Now() - timedelta(seconds=1))
second = claim(restore.pk)
assert second.fencing_token == first.fencing_token + 1
try:
    journal.record_progress([Step("Products", Phase.WRITE, Counts(planned=9))])
except LeaseLost:
    pass
else:
    raise AssertionError("the old holder wrote")
step = restore.steps.get()
assert (step.done_by_previous_holders, step.done, step.planned) == (2, 0, 0)
print("passed")
"""


@pytest.fixture
def embedded(tmp_path) -> dict[str, str]:
    """The environment of the embedded default with its own data directory."""
    inherited = {name: value for name, value in os.environ.items() if name not in TEST_VARIABLES}
    return {**inherited, "PORTAL_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings"}


def run(environment: dict[str, str], *arguments: str) -> str:
    process = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


def test_leases_work_in_sqlite_too(embedded):
    run(embedded, "manage.py", "migrate", "-v0", "--skip-checks")
    assert run(embedded, "-c", SCRIPT) == "passed\n"
