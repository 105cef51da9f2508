"""The emulator as a WSGI program for granian or gunicorn."""

import json
import os
from pathlib import Path

from environments.emulator import copying, keys
from environments.emulator.application import Application
from environments.emulator.emulator import Emulator


def application() -> Application:
    """The program, told what to do by EMULATOR_… in its environment; __main__ sets them."""
    emulator = Emulator(os.environ.get("EMULATOR_DATA", "memory"), keys.read())
    if seed := os.environ.get("EMULATOR_SEED"):
        with open(seed) as lines:
            copying.sow(emulator, lines)
    if faults := os.environ.get("EMULATOR_FAULTS"):
        emulator.faults.set(json.loads(Path(faults).read_text())["Rules"])
    names = os.environ.get("EMULATOR_ENVIRONMENTS", "").lower().replace(" ", "")
    return Application(emulator, frozenset(names.split(",")) if names else None)
