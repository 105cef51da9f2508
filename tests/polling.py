"""Waiting for another process: the one place of the tests that looks again and again."""

import time
from collections.abc import Callable


def wait_until(is_so: Callable[[], object], within: float = 60) -> None:
    """Returns as soon as `is_so()` is true; raises TimeoutError when it is not within so many seconds."""
    deadline = time.monotonic() + within
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"It took longer than {within} seconds.")
        time.sleep(0.01)
