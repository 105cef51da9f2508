"""The progress of a run in a terminal: a bar, or plain lines where the output is no terminal.

It is read from the database, so it is the same whichever process runs the restore.
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
REFRESH_INTERVAL = 1.0


class Display(Protocol):
    """A display of the progress."""

    def start(self) -> None: ...

    def update(self, progress: Progress) -> None: ...

    def stop(self) -> None: ...


class ProgressBar:
    """A bar with numbers, redrawn in place."""

    def __init__(self, stream: TextIO):
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        self._bar = RichProgress(*columns, console=Console(file=stream))
        self._task = self._bar.add_task("Starting", total=None)

    def start(self) -> None:
        self._bar.start()

    def update(self, progress: Progress) -> None:
        name = current_stage(progress)
        self._bar.update(
            self._task, description=name, completed=progress.done, total=progress.planned or None
        )

    def stop(self) -> None:
        self._bar.stop()


class ProgressLines:
    """A line for each change of the progress."""

    def __init__(self, stream: TextIO):
        self._stream, self._last = stream, ""

    def start(self) -> None:
        pass

    def update(self, progress: Progress) -> None:
        line = f"{current_stage(progress)}: {progress.done:,} of {progress.planned:,} changes"
        if line != self._last:
            self._last = line
            print(line, file=self._stream, flush=True)

    def stop(self) -> None:
        pass


def current_stage(progress: Progress) -> str:
    """Return the current stage with its progress."""
    for stage in progress.stages:
        if stage.state in ("running", "failed"):
            return f"{stage.name}, {stage.detail}"
    return "Done" if progress.stages[-1].state == "done" else "Starting"


class ProgressWatcher:
    """Displays a run on `stream` between `__enter__` and `__exit__`, from a thread."""

    def __init__(self, restore: Restore, stream: TextIO):
        self._restore_id = restore.pk
        self._display: Display = ProgressBar(stream) if stream.isatty() else ProgressLines(stream)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="restore-progress", daemon=True)

    def __enter__(self) -> "ProgressWatcher":
        self._display.start()
        self._thread.start()
        return self

    def __exit__(self, *_error: Any) -> None:
        self._stop.set()
        self._thread.join()
        self._display.stop()

    def _watch(self) -> None:
        try:
            self._refresh()
            while not self._stop.wait(REFRESH_INTERVAL):
                self._refresh()
            self._refresh()
        finally:
            connection.close()

    def _refresh(self) -> None:
        try:
            self._display.update(progress_of(Restore.objects.get(pk=self._restore_id)))
        except OperationalError as error:
            log.warning("restore_progress_unavailable", restore=self._restore_id, error=type(error).__name__)
