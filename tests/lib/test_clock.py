"""One clock, which the embedded default can move."""

from datetime import UTC, datetime, timedelta

import pytest

from lib import clock


@pytest.fixture
def clock_file(tmp_path, monkeypatch):
    path = tmp_path / "clock"
    monkeypatch.setenv("PORTAL_CLOCK_FILE", str(path))
    return path


def ahead() -> timedelta:
    return clock.now() - datetime.now(UTC)


def test_the_clock_is_aware_and_in_utc():
    assert clock.now().tzinfo is UTC


def test_an_offset_in_the_file_moves_the_clock_immediately_and_back(clock_file):
    clock_file.write_text("604800")
    assert abs(ahead() - timedelta(days=7)) < timedelta(minutes=1)
    clock_file.unlink()
    assert abs(ahead()) < timedelta(minutes=1)


@pytest.mark.parametrize("content", ["", "tomorrow", "\n"])
def test_a_file_without_a_number_does_not_move_the_clock(clock_file, content):
    clock_file.write_text(content)
    assert clock.offset() == 0


def test_without_the_variable_the_clock_does_not_move(monkeypatch):
    monkeypatch.delenv("PORTAL_CLOCK_FILE", raising=False)
    assert clock.offset() == 0
