"""A Celery worker's tasks for the test of a killed broker: `celery -A tests.portal.broker_tasks worker`."""

from pathlib import Path

from portal.celery import app
from tests.polling import wait_until

HOLD = "tests.hold"


@app.task(name=HOLD)
def hold(folder: str, name: str) -> None:
    """Report its start, wait to be released, and report its end, each by a file in `folder`."""
    Path(folder, f"{name} began").touch()
    wait_until(Path(folder, f"{name} released").exists)
    Path(folder, f"{name} ended").touch()
