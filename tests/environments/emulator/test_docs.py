"""The document of the emulator describes all control calls, faults and options."""

import argparse
from pathlib import Path

from environments.emulator.__main__ import _parser
from environments.emulator.control.faults import _NAMES
from environments.emulator.http import control

DOCS = Path(__file__).parents[3] / "docs"


def manual() -> str:
    return (DOCS / "emulator.md").read_text()


def test_every_control_call_is_documented():
    for verb, first, *rest in control._ROUTES:
        path = "/".join(["/_emulator", first, *(["{id}", *rest] if rest else [])])
        line = next((line for line in manual().splitlines() if f"`{path}" in line and verb in line), None)
        assert line, f"{verb} {path}"


def test_every_member_of_a_fault_is_documented():
    assert not [name for name in _NAMES if f"`{name}`" not in manual()]


def test_every_option_and_command_of_the_program_is_documented():
    options = [word for action in _parser()._actions for word in action.option_strings]
    commands = next(a.choices for a in _parser()._actions if isinstance(a, argparse._SubParsersAction))
    assert not [word for word in options if word.startswith("--") and f"`{word}" not in manual()]
    assert not [word for word in commands if f"`{word}" not in manual()]
