"""The clock can be moved by a command, in the embedded default only."""

import pytest
from django.core.management import CommandError, call_command

from lib import clock


@pytest.fixture
def embedded_clock(tmp_path, monkeypatch, settings):
    settings.EMBEDDED = True
    monkeypatch.setenv("PORTAL_CLOCK_FILE", str(tmp_path / "clock"))


def test_moving_the_clock_twice_adds_up_and_reset_restores_it(embedded_clock, capsys):
    call_command("clock", "--forward", "7d")
    call_command("clock", "--forward", "90m")
    assert clock.offset() == 7 * 86400 + 90 * 60
    assert "7 days, 1:30:00 ahead" in capsys.readouterr().out
    call_command("clock", "--reset")
    assert clock.offset() == 0
    assert "ahead" not in capsys.readouterr().out


@pytest.mark.parametrize("span", ["7", "d", "7 days", "-1d", "1y"])
def test_an_invalid_duration_is_rejected_and_the_clock_does_not_move(embedded_clock, span):
    with pytest.raises(CommandError):
        call_command("clock", f"--forward={span}")
    assert clock.offset() == 0


def test_a_configured_portal_uses_the_time_of_its_machine(embedded_clock, settings):
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="only be moved in the embedded default"):
        call_command("clock", "--forward", "1d")
    assert clock.offset() == 0


@pytest.mark.parametrize("moves", [["999999w"], ["999999d"], ["300w", "300w"]])
def test_the_clock_moves_ten_years_at_most(embedded_clock, moves):
    *before, last = moves
    for move in before:
        call_command("clock", "--forward", move)
    there = clock.offset()
    with pytest.raises(CommandError, match="at most 10 years ahead"):
        call_command("clock", "--forward", last)
    assert clock.offset() == there


@pytest.mark.parametrize("content", ["604799395200.0", "1e300", "inf", "nan", "-1e12", "tomorrow", ""])
def test_the_time_can_be_read_and_reset_with_any_content_of_the_file(embedded_clock, content, tmp_path):
    (tmp_path / "clock").write_text(content)
    assert clock.offset() == 0
    call_command("clock")
    call_command("clock", "--reset")
    assert not (tmp_path / "clock").exists()
