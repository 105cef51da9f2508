"""The hourly run in the background of the program."""

import logging
import threading
from datetime import timedelta

from environments.emulator.emulator import Emulator
from environments.emulator.rules.subscriptions import hourly_run
from lib import clock

log = logging.getLogger("emulator")

_HOUR = timedelta(hours=1)
# How often the clock is read, which may be moved from outside.
_LOOK_SECONDS = 60


class BackgroundRuns:
    """A thread that runs subscriptions at the start, and after each hour of the emulator's clock."""

    def __init__(self, emulator: Emulator, root_url: str, look_seconds: float = _LOOK_SECONDS) -> None:
        self._emulator, self._root_url, self._look_seconds = emulator, root_url, look_seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="subscriptions", daemon=True)

    def start(self) -> None:
        """Start the thread, which ends when the emulator is closed."""
        self._emulator.before_close.append(self.stop)
        self._thread.start()

    def stop(self) -> None:
        """End the thread after the run that is under way."""
        self._stopped.set()
        self._thread.join()

    def _work(self) -> None:
        next_run = clock.now()
        while not self._stopped.wait(self._look_seconds):
            if clock.now() >= next_run:
                self._run()
                next_run = clock.now() + _HOUR

    def _run(self) -> None:
        try:
            hourly_run.run(self._emulator, self._root_url)
        except Exception:
            log.exception("The hourly run of subscriptions")
