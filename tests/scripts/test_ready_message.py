"""Which password `make run` gives to the demo's users."""

import pytest

from scripts import ready_message


@pytest.fixture(autouse=True)
def _no_password_variable(monkeypatch):
    monkeypatch.delenv("PORTAL_DEMO_PASSWORD", raising=False)


def test_the_first_start_generates_a_password(tmp_path):
    first, second = ready_message.demo_password(tmp_path), ready_message.demo_password(tmp_path)
    assert len(first) >= 12
    assert first != second


def test_a_start_after_a_password_was_printed_does_not_change_passwords(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(ready_message, "responds", lambda *_: True)
    monkeypatch.setattr(ready_message.signal, "signal", lambda *_: None)
    ready_message.print_when_ready(tmp_path, 0, "printed once")
    assert ready_message.demo_password(tmp_path) is None
    ready_message.print_when_ready(tmp_path, 0, ready_message.demo_password(tmp_path))
    assert "shown at the first start" in capsys.readouterr().out


def test_a_given_password_is_set_at_each_start(tmp_path, monkeypatch):
    ready_message.password_shown_marker(tmp_path).touch()
    monkeypatch.setenv("PORTAL_DEMO_PASSWORD", "a password of my own")
    assert ready_message.demo_password(tmp_path) == "a password of my own"
