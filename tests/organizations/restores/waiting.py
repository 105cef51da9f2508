"""Waiting for what another process does, with an end."""

import threading
import time
from collections.abc import Callable

PATIENCE = 60
_pause = threading.Event()


def until(holds: Callable[[], bool]) -> None:
    """Returns as soon as `holds` does; fails when it has not after a minute."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "It never came to hold."
        _pause.wait(0.05)
