"""The portal's clock, moved by a test."""

from datetime import timedelta

import pytest


class Clock:
    """Ahead of the system's clock by as much as it was moved."""

    def __init__(self, file):
        self.file, self.ahead = file, timedelta()

    def move(self, by: timedelta) -> None:
        self.ahead += by
        self.file.write_text(str(self.ahead.total_seconds()))


@pytest.fixture
def clock(tmp_path, monkeypatch) -> Clock:
    """The portal's clock: `clock.move(timedelta(days=1))`."""
    file = tmp_path / "clock"
    monkeypatch.setenv("PORTAL_CLOCK_FILE", str(file))
    return Clock(file)
