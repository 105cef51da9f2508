"""The documents of the emulator name existing tests, and all control calls, faults and options."""

import re
from pathlib import Path

from environments.emulator.__main__ import _parser
from environments.emulator.control.faults import _NAMES
from environments.emulator.http import control

DOCS = Path(__file__).parents[3] / "docs"
TESTS = Path(__file__).parent
NAMED = re.compile(r"`(test_[a-z0-9_]+)`")


def manual() -> str:
    return (DOCS / "emulator.md").read_text()


def test_every_test_in_the_table_of_rules_exists():
    tests = "\n".join(path.read_text() for path in TESTS.rglob("test_*.py"))
    named = NAMED.findall((DOCS / "emulator-rules.md").read_text())
    assert len(set(named)) > 400
    assert not [name for name in named if f"def {name}(" not in tests]


def test_every_control_call_is_documented():
    for verb, first, *rest in control._CALLS:
        path = "/".join(["/_emulator", first, *(["{id}", *rest] if rest else [])])
        line = next((line for line in manual().splitlines() if f"`{path}" in line and verb in line), None)
        assert line, f"{verb} {path}"


def test_every_member_of_a_fault_is_documented():
    assert not [name for name in _NAMES if f"`{name}`" not in manual()]


def test_every_option_and_command_of_the_program_is_documented():
    options = [word for action in _parser()._actions for word in action.option_strings]
    commands = next(action.choices for action in _parser()._actions if action.choices)
    assert not [word for word in options if word.startswith("--") and f"`{word}" not in manual()]
    assert not [word for word in commands if f"`{word}" not in manual()]
