"""How a run looks in a terminal while it goes on: a bar where there is one to draw, plain lines elsewhere.

It reads the rows, so that a run looks alike whichever process carries it.
"""

import threading
from typing import Any, Protocol, TextIO

import structlog
from django.db import OperationalError, connection
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from organizations.restores.models import Restore
from organizations.restores.progress import Progress, progress_of

log = structlog.get_logger(__name__)
EACH = 1.0


class Display(Protocol):
    """What draws the progress."""

    def begin(self) -> None: ...

    def update(self, progress: Progress) -> None: ...

    def end(self) -> None: ...


class Bar:
    """One bar with its numbers, redrawn in place."""

    def __init__(self, stream: TextIO):
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        self._bar = RichProgress(*columns, console=Console(file=stream))
        self._task = self._bar.add_task("Starting", total=None)

    def begin(self) -> None:
        self._bar.start()

    def update(self, progress: Progress) -> None:
        name = sentence(progress)
        self._bar.update(
            self._task, description=name, completed=progress.done, total=progress.planned or None
        )

    def end(self) -> None:
        self._bar.stop()


class Lines:
    """A line whenever there is something new."""

    def __init__(self, stream: TextIO):
        self._stream, self._last = stream, ""

    def begin(self) -> None:
        pass

    def update(self, progress: Progress) -> None:
        line = f"{sentence(progress)}: {progress.done:,} of {progress.planned:,} changes"
        if line != self._last:
            self._last = line
            print(line, file=self._stream, flush=True)

    def end(self) -> None:
        pass


def sentence(progress: Progress) -> str:
    """The present stage with what it has come to."""
    for stage in progress.stages:
        if stage.state in ("running", "failed"):
            return f"{stage.name}, {stage.detail}"
    return "Done" if progress.stages[-1].state == "done" else "Starting"


class Watch:
    """Shows a run on `stream` between `__enter__` and `__exit__`, once a second, in a thread of its own."""

    def __init__(self, restore: Restore, stream: TextIO):
        self._restore_id = restore.pk
        self._display: Display = Bar(stream) if stream.isatty() else Lines(stream)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="restore-watch", daemon=True)

    def __enter__(self) -> "Watch":
        self._display.begin()
        self._thread.start()
        return self

    def __exit__(self, *_error: Any) -> None:
        self._stop.set()
        self._thread.join()
        self._display.end()

    def _watch(self) -> None:
        try:
            self._look()
            while not self._stop.wait(EACH):
                self._look()
            self._look()
        finally:
            connection.close()

    def _look(self) -> None:
        try:
            self._display.update(progress_of(Restore.objects.get(pk=self._restore_id)))
        except OperationalError as error:
            log.warning("restore_watch_blinked", restore=self._restore_id, error=type(error).__name__)
